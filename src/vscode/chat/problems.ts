import * as vscode from 'vscode';
import type { Problem } from '../../chat/context/problems.ts';
import type { Exclusions } from '../exclusions.ts';
import { fileOf, pathAt } from '../files.ts';
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
    return found.map((diagnostic) => problemOf(path, diagnostic));
  });
}

/** What is reported for a place in a document. The document has to be one that may travel. */
export function problemsAt(document: vscode.TextDocument, range: vscode.Range): Problem[] {
  const path = pathAt(fileOf(document));
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter((diagnostic) => isAt(diagnostic.range, range))
    .map((diagnostic) => problemOf(path, diagnostic));
}

/** What only ends where the other begins is beside it; a cursor or an empty range is at what it touches. */
function isAt(found: vscode.Range, range: vscode.Range): boolean {
  const shared = found.intersection(range);
  return shared !== undefined && (!shared.isEmpty || found.isEmpty || range.isEmpty);
}

function problemOf(path: string, diagnostic: vscode.Diagnostic): Problem {
  const { range, severity, message } = diagnostic;
  // Extensions that are not written in TypeScript may leave null anywhere.
  const source = (diagnostic.source as string | null | undefined) ?? '';
  return {
    ...{ path, source, message, code: codeOf(diagnostic) },
    line: range.start.line + 1,
    severity: SEVERITIES[severity],
  };
}

/** Other extensions write the code as a word, a number, or either with a link. */
function codeOf({ code }: vscode.Diagnostic): string {
  const value: unknown = typeof code === 'object' ? (code as typeof code | null)?.value : code;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
