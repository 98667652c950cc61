import * as vscode from 'vscode';
import { withTimeout } from '../../../base/async.ts';
import type { Clock } from '../../../base/clock.ts';
import { oneLine } from '../../../base/sanitizeText.ts';
import { TextLines } from '../../../chat/tools/matchedLines.ts';
import { failedCall } from '../../../chat/tools/tool.ts';
import type { Tool, ToolResult } from '../../../chat/tools/tool.ts';
import {
  FIND_DEFINITION,
  FIND_REFERENCES,
  LIST_SYMBOLS,
} from '../../../chat/tools/toolDefinitions.ts';
import { readText } from '../attachments/readText.ts';
import { codeLines, LocationFormatter } from './locationFormatter.ts';
import type { WorkspacePaths } from './workspacePaths.ts';

/** How long a language service may take, in milliseconds: it may still be starting. */
const TIMEOUT_MS = 15_000;
/** Symbols of one call. */
const MAX_SYMBOLS = 300;
/** The deepest nesting of symbols. */
const MAX_DEPTH = 10;

const NOT_READY = 'The language service did not answer in time. Use search_text instead.';

/** Dependencies of the tools that use language services. */
export interface LanguageToolDependencies {
  readonly paths: WorkspacePaths;
  readonly clock: Clock;
}

/** `find_definition` and `find_references`. */
export function referenceTools({ paths, clock }: LanguageToolDependencies): readonly Tool[] {
  const locations = new LocationFormatter(paths);
  const find = async (
    command: string,
    args: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<ToolResult> => {
    const file = await paths.file(String(args['path']));
    if ('error' in file) return failedCall(file.error);
    const read = await readText(file.uri);
    if (typeof read === 'string') return failedCall('There is no such text file.');
    const name = String(args['symbol']);
    const place = new TextLines(read.text).placeOf(name, Number(args['line']));
    if (!place) {
      return failedCall('The symbol is not on or near that line. Read the file to find its line.');
    }
    // Within the name, so that it is the word at the position; for `a.b`, its last part.
    const [word = name] = /[\p{L}\p{N}_$]{1,100}$/u.exec(name.slice(-100)) ?? [];
    const column = place.column + name.length - word.length;
    const position = new vscode.Position(place.line - 1, column);
    const answer = await ask(command, [file.uri, position], clock);
    return answer === undefined
      ? failedCall(NOT_READY)
      : locations.result(codeLines(answer), signal);
  };
  return [
    {
      definition: FIND_DEFINITION,
      run: (args, signal) => find('vscode.executeDefinitionProvider', args, signal),
    },
    {
      definition: FIND_REFERENCES,
      run: (args, signal) => find('vscode.executeReferenceProvider', args, signal),
    },
  ];
}

/** `list_symbols`: the outline of a file, or symbols of the workspace by name. */
export function listSymbolsTool({ paths, clock }: LanguageToolDependencies): Tool {
  const outline = async (path: string): Promise<ToolResult> => {
    const file = await paths.file(path);
    if ('error' in file) return failedCall(file.error);
    const answer = await ask('vscode.executeDocumentSymbolProvider', [file.uri], clock);
    if (answer === undefined) return failedCall(NOT_READY);
    const lines = [...symbolLines(answer, 0)].slice(0, MAX_SYMBOLS);
    if (lines.length === 0) return { content: 'The file has no symbols.', count: 0 };
    const sources = [file.uri.toString()];
    return { content: `${file.path}\n${lines.join('\n')}`, count: lines.length, sources };
  };
  const named = async (query: string): Promise<ToolResult> => {
    const answer = await ask('vscode.executeWorkspaceSymbolProvider', [query], clock);
    if (answer === undefined) return failedCall(NOT_READY);
    const lines: string[] = [];
    const sources = new Set<string>();
    for (const symbol of listOf(answer).slice(0, 4 * MAX_SYMBOLS)) {
      if (!(symbol instanceof vscode.SymbolInformation) || lines.length >= MAX_SYMBOLS) continue;
      const { uri, range } = symbol.location;
      if (!(await paths.mayRead(uri))) continue;
      sources.add(uri.toString());
      lines.push(`${paths.pathOf(uri)}:${range.start.line + 1}: ${kindAndName(symbol)}`);
    }
    if (lines.length === 0) return { content: 'No symbol matches.', count: 0 };
    return {
      content: lines.join('\n'),
      count: lines.length,
      files: sources.size,
      sources: [...sources],
    };
  };
  return {
    definition: LIST_SYMBOLS,
    run: async ({ path, query }) => {
      if (typeof path === 'string' && path !== '') return outline(path);
      if (typeof query === 'string' && query.trim() !== '') return named(query.trim());
      return failedCall('Give a path or a query.');
    },
  };
}

/** The answer of VS Code's command; undefined if it takes too long or fails. */
async function ask(command: string, args: readonly unknown[], clock: Clock): Promise<unknown> {
  try {
    const answer = vscode.commands.executeCommand(command, ...args);
    const found = await withTimeout(
      Promise.resolve(answer).then((value) => value ?? []),
      TIMEOUT_MS,
      clock,
    );
    return found;
  } catch {
    return undefined;
  }
}

/** Symbols of a document, one per line, indented by their nesting. */
function* symbolLines(answer: unknown, depth: number): Generator<string, void, undefined> {
  for (const symbol of listOf(answer)) {
    // VS Code returns objects that are both DocumentSymbol and SymbolInformation.
    const { children } = symbol as Partial<vscode.DocumentSymbol>;
    if (Array.isArray(children) && depth < MAX_DEPTH) {
      const { range } = symbol as vscode.DocumentSymbol;
      const lines = `${range.start.line + 1}-${range.end.line + 1}`;
      yield `${'  '.repeat(depth)}${lines}: ${kindAndName(symbol as vscode.DocumentSymbol)}`;
      yield* symbolLines(children, depth + 1);
    } else if (symbol instanceof vscode.SymbolInformation) {
      yield `${symbol.location.range.start.line + 1}: ${kindAndName(symbol)}`;
    }
  }
}

function kindAndName({ kind, name }: Pick<vscode.DocumentSymbol, 'kind' | 'name'>): string {
  const word = vscode.SymbolKind[kind] as string | undefined;
  return `${(word ?? 'symbol').toLowerCase()} ${oneLine(name).slice(0, 200)}`;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
