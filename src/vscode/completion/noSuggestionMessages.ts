import * as vscode from 'vscode';
import type { Engine } from '../../completion/engine.ts';
import type { Outcome } from '../../completion/outcome.ts';
import type { ServiceName } from '../../mistral/serviceName.ts';
import { sentence, withoutLinks, errorText, noSuggestionText } from '../messages/errorText.ts';

/** How long a message without an action is shown in the status bar, in milliseconds. */
const STATUS_MESSAGE_MS = 6_000;

/** A rejected key that blocks completions; `streak` stays the same while the service rejects it. */
export interface RejectedKey {
  readonly service: ServiceName;
  readonly streak: number | undefined;
}

/** Tells users who trigger a suggestion manually why there is none; the same reason is not shown twice in succession. */
export class NoSuggestionMessages {
  readonly #engine: Pick<Engine, 'lastTrace'>;
  readonly #rejectedKey: () => Promise<RejectedKey | undefined>;
  #reported = '';
  /** The rejections that were reported: one message per streak. */
  readonly #reportedKeys = new Map<ServiceName, RejectedKey['streak']>();

  constructor(
    engine: Pick<Engine, 'lastTrace'>,
    rejectedKey: () => Promise<RejectedKey | undefined>,
  ) {
    this.#engine = engine;
    this.#rejectedKey = rejectedKey;
  }

  /** Reports the outcome of a call that the user triggered. */
  async report(outcome: Outcome, document: string): Promise<void> {
    if (outcome.item || outcome.reason === 'superseded') {
      this.#reported = '';
      return;
    }
    const { reason } = outcome;
    const reportKey = `${reason} ${document}`;
    const isNew = reportKey !== this.#reported;
    this.#reported = reportKey;
    const message = noSuggestionText(reason, this.#engine.lastTrace?.request);
    if (reason === 'no suggestion' || reason === 'suggest widget') {
      vscode.window.setStatusBarMessage(`Codestral: ${message}`, STATUS_MESSAGE_MS);
      return;
    }
    const refused =
      reason === 'failed' || reason === 'paused' ? await this.#rejectedKey() : undefined;
    if (refused) await this.#offerKeySetup(refused);
    else if (isNew) await show(message, vscode.l10n.t('What to Do'), 'codestral.showMenu');
  }

  /** Offers to manage the keys after a key was rejected. */
  async #offerKeySetup({ service, streak }: RejectedKey): Promise<void> {
    if (this.#reportedKeys.has(service) && this.#reportedKeys.get(service) === streak) return;
    this.#reportedKeys.set(service, streak);
    const message = sentence(errorText('unauthorised', service));
    await show(message, vscode.l10n.t('Manage API Keys'), 'codestral.manageKeys');
  }
}

async function show(message: string, button: string, command: string): Promise<void> {
  // The message may contain a model name from a settings file or a service.
  const text = withoutLinks(`Codestral: ${message}`);
  const picked = await vscode.window.showInformationMessage(text, button);
  if (picked === button) await vscode.commands.executeCommand(command);
}
