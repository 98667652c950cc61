import * as vscode from 'vscode';
import type { InsertionContext } from '../../../actions/edit/insertion/insertion.ts';
import { detectIndent } from '../../../completion/snapshot.ts';
import { editorOf } from '../../platform/files.ts';

/** Maximum number of blank lines to skip in search of a line with text. */
const FARTHEST = 200;

/** The number of lines from which the indentation of a document without an editor is detected. */
const DETECTED_LINES = 1_000;

/** The surroundings of a range, for code that is inserted there. */
export function insertionContextAt(
  document: vscode.TextDocument,
  { start, end }: vscode.Range,
): InsertionContext {
  const { eol, languageId, lineCount } = document;
  return {
    ...indentStyleOf(document),
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

/** The indentation of a document: detected by its editor, or else from its text or the settings. */
function indentStyleOf(document: vscode.TextDocument): Pick<InsertionContext, 'unit' | 'tabSize'> {
  const config = vscode.workspace.getConfiguration('editor', document);
  const options = editorOf(document)?.options;
  if (!options && config.get('detectIndentation') !== false) {
    const lines = { count: document.lineCount, at: (line: number) => document.lineAt(line).text };
    const last = Math.min(DETECTED_LINES, lines.count) - 1;
    const { unit, tabSize, isGuess } = detectIndent(lines, undefined, 0, last);
    if (!isGuess) return { unit, tabSize };
  }
  const tabSize = number(options?.tabSize) ?? number(config.get('tabSize')) ?? 4;
  const width = number(options?.indentSize) ?? number(config.get('indentSize')) ?? tabSize;
  const withSpaces = options?.insertSpaces ?? config.get('insertSpaces') ?? true;
  return { tabSize, unit: withSpaces === false ? '\t' : ' '.repeat(width) };
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined;
}
