import * as vscode from 'vscode';
import type { Problem } from '../../chat/context/problems.ts';
import type { Exclusions } from '../exclusions.ts';
import { pathAt } from '../files.ts';
import { closedAt } from './permission.ts';

const SEVERITIES: Readonly<Record<vscode.DiagnosticSeverity, Problem['severity']>> = {
  [vscode.DiagnosticSeverity.Error]: 'error',
  [vscode.DiagnosticSeverity.Warning]: 'warning',
  [vscode.DiagnosticSeverity.Information]: 'info',
  [vscode.DiagnosticSeverity.Hint]: 'hint',
};

/** What VS Code's problems view lists, of files that may travel. */
export function currentProblems(exclusions: Exclusions): Problem[] {
  return vscode.languages.getDiagnostics().flatMap(([uri, found]) => {
    if (found.length === 0 || closedAt(uri, exclusions)) return [];
    const path = pathAt(uri);
    return found.map(({ range, severity, source = '', message }) => ({
      path,
      line: range.start.line + 1,
      severity: SEVERITIES[severity],
      source,
      message,
    }));
  });
}
