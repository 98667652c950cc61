import * as vscode from 'vscode';
import { asRecord } from '../../mistral/json.ts';

/** A tree that is deeper is no result that anybody wrote. */
const DEEPEST = 64;

/** The text of what a tool brought; parts that nobody knows are told as JSON. Images are not part of it. */
export function resultText(content: readonly unknown[]): string {
  return content
    .map(partText)
    .filter((text) => text !== '')
    .join('\n');
}

function partText(part: unknown): string {
  if (part instanceof vscode.LanguageModelTextPart) return part.value;
  if (part instanceof vscode.LanguageModelDataPart) return dataText(part);
  if (part instanceof vscode.LanguageModelPromptTsxPart) {
    const { node } = asRecord(part.value);
    return node === undefined ? written(part.value) : nodeText(node, 0);
  }
  return typeof part === 'string' ? part : written(part);
}

/** The text of data that is text; other data, such as another program's own marks, says nothing. */
export function dataText({ data, mimeType }: vscode.LanguageModelDataPart): string {
  const isText = /^text\/|^application\/([\w.-]+\+)?json\b/i.test(mimeType);
  return isText ? new TextDecoder().decode(data) : '';
}

/** The text of a node of `@vscode/prompt-tsx`: a leaf has some and says if it begins a line, others have children. */
function nodeText(value: unknown, depth: number): string {
  const { text, children, lineBreakBefore } = asRecord(value);
  if (typeof text === 'string') return (lineBreakBefore === true ? '\n' : '') + text;
  if (!Array.isArray(children) || depth > DEEPEST) return '';
  return children.map((child) => nodeText(child, depth + 1)).join('');
}

function written(value: unknown): string {
  try {
    // Undefined has no JSON.
    const text: unknown = JSON.stringify(value);
    return typeof text === 'string' ? text : '';
  } catch {
    return '';
  }
}
