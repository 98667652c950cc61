import * as vscode from 'vscode';
import { startAfter } from '../../actions/edit/proposal.ts';
import type { Clock } from '../../base/clock.ts';
import { withTimeout, raceAbort } from '../../base/async.ts';
import type { CodeLocation } from './codeTarget.ts';

/** How long to wait for a language service, in milliseconds. It may still be starting. */
const MAX_WAIT_MS = 3_000;

/** A name that can be changed, or the message if it cannot. */
export type RenamableSymbol = { readonly name: TrackedName } | { readonly refused: string };

/** As in VS Code's own rename: changed files are saved if the user's settings say so. */
const REFACTORING = { isRefactoring: true };

/** The name to rename at a location, as its language extension reports it. Never rejects. */
export async function renamableAt(
  { document, range }: CodeLocation,
  clock: Clock,
): Promise<RenamableSymbol> {
  const { t } = vscode.l10n;
  const word = document.getWordRangeAtPosition(range.start);
  if (!word) return { refused: t('No symbol here. Place the cursor on the name to change.') };
  try {
    const found = await withTimeout(prepareRename(document.uri, range.start), MAX_WAIT_MS, clock);
    // If the provider's placeholder differs from the text, use the word in the document.
    const isWritten = found && document.getText(found.range) === found.placeholder;
    return { name: new TrackedName(document, isWritten ? found.range : word) };
  } catch (error) {
    return { refused: t('Couldn’t rename {0}: {1}', document.getText(word), reasonOf(error)) };
  }
}

/** A name in a document that is tracked through edits. Must be disposed. */
export class TrackedName implements vscode.Disposable {
  readonly document: vscode.TextDocument;
  /** The name as written in the code. */
  readonly text: string;
  /** Its offset in the document; undefined after an edit inside it. */
  #start: number | undefined;
  /** The editor's word at that offset, which may be shorter than the name. */
  readonly #word: string;
  readonly #subscription: vscode.Disposable;

  constructor(document: vscode.TextDocument, range: vscode.Range) {
    this.document = document;
    this.text = document.getText(range);
    this.#start = document.offsetAt(range.start);
    this.#word = this.#wordAt(range.start);
    this.#subscription = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document === document) this.#follow(event.contentChanges);
    });
  }

  /** Its current position; undefined if it no longer exists or is part of a longer name. */
  position(): vscode.Position | undefined {
    if (this.document.isClosed || this.#start === undefined) return undefined;
    const position = this.document.positionAt(this.#start);
    return this.#wordAt(position) === this.#word ? position : undefined;
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /**
   * Has VS Code rename it everywhere in one undoable edit; resolves to the message if that failed, else to undefined.
   * Nothing is renamed after the signal is aborted. Never rejects.
   */
  async rename(to: string, signal: AbortSignal): Promise<string | undefined> {
    const { t } = vscode.l10n;
    const { document, text } = this;
    const position = this.position();
    const changed = t('{0} changed in the meantime. Nothing was renamed.', text);
    if (!position) return changed;
    const { version } = document;
    try {
      const pending = vscode.commands.executeCommand<vscode.WorkspaceEdit | undefined>(
        'vscode.executeDocumentRenameProvider',
        document.uri,
        position,
        to,
      );
      const edit = await raceAbort(Promise.resolve(pending), signal);
      if (signal.aborted) return undefined;
      if (document.version !== version) return changed;
      const isDone = edit && edit.size > 0 && (await vscode.workspace.applyEdit(edit, REFACTORING));
      if (isDone) return undefined;
      return t('Couldn’t rename {0}: no extension supports renaming here.', text);
    } catch (error) {
      return t('Couldn’t rename {0}: {1}', text, reasonOf(error));
    }
  }

  #wordAt(position: vscode.Position): string {
    const word = this.document.getWordRangeAtPosition(position);
    return word ? this.document.getText(word) : '';
  }

  #follow(changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    // VS Code lists them from last to first, so all offsets are valid.
    for (const { rangeOffset, rangeLength, text } of changes) {
      if (this.#start === undefined) return;
      const change = { start: rangeOffset, length: rangeLength, newLength: text.length };
      this.#start = startAfter({ start: this.#start, original: this.text }, change);
    }
  }
}

interface PreparedRename {
  readonly range: vscode.Range;
  readonly placeholder: string;
}

/** Rejects with the provider's message if it refuses. */
function prepareRename(uri: vscode.Uri, at: vscode.Position): Thenable<PreparedRename | undefined> {
  return vscode.commands.executeCommand('vscode.prepareRename', uri, at);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
