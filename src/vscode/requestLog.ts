import type * as vscode from 'vscode';
import type { RequestReport } from '../mistral/call.ts';
import { modelFact } from './diagnostics/settingsFacts.ts';

/** A request in one line: times, states and ids, never a key, a URL's path, a prompt or an answer. */
export function requestLine(report: RequestReport): string {
  const facts = [
    `${report.operation} at ${report.service}: ${report.outcome}`,
    report.status === undefined ? undefined : `status ${report.status}`,
    detailOf(report),
    report.requestId === undefined ? undefined : `request ${report.requestId}`,
    report.firstByteMs === undefined ? undefined : `first byte ${report.firstByteMs} ms`,
    `${report.totalMs} ms`,
  ];
  return facts.filter((fact) => fact !== undefined).join(', ');
}

/** A model is named by whoever wrote it into a setting: it may be a key that was pasted into the wrong place. */
function detailOf({ outcome, detail }: RequestReport): string | undefined {
  const isModel = outcome === 'modelUnknown' || outcome === 'modelNotFim';
  return isModel && detail !== undefined ? modelFact(detail) : detail;
}

/** Whether a request went as it should: read to its end, or left on purpose. */
export function isFine({ outcome }: RequestReport): boolean {
  return outcome === 'done' || outcome === 'left' || outcome === 'aborted';
}

/** Writes one line a request. */
export function requestLog(log: vscode.LogOutputChannel): (report: RequestReport) => void {
  return (report) => {
    if (isFine(report)) log.info(requestLine(report));
    else log.warn(requestLine(report));
  };
}
