import * as vscode from 'vscode';
import type { Engine } from '../completion/engine.ts';
import type { Outcome } from '../completion/outcome.ts';
import type { ServiceName } from '../mistral/services.ts';
import { sentence, withoutLinks, wordsFor, wordsForNothing } from './notify.ts';

/** Milliseconds that a sentence without a way out stays in the status bar. */
const SENTENCE_MS = 6_000;

/** A key that completions wait for, since its service refuses it; the same number as long as it does. */
export interface RefusedKey {
  readonly service: ServiceName;
  readonly episode: number | undefined;
}

/** Says why there is no suggestion to a user who asked for one: once, until something else happens. */
export class WhyNothing {
  readonly #engine: Pick<Engine, 'lastTrace'>;
  readonly #refusedKey: () => Promise<RefusedKey | undefined>;
  #told = '';
  /** The refusals that were told: whatever else happens meanwhile, one is enough. */
  readonly #toldOfKeys = new Map<ServiceName, RefusedKey['episode']>();

  constructor(
    engine: Pick<Engine, 'lastTrace'>,
    refusedKey: () => Promise<RefusedKey | undefined>,
  ) {
    this.#engine = engine;
    this.#refusedKey = refusedKey;
  }

  /** What came of a call that the user asked for. */
  async tell(outcome: Outcome, document: string): Promise<void> {
    if (outcome.item || outcome.reason === 'superseded') {
      this.#told = '';
      return;
    }
    const { reason } = outcome;
    const episode = `${reason} ${document}`;
    const isNew = episode !== this.#told;
    this.#told = episode;
    const words = wordsForNothing(reason, this.#engine.lastTrace?.request);
    if (reason === 'no suggestion' || reason === 'suggest widget') {
      vscode.window.setStatusBarMessage(`Codestral: ${words}`, SENTENCE_MS);
      return;
    }
    const refused =
      reason === 'failed' || reason === 'paused' ? await this.#refusedKey() : undefined;
    if (refused) await this.#leadToKeys(refused);
    else if (isNew) await show(words, vscode.l10n.t('What to Do'), 'codestral.showMenu');
  }

  /** A key that stops working leads back to where keys are set. */
  async #leadToKeys({ service, episode }: RefusedKey): Promise<void> {
    if (this.#toldOfKeys.has(service) && this.#toldOfKeys.get(service) === episode) return;
    this.#toldOfKeys.set(service, episode);
    const words = sentence(wordsFor('unauthorised', service));
    await show(words, vscode.l10n.t('Manage API Keys'), 'codestral.manageKeys');
  }
}

async function show(words: string, button: string, command: string): Promise<void> {
  // They may name a model, which a settings file or a service's list can call anything.
  const text = withoutLinks(`Codestral: ${words}`);
  const picked = await vscode.window.showInformationMessage(text, button);
  if (picked === button) await vscode.commands.executeCommand(command);
}
