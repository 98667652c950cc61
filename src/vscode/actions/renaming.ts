import * as vscode from 'vscode';
import { startAfter } from '../../code/proposal.ts';
import type { Clock } from '../../mistral/clock.ts';
import { inTime } from '../inTime.ts';
import { settled } from '../settled.ts';
import type { Spot } from './subject.ts';

/** A language service may still be starting, or never answer; in milliseconds. */
const LONGEST_WAIT_MS = 3_000;

/** A name that can be changed; or why it cannot, for people. */
export type Renamable = { readonly name: FollowedName } | { readonly refused: string };

/** As VS Code's own rename: files that only this changes are saved if the user has it so. */
const REFACTORING = { isRefactoring: true };

/** What can be renamed at a place, by what its language's extension says of it. Never rejects. */
export async function renamableAt({ document, range }: Spot, clock: Clock): Promise<Renamable> {
  const { t } = vscode.l10n;
  const word = document.getWordRangeAtPosition(range.start);
  if (!word) return { refused: t('There is no name here. Put the cursor on the one to change.') };
  try {
    const found = await inTime(prepared(document.uri, range.start), LONGEST_WAIT_MS, clock);
    // Where a provider calls the name otherwise than it is written, the word is what stands there.
    const isWritten = found && document.getText(found.range) === found.placeholder;
    return { name: new FollowedName(document, isWritten ? found.range : word) };
  } catch (error) {
    return { refused: t('{0} cannot be renamed: {1}', document.getText(word), reasonOf(error)) };
  }
}

/** A name in a document, followed through edits; to be disposed. */
export class FollowedName implements vscode.Disposable {
  readonly document: vscode.TextDocument;
  /** The name as it stands in the code. */
  readonly text: string;
  /** Where it begins, in characters; undefined once an edit has touched it. */
  #start: number | undefined;
  /** What the editor takes for the word there: it may have fewer signs than the name. */
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

  /** Where it begins now; undefined once it is gone, or a part of a longer one. */
  position(): vscode.Position | undefined {
    if (this.document.isClosed || this.#start === undefined) return undefined;
    const position = this.document.positionAt(this.#start);
    return this.#wordAt(position) === this.#word ? position : undefined;
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /**
   * Has VS Code rename it everywhere, in one step; resolves to why that was not done, for people. Once the signal
   * is aborted nothing is renamed any more. Never rejects.
   */
  async rename(to: string, signal: AbortSignal): Promise<string | undefined> {
    const { t } = vscode.l10n;
    const { document, text } = this;
    const position = this.position();
    const changed = t('{0} has changed meanwhile. Nothing was renamed.', text);
    if (!position) return changed;
    const { version } = document;
    try {
      const asked = vscode.commands.executeCommand<vscode.WorkspaceEdit | undefined>(
        'vscode.executeDocumentRenameProvider',
        ...[document.uri, position, to],
      );
      const edit = await settled(Promise.resolve(asked), signal);
      if (signal.aborted) return undefined;
      if (document.version !== version) return changed;
      const isDone = edit && edit.size > 0 && (await vscode.workspace.applyEdit(edit, REFACTORING));
      if (isDone) return undefined;
      return t('{0} was not renamed: no extension here can do it.', text);
    } catch (error) {
      return t('{0} was not renamed: {1}', text, reasonOf(error));
    }
  }

  #wordAt(position: vscode.Position): string {
    const word = this.document.getWordRangeAtPosition(position);
    return word ? this.document.getText(word) : '';
  }

  #follow(changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    // VS Code lists them from the last to the first, so that each is at its place.
    for (const { rangeOffset, rangeLength, text } of changes) {
      if (this.#start === undefined) return;
      const change = { start: rangeOffset, length: rangeLength, newLength: text.length };
      this.#start = startAfter({ start: this.#start, original: this.text }, change);
    }
  }
}

interface Prepared {
  readonly range: vscode.Range;
  readonly placeholder: string;
}

/** Rejects with the provider's words where it refuses. */
function prepared(uri: vscode.Uri, at: vscode.Position): Thenable<Prepared | undefined> {
  return vscode.commands.executeCommand('vscode.prepareRename', uri, at);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
