import * as vscode from 'vscode';
import { innermostAt } from '../../actions/codeSymbols.ts';
import type { CodeSymbol } from '../../actions/codeSymbols.ts';
import type { Clock } from '../../base/clock.ts';
import { documentOf } from '../platform/documents.ts';
import { withTimeout } from '../../base/async.ts';

/** The code of an action. */
export interface CodeTarget {
  readonly document: vscode.TextDocument;
  readonly range: vscode.Range;
  /** The user's `selection`, a `symbol` with a name, or else the whole `file`. */
  readonly kind: 'selection' | 'symbol' | 'file';
  readonly name?: string;
  /** It is the whole file because no language service listed its symbols in time. */
  readonly lacksSymbols?: true;
}

/** A range in a document. */
export interface CodeLocation {
  readonly document: vscode.TextDocument;
  readonly range: vscode.Range;
}

/** How long to wait for a language service, in milliseconds. It may still be starting. */
const MAX_WAIT_MS = 3_000;
/** Symbols that make sense on their own. */
const STANDALONE_SYMBOL_KINDS: ReadonlySet<vscode.SymbolKind> = new Set([
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
 * The location of a command: its arguments (a URI and a range, as from a code action), or else the selection of the
 * active editor. The context menu of the editor passes only a URI. Undefined without an editor.
 */
export async function codeLocationOf(args: readonly unknown[]): Promise<CodeLocation | undefined> {
  const [uri, range] = args;
  const editor = vscode.window.activeTextEditor;
  if (uri instanceof vscode.Uri && range instanceof vscode.Range) {
    const document = await documentOf(uri);
    return document && { document, range: document.validateRange(range) };
  }
  return editor && { document: editor.document, range: editor.selection };
}

/** The selected code, or the function or type around the location, or the whole file. Never rejects. */
export async function codeTargetAt(
  { document, range }: CodeLocation,
  clock: Clock,
): Promise<CodeTarget> {
  if (document.getText(range).trim() !== '') return { document, range, kind: 'selection' };
  const symbols = await symbolsOf(document, clock);
  const symbol = innermostAt(symbols ?? [], range.start.line);
  if (symbol) {
    const { start, end, name } = symbol;
    const whole = new vscode.Range(start.line, 0, end.line, end.character);
    return { document, range: document.validateRange(whole), kind: 'symbol', name };
  }
  const { lineCount } = document;
  const all = document.validateRange(new vscode.Range(0, 0, lineCount, 0));
  return { document, range: all, kind: 'file', ...(symbols ? {} : { lacksSymbols: true }) };
}

/** The document's symbols; undefined if no answer arrived in time. */
async function symbolsOf(
  { uri }: vscode.TextDocument,
  clock: Clock,
): Promise<readonly CodeSymbol[] | undefined> {
  const pending = vscode.commands.executeCommand<
    (vscode.DocumentSymbol | vscode.SymbolInformation)[] | undefined
  >('vscode.executeDocumentSymbolProvider', uri);
  try {
    const answered = pending.then((found) => found ?? []);
    return (await withTimeout(answered, MAX_WAIT_MS, clock))?.map(toSymbol);
  } catch {
    return undefined;
  }
}

/** Accepts both kinds of symbols. VS Code's `DocumentSymbol` also has a `location`, so `range` decides. */
function toSymbol(found: vscode.DocumentSymbol | vscode.SymbolInformation): CodeSymbol {
  const { start, end } = 'range' in found ? found.range : found.location.range;
  const children = 'range' in found ? found.children.map(toSymbol) : [];
  return {
    name: found.name,
    isStandalone: STANDALONE_SYMBOL_KINDS.has(found.kind),
    start,
    end,
    children,
  };
}
