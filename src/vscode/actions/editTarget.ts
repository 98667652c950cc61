import * as vscode from 'vscode';
import { relocate } from '../../actions/edit/proposal.ts';
import { documentOf, documentName, notEditableMessage } from '../platform/documents.ts';
import { pathOf } from '../platform/files.ts';
import { checkDocument } from '../privacy/blockedMessage.ts';
import type { SendPermissions } from '../privacy/sendPermissions.ts';
import type { CodeTarget } from './codeTarget.ts';

/** The longest code that can be edited at once, in characters: 50,000 tokens take a model about ten minutes. */
const MAX_CODE_LENGTH = 200_000;
/** Lines read on each side of the code; the prompt takes those it has room for. */
const CONTEXT_LINES = 150;

/** The code to edit: whole lines of a document. */
export interface EditTarget {
  readonly document: vscode.TextDocument;
  readonly range: vscode.Range;
  /** Offset of its first character in the document. */
  readonly start: number;
  readonly original: string;
}

/**
 * The whole lines of a code target. As in VS Code's inline chat, a line is not included if the selection ends at its
 * beginning.
 */
export function editTargetOf({
  document,
  range,
  kind,
}: Pick<CodeTarget, 'document' | 'range' | 'kind'>): EditTarget {
  const { start, end } = range;
  const endsAtLineStart = kind === 'selection' && end.line > start.line && end.character === 0;
  const last = endsAtLineStart ? end.line - 1 : end.line;
  const lines = new vscode.Range(start.line, 0, last, document.lineAt(last).text.length);
  return {
    document,
    range: lines,
    start: document.offsetAt(lines.start),
    original: document.getText(lines),
  };
}

/** The line end after the code; empty on the last line of a document. */
export function lineEndOf({ document, range: { end } }: EditTarget): string {
  return document.getText(new vscode.Range(end, new vscode.Position(end.line + 1, 0)));
}

/** The same code in the current document; undefined if it has changed or no longer exists. */
export async function currentEditTarget({
  document: before,
  start,
  original,
}: EditTarget): Promise<EditTarget | undefined> {
  const document = await documentOf(before.uri);
  const at = document && relocate({ original }, document.getText(), start);
  if (!document || at === undefined) return undefined;
  const range = new vscode.Range(
    document.positionAt(at),
    document.positionAt(at + original.length),
  );
  return { document, range, start: at, original };
}

/** The message if the code may not be sent or cannot be changed; undefined if it can be edited. */
export async function notEditableReason(
  { document, original }: EditTarget,
  permissions: SendPermissions,
): Promise<string | undefined> {
  const reason =
    (await checkDocument(document, permissions)) ?? (await notEditableMessage(document));
  if (reason !== undefined) return reason;
  if (original.includes('\0'))
    return vscode.l10n.t('{0} isn’t a text file.', documentName(document));
  return original.length > MAX_CODE_LENGTH
    ? tooLongMessage(original.length, MAX_CODE_LENGTH)
    : undefined;
}

/** The message for code that is too long to edit at once. Both numbers are characters. */
export function tooLongMessage(characters: number, max: number): string {
  const number = new Intl.NumberFormat(vscode.env.language);
  return vscode.l10n.t(
    'This code is too long: {0} characters, but the model can rewrite about {1} at a time. Select less code.',
    number.format(characters),
    number.format(max),
  );
}

/** The path and lines of the code, for the user. */
export function targetLabel({ document, range }: EditTarget): string {
  const { t } = vscode.l10n;
  const path = pathOf(document);
  const first = range.start.line + 1;
  const last = range.end.line + 1;
  return first === last
    ? t('{0}, line {1}', path, first)
    : t('{0}, lines {1} to {2}', path, first, last);
}

/** The lines above and below the code, as context for the model. */
export function surroundingLines({ document, range: { start, end } }: EditTarget): {
  above: string;
  below: string;
} {
  const above = new vscode.Range(Math.max(0, start.line - CONTEXT_LINES), 0, start.line, 0);
  const below = new vscode.Range(end.line + 1, 0, end.line + 1 + CONTEXT_LINES, 0);
  return { above: document.getText(above), below: document.getText(document.validateRange(below)) };
}
