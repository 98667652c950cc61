import * as vscode from 'vscode';
import type { CompletionSite } from '../../completion/gate.ts';

/** Longer changes were not typed, in characters. */
const LARGE_CHANGE_LENGTH = 100;

/** Tracks how each open document last changed: no suggestion is expected after undo, redo or a large paste. */
export class LastChanges implements vscode.Disposable {
  readonly #last = new WeakMap<vscode.TextDocument, CompletionSite['lastChange']>();
  readonly #subscription: vscode.Disposable;
  /** The last suggestions: accepting one changes the document as well. */
  #suggested: readonly string[] = [];

  constructor() {
    this.#subscription = vscode.workspace.onDidChangeTextDocument((event) => {
      // Saving, for example, fires the event without changes.
      if (event.contentChanges.length > 0) this.#last.set(event.document, this.#kindOf(event));
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** How a document last changed. */
  lastChangeOf(document: vscode.TextDocument): CompletionSite['lastChange'] {
    return this.#last.get(document) ?? 'typed';
  }

  /** Call with the suggestions that are returned to VS Code. */
  setSuggestions(texts: readonly string[]): void {
    this.#suggested = texts;
  }

  #kindOf({
    contentChanges,
    reason,
  }: vscode.TextDocumentChangeEvent): CompletionSite['lastChange'] {
    if (reason !== undefined) return 'undone';
    const isMuch = ({ text }: vscode.TextDocumentContentChangeEvent) =>
      text.length > LARGE_CHANGE_LENGTH &&
      !this.#suggested.some((suggestion) => suggestion.includes(text));
    return contentChanges.some(isMuch) ? 'pasted' : 'typed';
  }
}
