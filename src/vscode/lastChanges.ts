import * as vscode from 'vscode';
import type { Place } from '../completion/gate.ts';

/** More characters than this at once were not typed. */
const MANY = 100;

/** Knows how each open document changed last: after undo, redo and a large paste nobody waits for a suggestion. */
export class LastChanges implements vscode.Disposable {
  readonly #last = new WeakMap<vscode.TextDocument, Place['lastChange']>();
  readonly #subscription: vscode.Disposable;
  /** What was suggested last: accepting it changes the document, too. */
  #suggested: readonly string[] = [];

  constructor() {
    this.#subscription = vscode.workspace.onDidChangeTextDocument((event) => {
      // Saving and the like fire without a change.
      if (event.contentChanges.length > 0) this.#last.set(event.document, this.#kindOf(event));
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** How a document changed last. */
  of(document: vscode.TextDocument): Place['lastChange'] {
    return this.#last.get(document) ?? 'typed';
  }

  /** These texts were handed to VS Code as suggestions. */
  suggested(texts: readonly string[]): void {
    this.#suggested = texts;
  }

  #kindOf({ contentChanges, reason }: vscode.TextDocumentChangeEvent): Place['lastChange'] {
    if (reason !== undefined) return 'undone';
    const isMuch = ({ text }: vscode.TextDocumentContentChangeEvent) =>
      text.length > MANY && !this.#suggested.some((suggestion) => suggestion.includes(text));
    return contentChanges.some(isMuch) ? 'pasted' : 'typed';
  }
}
