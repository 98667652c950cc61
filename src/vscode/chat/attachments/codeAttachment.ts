import * as vscode from 'vscode';
import {
  attachmentLabel,
  MAX_TEXT_LENGTH,
  makeTextAttachment,
} from '../../../chat/context/textAttachment.ts';
import type { TextAttachment } from '../../../chat/session/conversation.ts';
import { fileOf, pathAt } from '../../platform/files.ts';
import { readOpen } from './readText.ts';

/**
 * Creates an attachment from a part of a document; with the kind `file`, from all of it. Undefined if it is blank.
 */
export function codeAttachment(
  document: vscode.TextDocument,
  range: vscode.Range,
  {
    kind,
    id,
    symbol,
  }: Pick<TextAttachment, 'id' | 'symbol'> & { readonly kind: 'selection' | 'file' },
): TextAttachment | undefined {
  const { text, fullLength } = beginningOf(document, range);
  if (text.trim() === '') return undefined;
  const file = fileOf(document);
  const path = pathAt(file);
  const lines = kind === 'file' ? undefined : linesOf(range);
  const { languageId } = document;
  const uri = file.toString();
  const made = {
    kind,
    id,
    label: attachmentLabel(path, lines),
    path,
    uri,
    sources: [uri],
    languageId,
    text,
    ...(fullLength === undefined ? {} : { fullLength }),
  };
  const named = symbol === undefined ? made : { ...made, symbol };
  return makeTextAttachment(lines ? { ...named, lines } : named);
}

/** The whole file of a document as an attachment under a new id; for a cell, the notebook. Undefined if it is blank. */
export function fileAttachment(
  document: vscode.TextDocument,
  id: string,
): TextAttachment | undefined {
  const file = fileOf(document);
  if (file === document.uri) {
    const end = document.lineAt(document.lineCount - 1).range.end;
    const range = new vscode.Range(new vscode.Position(0, 0), end);
    return codeAttachment(document, range, { kind: 'file', id });
  }
  const open = readOpen(file);
  if (!open || open.text.trim() === '') return undefined;
  const [path, uri] = [pathAt(file), file.toString()];
  return makeTextAttachment({
    ...open,
    kind: 'file',
    id,
    label: attachmentLabel(path),
    path,
    uri,
    sources: [uri],
  });
}

/** A selection that ends at the start of a line does not include that line. */
function linesOf({ start, end }: vscode.Range): { first: number; last: number } {
  const last = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
  return { first: start.line + 1, last };
}

/** All of a huge file may be selected: read no more than is kept. */
function beginningOf(
  document: vscode.TextDocument,
  { start, end }: vscode.Range,
): { readonly text: string; readonly fullLength: number | undefined } {
  const from = document.offsetAt(start);
  const length = document.offsetAt(end) - from;
  // Converting line endings may halve the length.
  const isCut = length > 2 * MAX_TEXT_LENGTH;
  const last = isCut ? document.positionAt(from + 2 * MAX_TEXT_LENGTH) : end;
  const text = document.getText(new vscode.Range(start, last));
  return { text, fullLength: isCut ? length : undefined };
}
