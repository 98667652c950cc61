import * as vscode from 'vscode';
import type { Problem } from '../../../chat/context/problemsText.ts';
import type { SendPermissions } from '../../privacy/sendPermissions.ts';
import { fileAt, fileOf, pathAt } from '../../platform/files.ts';

const SEVERITIES: Readonly<Record<vscode.DiagnosticSeverity, Problem['severity']>> = {
  [vscode.DiagnosticSeverity.Error]: 'error',
  [vscode.DiagnosticSeverity.Warning]: 'warning',
  [vscode.DiagnosticSeverity.Information]: 'info',
  [vscode.DiagnosticSeverity.Hint]: 'hint',
};

/** Problems of one file. */
export interface FileProblems {
  /** The URI of the file; for a notebook cell, of its notebook. */
  readonly file: vscode.Uri;
  readonly problems: readonly Problem[];
}

/** The problems that VS Code lists, of files that may be named (see `SendPermissions.blockedReasonByName`). */
export function currentProblems(permissions: SendPermissions): FileProblems[] {
  return vscode.languages.getDiagnostics().flatMap(([uri, found]) => {
    const file = fileAt(uri);
    if (found.length === 0 || permissions.blockedReasonByName(file)) return [];
    const path = pathAt(file);
    return [{ file, problems: found.map((diagnostic) => problemOf(path, diagnostic)) }];
  });
}

/** The problems in a range. The document must be one that may be sent. */
export function problemsAt(document: vscode.TextDocument, range: vscode.Range): Problem[] {
  const path = pathAt(fileOf(document));
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter((diagnostic) => isAt(diagnostic.range, range))
    .map((diagnostic) => problemOf(path, diagnostic));
}

/** Ranges that only share a boundary do not overlap, unless one of them is empty. */
function isAt(found: vscode.Range, range: vscode.Range): boolean {
  const shared = found.intersection(range);
  return shared !== undefined && (!shared.isEmpty || found.isEmpty || range.isEmpty);
}

function problemOf(path: string, diagnostic: vscode.Diagnostic): Problem {
  const { range, severity, message } = diagnostic;
  // Extensions written in JavaScript may use null for any property.
  const source = (diagnostic.source as string | null | undefined) ?? '';
  return {
    path,
    source,
    message,
    code: codeOf(diagnostic),
    line: range.start.line + 1,
    severity: SEVERITIES[severity],
  };
}

/** The code of a problem: a string, a number, or either with a link. */
function codeOf({ code }: vscode.Diagnostic): string {
  const value: unknown = typeof code === 'object' ? (code as typeof code | null)?.value : code;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
