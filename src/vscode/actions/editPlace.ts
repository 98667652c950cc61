import * as vscode from 'vscode';
import { findAgain } from '../../code/proposal.ts';
import { documentOf, nameOf, whyNotChangeable } from '../changeable.ts';
import { closedAt, wordsForClosed } from '../chat/permission.ts';
import type { Exclusions } from '../exclusions.ts';
import { fileOf, pathOf } from '../files.ts';
import type { Subject } from './subject.ts';

/** Nobody waits for a longer rewrite: 50,000 tokens take a model some ten minutes. In characters. */
const MOST_CHARACTERS = 200_000;
/** Lines above and below that are looked at for the prompt, which takes what it has room for. */
const AROUND_LINES = 150;

/** Code that is to be rewritten: whole lines. */
export interface EditPlace {
  readonly document: vscode.TextDocument;
  readonly range: vscode.Range;
  /** Where it begins, in characters from the document's beginning. */
  readonly start: number;
  readonly original: string;
}

/**
 * The whole lines of a subject, as VS Code's own inline chat takes them: a line at whose beginning a selection ends
 * is not among them.
 */
export function placeOf({
  document,
  range,
  kind,
}: Pick<Subject, 'document' | 'range' | 'kind'>): EditPlace {
  const { start, end } = range;
  const isBefore = kind === 'selection' && end.line > start.line && end.character === 0;
  const last = isBefore ? end.line - 1 : end.line;
  const whole = new vscode.Range(start.line, 0, last, document.lineAt(last).text.length);
  return {
    document,
    range: whole,
    start: document.offsetAt(whole.start),
    original: document.getText(whole),
  };
}

/** The line end behind a place; empty in a document's last line. */
export function lineEndOf({ document, range: { end } }: EditPlace): string {
  return document.getText(new vscode.Range(end, new vscode.Position(end.line + 1, 0)));
}

/** The same code in the document as it is now; undefined where it has changed or is gone. */
export async function placeNow({
  document: before,
  start,
  original,
}: EditPlace): Promise<EditPlace | undefined> {
  const document = await documentOf(before.uri);
  const at = document && findAgain({ original }, document.getText(), start);
  if (!document || at === undefined) return undefined;
  const range = new vscode.Range(
    document.positionAt(at),
    document.positionAt(at + original.length),
  );
  return { document, range, start: at, original };
}

/** Why code may not be sent, or cannot be changed, in words; undefined if it may and can. */
export async function whyNotEditable(
  { document, original }: EditPlace,
  exclusions: Exclusions,
): Promise<string | undefined> {
  const { t } = vscode.l10n;
  const file = fileOf(document);
  const closed = closedAt(file, exclusions);
  if (closed) return wordsForClosed(closed, file);
  const why = await whyNotChangeable(document);
  if (why !== undefined) return why;
  if (original.includes('\0')) return t('{0} is no text.', nameOf(document));
  return original.length > MOST_CHARACTERS
    ? wordsForTooLong(original.length, MOST_CHARACTERS)
    : undefined;
}

/** For people: code is too long to be rewritten at once; both in characters. */
export function wordsForTooLong(characters: number, most: number): string {
  const number = new Intl.NumberFormat(vscode.env.language);
  return vscode.l10n.t(
    'This code is {0} characters long, and the model can rewrite some {1} at once. Select a part of it.',
    number.format(characters),
    number.format(most),
  );
}

/** For people: which code it is. */
export function wordsForPlace({ document, range }: EditPlace): string {
  const { t } = vscode.l10n;
  const path = pathOf(document);
  const first = range.start.line + 1;
  const last = range.end.line + 1;
  return first === last
    ? t('{0}, line {1}', path, first)
    : t('{0}, lines {1} to {2}', path, first, last);
}

/** The lines above and below, for the model to see what the code is part of. */
export function around({ document, range }: EditPlace): { above: string; below: string } {
  const { start, end } = range;
  const above = new vscode.Range(Math.max(0, start.line - AROUND_LINES), 0, start.line, 0);
  const below = new vscode.Range(end.line + 1, 0, end.line + 1 + AROUND_LINES, 0);
  return { above: document.getText(above), below: document.getText(document.validateRange(below)) };
}
