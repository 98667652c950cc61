import * as vscode from 'vscode';
import type { ChangedFile } from '../../actions/commit/changedFile.ts';
import type { Finding } from '../../actions/review/findings.ts';
import { locateLines } from '../../actions/review/locateLines.ts';
import { shownLines } from '../../actions/review/numberedDiff.ts';
import type { ShownLines } from '../../actions/review/numberedDiff.ts';
import { MAX_FINDINGS } from '../../actions/review/reviewPrompt.ts';
import type { GitRepository } from '../git/gitApi.ts';
import { documentOf } from '../platform/documents.ts';
import type { PlacedFinding } from './reviewThreads.ts';

/** The lines that the changes of each file show, read when they are needed. */
export function shownLinesLookup(
  files: readonly ChangedFile[],
): (path: string) => ShownLines | undefined {
  const byName = new Map(files.map((file) => [file.name, file]));
  const known = new Map<string, ShownLines>();
  return (path: string) => {
    const file = byName.get(path);
    if (!file) return undefined;
    const lines = known.get(path) ?? shownLines(file.text);
    known.set(path, lines);
    return lines;
  };
}

/** The first findings at their lines, up to the limit, and the number of those whose lines no longer exist. */
export async function locateFindings(
  repository: GitRepository,
  findings: readonly Finding[],
): Promise<{ readonly placed: readonly PlacedFinding[]; readonly lost: number }> {
  const placed: PlacedFinding[] = [];
  let lost = 0;
  for (const finding of findings) {
    if (placed.length === MAX_FINDINGS) break;
    const found = await locateFinding(repository, finding);
    if (found) placed.push(found);
    else lost += 1;
  }
  return { placed, lost };
}

/** A finding in its document; undefined if its lines no longer exist: only the index may contain them. */
export async function locateFinding(
  { rootUri }: GitRepository,
  finding: Finding,
): Promise<PlacedFinding | undefined> {
  const uri = vscode.Uri.joinPath(rootUri, finding.path);
  const document = await documentOf(uri);
  const range = document && currentRangeOf(document, finding, finding.line - 1);
  return range && { finding, uri, range };
}

/** The current lines of a finding, nearest to an expected one. */
export function currentRangeOf(
  document: vscode.TextDocument,
  { lines }: Finding,
  expected: number,
): vscode.Range | undefined {
  const text = document.getText().replaceAll('\r\n', '\n');
  const first = locateLines(text, lines, expected);
  if (first === undefined) return undefined;
  const last = first + lines.length - 1;
  return document.validateRange(new vscode.Range(first, 0, last, Infinity));
}
