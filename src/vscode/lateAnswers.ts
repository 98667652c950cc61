import * as vscode from 'vscode';

/** Where VS Code stopped waiting. */
interface Missed {
  readonly document: vscode.TextDocument;
  /** The document's version when it was asked for. */
  readonly version: number;
  readonly position: vscode.Position;
}

/**
 * Shows answers that VS Code did not wait for. Within a word, where it would list words by itself
 * (`editor.quickSuggestions`: `offWhenInlineCompletions`, the default), it waits 750 ms for a suggestion, then
 * drops the call and does not ask again before the next change. VS Code 1.139, `_waitForInlineCompletionsAndTrigger`.
 */
export class LateAnswers {
  #missed: Missed | undefined;

  /** VS Code asks: what it did not wait for before is past. */
  asked(): void {
    this.#missed = undefined;
  }

  /** VS Code dropped a call before its answer was there. */
  missed(call: Missed): void {
    this.#missed = call;
  }

  /** An answer is there: if the user has waited for one all the time, VS Code is to ask once more. */
  arrived(): void {
    const missed = this.#missed;
    const editor = vscode.window.activeTextEditor;
    this.#missed = undefined;
    if (!missed || editor?.document !== missed.document) return;
    const isSame =
      missed.document.version === missed.version &&
      editor.selection.isEmpty &&
      editor.selection.active.isEqual(missed.position);
    if (!isSame) return;
    // Not explicit: it counts as typing, so that nothing is said where there is no suggestion.
    void vscode.commands.executeCommand('editor.action.inlineSuggest.trigger', { explicit: false });
  }
}
