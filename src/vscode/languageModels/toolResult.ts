import * as vscode from 'vscode';
import { asRecord } from '../../base/json.ts';

/** Maximum depth of a result's tree. */
const MAX_DEPTH = 64;

/** The text of a tool's result. Unknown parts are written as JSON; images are left out. */
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
    return node === undefined ? toJson(part.value) : nodeText(node, 0);
  }
  return typeof part === 'string' ? part : toJson(part);
}

/** The text of a data part with a text type; empty for other data. */
export function dataText({ data, mimeType }: vscode.LanguageModelDataPart): string {
  const isText = /^text\/|^application\/([\w.-]+\+)?json\b/i.test(mimeType);
  return isText ? new TextDecoder().decode(data) : '';
}

/**
 * The text of a node of `@vscode/prompt-tsx`: a leaf contains text and may start a line, other nodes have children.
 */
function nodeText(value: unknown, depth: number): string {
  const { text, children, lineBreakBefore } = asRecord(value);
  if (typeof text === 'string') return (lineBreakBefore === true ? '\n' : '') + text;
  if (!Array.isArray(children) || depth > MAX_DEPTH) return '';
  return children.map((child) => nodeText(child, depth + 1)).join('');
}

function toJson(value: unknown): string {
  try {
    // Undefined has no JSON representation.
    const text: unknown = JSON.stringify(value);
    return typeof text === 'string' ? text : '';
  } catch {
    return '';
  }
}
