import * as vscode from 'vscode';

/** A call that VS Code stopped waiting for. */
interface CanceledCall {
  readonly document: vscode.TextDocument;
  /** The document's version at the time of the call. */
  readonly version: number;
  readonly position: vscode.Position;
}

/**
 * Shows answers that VS Code did not wait for. Within a word, where quick suggestions are on
 * (`editor.quickSuggestions`: `offWhenInlineCompletions`, the default), VS Code waits 750 ms for a suggestion. Then
 * it cancels the call and does not call again before the next change. VS Code 1.139,
 * `_waitForInlineCompletionsAndTrigger`.
 */
export class LateAnswers {
  #missed: CanceledCall | undefined;

  /** Call when VS Code requests a suggestion: earlier calls are obsolete. */
  onCall(): void {
    this.#missed = undefined;
  }

  /** Call when VS Code canceled a call before its answer arrived. */
  onCanceled(call: CanceledCall): void {
    this.#missed = call;
  }

  /** Call when an answer arrives. If the user is still at the missed position, VS Code requests it again. */
  onAnswer(): void {
    const missed = this.#missed;
    const editor = vscode.window.activeTextEditor;
    this.#missed = undefined;
    if (!missed || editor?.document !== missed.document) return;
    const isSame =
      missed.document.version === missed.version &&
      editor.selection.isEmpty &&
      editor.selection.active.isEqual(missed.position);
    if (!isSame) return;
    // Not explicit: it counts as typing, so a missing suggestion causes no message.
    void vscode.commands.executeCommand('editor.action.inlineSuggest.trigger', { explicit: false });
  }
}
