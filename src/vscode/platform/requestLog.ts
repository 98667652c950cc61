import type * as vscode from 'vscode';
import type { RequestReport } from '../../mistral/http/requestReport.ts';
import { modelFact } from '../diagnostics/settingsFacts.ts';

/** A request as one line: times, states and IDs; never a key, a URL's path, a prompt or an answer. */
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

/** The detail, with a model name hidden if it could be a key pasted into the wrong setting. */
function detailOf({ outcome, detail }: RequestReport): string | undefined {
  const isModel =
    outcome === 'modelUnknown' || outcome === 'modelNotFim' || outcome === 'modelNotAllowed';
  return isModel && detail !== undefined ? modelFact(detail) : detail;
}

/** Whether a request succeeded or was closed on purpose. */
export function isExpectedOutcome({ outcome }: RequestReport): boolean {
  return outcome === 'done' || outcome === 'closed' || outcome === 'aborted';
}

/** Logs one line per request. */
export function requestLog(log: vscode.LogOutputChannel): (report: RequestReport) => void {
  return (report) => {
    if (isExpectedOutcome(report)) log.info(requestLine(report));
    else log.warn(requestLine(report));
  };
}
