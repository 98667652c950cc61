import * as vscode from 'vscode';
import { innermostAt } from '../../code/symbols.ts';
import type { CodeSymbol } from '../../code/symbols.ts';
import type { Clock } from '../../mistral/clock.ts';
import { documentOf } from '../changeable.ts';
import { inTime } from '../inTime.ts';

/** The code that an action is about. */
export interface Subject {
  readonly document: vscode.TextDocument;
  readonly range: vscode.Range;
  /** `selection` as the user made it; `symbol`, whose name is known; else the whole `file`. */
  readonly kind: 'selection' | 'symbol' | 'file';
  readonly name?: string;
}

/** A place in a document. */
export interface Spot {
  readonly document: vscode.TextDocument;
  readonly range: vscode.Range;
}

/** A language service may still be starting, or never answer; in milliseconds. */
const LONGEST_WAIT_MS = 3_000;
/** What is talked about by itself. */
const WHOLE: ReadonlySet<vscode.SymbolKind> = new Set([
  vscode.SymbolKind.Function,
  vscode.SymbolKind.Method,
  vscode.SymbolKind.Constructor,
  vscode.SymbolKind.Class,
  vscode.SymbolKind.Interface,
  vscode.SymbolKind.Enum,
  vscode.SymbolKind.Struct,
  vscode.SymbolKind.Operator,
]);

/**
 * Where a command works: at the place that it was called with, as a light bulb does, else in the active editor.
 * The editor's context menu names the document alone. Undefined where there is none.
 */
export async function spotOf(args: readonly unknown[]): Promise<Spot | undefined> {
  const [uri, range] = args;
  const editor = vscode.window.activeTextEditor;
  if (uri instanceof vscode.Uri && range instanceof vscode.Range) {
    const document = await documentOf(uri);
    return document && { document, range: document.validateRange(range) };
  }
  return editor && { document: editor.document, range: editor.selection };
}

/** What is selected, or the function or type around the place, or the whole file. Never rejects. */
export async function subjectAt({ document, range }: Spot, clock: Clock): Promise<Subject> {
  if (document.getText(range).trim() !== '') return { document, range, kind: 'selection' };
  const symbol = innermostAt(await symbolsOf(document, clock), range.start.line);
  if (symbol) {
    const { start, end, name } = symbol;
    const whole = new vscode.Range(start.line, 0, end.line, end.character);
    return { document, range: document.validateRange(whole), kind: 'symbol', name };
  }
  const { lineCount } = document;
  const all = document.validateRange(new vscode.Range(0, 0, lineCount, 0));
  return { document, range: all, kind: 'file' };
}

/** What VS Code's outline knows of a document; nothing where nobody answers in time. */
async function symbolsOf(
  { uri }: vscode.TextDocument,
  clock: Clock,
): Promise<readonly CodeSymbol[]> {
  const asked = vscode.commands.executeCommand<
    (vscode.DocumentSymbol | vscode.SymbolInformation)[] | undefined
  >('vscode.executeDocumentSymbolProvider', uri);
  try {
    return ((await inTime(asked, LONGEST_WAIT_MS, clock)) ?? []).map(toSymbol);
  } catch {
    return [];
  }
}

/** What VS Code gives for a `DocumentSymbol` has a `location`, too. */
function toSymbol(found: vscode.DocumentSymbol | vscode.SymbolInformation): CodeSymbol {
  const { start, end } = 'range' in found ? found.range : found.location.range;
  const children = 'range' in found ? found.children.map(toSymbol) : [];
  return { name: found.name, isWhole: WHOLE.has(found.kind), start, end, children };
}
