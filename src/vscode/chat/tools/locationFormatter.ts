import * as vscode from 'vscode';
import type { FoundLine } from '../../../chat/tools/matchedLines.ts';
import { matchedLines, TextLines } from '../../../chat/tools/matchedLines.ts';
import type { ToolResult } from '../../../chat/tools/tool.ts';
import { readText } from '../attachments/readText.ts';
import type { WorkspacePaths } from './workspacePaths.ts';

/** A line of a file, from 1. */
export interface CodeLine {
  readonly uri: vscode.Uri;
  readonly line: number;
}

/** Locations that are shown of one call. */
const MAX_LOCATIONS = 200;

/** Formats the locations that a language service returns, without files that must not be read. */
export class LocationFormatter {
  readonly #paths: WorkspacePaths;

  constructor(paths: WorkspacePaths) {
    this.#paths = paths;
  }

  /** The locations with the text of their lines, in order; the result names no file that must not be read. */
  async result(locations: readonly CodeLine[], signal: AbortSignal): Promise<ToolResult> {
    const found: FoundLine[] = [];
    const sources = new Set<string>();
    const texts = new Map<string, TextLines | undefined>();
    for (const { uri, line } of inOrder(locations).slice(0, MAX_LOCATIONS)) {
      if (signal.aborted) break;
      const key = uri.toString();
      if (!texts.has(key)) texts.set(key, await this.#read(uri));
      const lines = texts.get(key);
      if (!lines) continue;
      sources.add(key);
      found.push({ path: this.#paths.pathOf(uri), line, text: lines.at(line).trim() });
    }
    const { text, count, files } = matchedLines(found);
    const hidden = locations.length - count;
    const note =
      hidden > 0
        ? `\n(${hidden} more not shown: too many, outside of the workspace, or excluded.)`
        : '';
    if (count === 0) return { content: `No results can be shown.${note}`, count: 0 };
    return { content: text + note, count, files, sources: [...sources] };
  }

  async #read(uri: vscode.Uri): Promise<TextLines | undefined> {
    if (!(await this.#paths.mayRead(uri))) return undefined;
    const read = await readText(uri);
    return typeof read === 'string' ? undefined : new TextLines(read.text);
  }
}

/** Locations by file and line, each once. */
function inOrder(locations: readonly CodeLine[]): CodeLine[] {
  const byKey = new Map(locations.map((each) => [`${each.uri.toString()} ${each.line}`, each]));
  return [...byKey.values()].sort((a, b) =>
    a.uri.path === b.uri.path ? a.line - b.line : a.uri.path < b.uri.path ? -1 : 1,
  );
}

/** The locations in the answer of a provider, which may be anything. */
export function codeLines(answer: unknown): CodeLine[] {
  const list: readonly unknown[] = Array.isArray(answer) ? answer : [answer];
  return list.flatMap((each) => {
    if (each instanceof vscode.Location) return lineOf(each.uri, each.range);
    const { targetUri, targetSelectionRange, targetRange } = (each ??
      {}) as Partial<vscode.LocationLink>;
    return lineOf(targetUri, targetSelectionRange ?? targetRange);
  });
}

function lineOf(uri: unknown, range: unknown): CodeLine[] {
  return uri instanceof vscode.Uri && range instanceof vscode.Range
    ? [{ uri, line: range.start.line + 1 }]
    : [];
}
