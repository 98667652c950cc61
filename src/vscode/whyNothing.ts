import * as vscode from 'vscode';
import type { Engine } from '../completion/engine.ts';
import type { Outcome } from '../completion/outcome.ts';
import { wordsForNothing } from './notify.ts';

/** Milliseconds that a sentence without a way out stays in the status bar. */
const SENTENCE_MS = 6_000;

/** Says why there is no suggestion to a user who asked for one: once, until something else happens. */
export class WhyNothing {
  readonly #engine: Engine;
  #told = '';

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** What came of a call that the user asked for. */
  tell(outcome: Outcome, document: string): void {
    if (outcome.item || outcome.reason === 'superseded') {
      this.#told = '';
      return;
    }
    const episode = `${outcome.reason} ${document}`;
    const words = wordsForNothing(outcome.reason, this.#engine.lastTrace?.request);
    if (outcome.reason === 'no suggestion' || outcome.reason === 'suggest widget') {
      vscode.window.setStatusBarMessage(`Codestral: ${words}`, SENTENCE_MS);
    } else if (episode !== this.#told) {
      void this.#show(words);
    }
    this.#told = episode;
  }

  async #show(words: string): Promise<void> {
    const open = vscode.l10n.t('What to Do');
    const picked = await vscode.window.showInformationMessage(`Codestral: ${words}`, open);
    if (picked === open) await vscode.commands.executeCommand('codestral.showMenu');
  }
}
