import * as vscode from 'vscode';
import { labelOf, LONGEST_TEXT, makeTextAttachment } from '../../chat/context/textAttachment.ts';
import type { TextAttachment } from '../../chat/conversation.ts';
import { fileOf, pathAt } from '../files.ts';

/** A part of a document as an attachment under a new id; with the kind `file`, all of it. Undefined if it is blank. */
export function codeAttachment(
  document: vscode.TextDocument,
  range: vscode.Range,
  { kind, id }: { readonly kind: 'selection' | 'file'; readonly id: string },
): TextAttachment | undefined {
  const { text, of } = beginningOf(document, range);
  if (text.trim() === '') return undefined;
  const path = pathAt(fileOf(document));
  const lines = kind === 'file' ? undefined : linesOf(range);
  const { languageId } = document;
  const made = { kind, id, label: labelOf(path, lines), path, languageId, text, of };
  return makeTextAttachment(lines ? { ...made, lines } : made);
}

/** A range that ends before the first character of a line does not reach into it. */
function linesOf({ start, end }: vscode.Range): { first: number; last: number } {
  const last = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
  return { first: start.line + 1, last };
}

/** No more is read than is kept: somebody may have selected all of a huge file. */
function beginningOf(
  document: vscode.TextDocument,
  { start, end }: vscode.Range,
): { readonly text: string; readonly of: number | undefined } {
  const from = document.offsetAt(start);
  const length = document.offsetAt(end) - from;
  // Line ends may become shorter by half when the text is cleaned.
  const isCut = length > 2 * LONGEST_TEXT;
  const last = isCut ? document.positionAt(from + 2 * LONGEST_TEXT) : end;
  const text = document.getText(new vscode.Range(start, last));
  return { text, of: isCut ? length : undefined };
}
