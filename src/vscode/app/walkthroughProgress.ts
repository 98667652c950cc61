import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { cleanKey } from '../../mistral/keys/cleanKey.ts';
import type { KeyStore } from '../keys/keyStore.ts';

/** What the walkthrough's steps are about, besides the key. */
export type Milestone = 'hasAccepted' | 'hasOpenedChat' | 'hasSeenModels';

const MILESTONES: readonly Milestone[] = ['hasAccepted', 'hasOpenedChat', 'hasSeenModels'];
/** How long after its tab opens VS Code may still register the steps of a walkthrough, in milliseconds. */
const STEP_REGISTRATION_MS = 1_000;

/** The dependencies of {@link WalkthroughProgress}. */
export interface WalkthroughProgressDependencies {
  readonly globalState: vscode.Memento;
  readonly keys: Pick<KeyStore, 'get' | 'onDidChange'>;
  readonly clock: Clock;
}

/**
 * Records which walkthrough steps the user has completed, across sessions. VS Code (as of 1.139) registers the steps
 * when the walkthrough is first opened, and completes a step only when its context key becomes true after that. So each
 * key is set to true and back to false whenever a step is completed and whenever a walkthrough may have been opened.
 */
export class WalkthroughProgress implements vscode.Disposable {
  readonly #globalState: vscode.Memento;
  readonly #keys: WalkthroughProgressDependencies['keys'];
  readonly #clock: Clock;
  readonly #subscriptions: readonly vscode.Disposable[];
  #cancelTimer: () => void = () => undefined;

  constructor({ globalState, keys, clock }: WalkthroughProgressDependencies) {
    this.#globalState = globalState;
    this.#keys = keys;
    this.#clock = clock;
    this.#subscriptions = [
      keys.onDidChange(() => void this.completeSteps()),
      vscode.window.tabGroups.onDidChangeTabs(({ opened, changed }) => {
        // The API has no type for the page's input.
        if ([...opened, ...changed].some(({ input }) => input === undefined)) this.#onPage();
      }),
    ];
  }

  dispose(): void {
    this.#cancelTimer();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** Records a milestone. Never rejects: nothing depends on it. */
  async reach(milestone: Milestone): Promise<void> {
    if (this.#isReached(milestone)) return;
    try {
      await this.#globalState.update(keyOf(milestone), true);
    } catch {
      // It is recorded the next time.
    }
    await pulse(milestone);
  }

  /** Completes the steps that were already done. Never rejects. */
  async completeSteps(): Promise<void> {
    const found = await Promise.all([this.#keys.get('mistral'), this.#keys.get('codestral')]);
    if (found.some((key) => cleanKey(key ?? '').ok)) await pulse('hasKey');
    for (const milestone of MILESTONES) if (this.#isReached(milestone)) await pulse(milestone);
  }

  #onPage(): void {
    void this.completeSteps();
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.setTimeout(
      () => void this.completeSteps(),
      STEP_REGISTRATION_MS,
    );
  }

  #isReached(milestone: Milestone): boolean {
    return this.#globalState.get<unknown>(keyOf(milestone)) === true;
  }
}

function keyOf(milestone: Milestone): string {
  return `milestone.${milestone}`;
}

async function pulse(name: string): Promise<void> {
  const key = `codestral.${name}`;
  await vscode.commands.executeCommand('setContext', key, true);
  await vscode.commands.executeCommand('setContext', key, false);
}
