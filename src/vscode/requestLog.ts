import type * as vscode from 'vscode';
import type { RequestReport } from '../mistral/call.ts';

/** Writes one line a request: times, states and ids, never a key, a URL's path, a prompt or an answer. */
export function requestLog(log: vscode.LogOutputChannel): (report: RequestReport) => void {
  return (report) => {
    const isFine =
      report.outcome === 'done' || report.outcome === 'left' || report.outcome === 'aborted';
    const facts = [
      `${report.operation} at ${report.service}: ${report.outcome}`,
      report.status === undefined ? undefined : `status ${report.status}`,
      report.detail,
      report.requestId === undefined ? undefined : `request ${report.requestId}`,
      report.firstByteMs === undefined ? undefined : `first byte ${report.firstByteMs} ms`,
      `${report.totalMs} ms`,
    ];
    const line = facts.filter((fact) => fact !== undefined).join(', ');
    if (isFine) log.info(line);
    else log.warn(line);
  };
}
