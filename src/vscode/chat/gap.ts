import * as vscode from 'vscode';
import type { Gap } from '../../code/insertion.ts';
import { editorOf } from '../files.ts';

/** Blank lines that are looked over for the next one with text. */
const FARTHEST = 200;

/** What is around a range of a document, for code that goes there. */
export function gapAround(document: vscode.TextDocument, { start, end }: vscode.Range): Gap {
  const { eol, languageId, lineCount } = document;
  return {
    ...stepsOf(document),
    languageId,
    eol: eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n',
    before: document.lineAt(start).text.slice(0, start.character),
    after: document.lineAt(end).text.slice(end.character),
    above: nextText(document, start.line - 1, Math.max(0, start.line - FARTHEST), -1),
    below: nextText(document, end.line + 1, Math.min(lineCount - 1, end.line + FARTHEST), 1),
  };
}

function nextText(document: vscode.TextDocument, from: number, to: number, step: 1 | -1): string {
  for (let line = from; step > 0 ? line <= to : line >= to; line += step) {
    const { text, isEmptyOrWhitespace } = document.lineAt(line);
    if (!isEmptyOrWhitespace) return text;
  }
  return '';
}

/** A document's steps of indentation: as its editor has found them, else as they are set. */
function stepsOf(document: vscode.TextDocument): Pick<Gap, 'unit' | 'tabSize'> {
  const config = vscode.workspace.getConfiguration('editor', document);
  const options = editorOf(document)?.options;
  const tabSize = number(options?.tabSize) ?? number(config.get('tabSize')) ?? 4;
  const width = number(options?.indentSize) ?? number(config.get('indentSize')) ?? tabSize;
  const withSpaces = options?.insertSpaces ?? config.get('insertSpaces') ?? true;
  return { tabSize, unit: withSpaces === false ? '\t' : ' '.repeat(width) };
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined;
}
