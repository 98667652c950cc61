import * as vscode from 'vscode';
import { Emitter } from '../../../base/emitter.ts';
import { raceAbort } from '../../../base/async.ts';
import { SerialQueue } from '../../../base/serialQueue.ts';
import type { ChatViewProvider } from './chatViewProvider.ts';

/** Dependencies of {@link PanelConfirmation}. */
export interface PanelConfirmationDependencies {
  readonly view: Pick<ChatViewProvider, 'isReady' | 'show'>;
  readonly newId: () => string;
}

/** A confirmation as requested: `chatId` is the chat whose answer waits for it, undefined for the message box. */
export type RequestedConfirmation<View extends { readonly otherChat?: unknown }> = Omit<
  View,
  'otherChat'
> & {
  readonly chatId?: string | undefined;
};

/** A confirmation that the panel asks for, one at a time. */
export class PanelConfirmation<View extends { readonly id: string }, Decision> {
  readonly #onDidChange = new Emitter();
  /** Fires when there is another confirmation, or none. */
  readonly onDidChange = this.#onDidChange.event;
  readonly #dependencies: PanelConfirmationDependencies;
  readonly #queue = new SerialQueue();
  #current: { readonly view: View; readonly decide: (decision: Decision) => void } | undefined;

  constructor(dependencies: PanelConfirmationDependencies) {
    this.#dependencies = dependencies;
  }

  /** The confirmation that the panel shows; undefined if there is none. */
  get view(): View | undefined {
    return this.#current?.view;
  }

  /** Sets the decision. One about an earlier confirmation is ignored. */
  decide(id: string, decision: Decision): void {
    if (this.#current?.view.id === id) this.#current.decide(decision);
  }

  /**
   * Asks in the panel; if it is not visible, `hint` is shown as a message, so that the chat does not wait forever.
   * Resolves to `rejected` once the signal is aborted.
   */
  async ask(
    view: (id: string) => View,
    options: { readonly rejected: Decision; readonly hint: string },
    signal: AbortSignal,
  ): Promise<Decision> {
    const asked = this.#queue.run(async () => ({
      decision: await this.#ask(view, options, signal),
    }));
    // It may still be waiting for another chat's question.
    return (await raceAbort(asked, signal))?.decision ?? options.rejected;
  }

  async #ask(
    view: (id: string) => View,
    { rejected, hint }: { readonly rejected: Decision; readonly hint: string },
    signal: AbortSignal,
  ): Promise<Decision> {
    if (signal.aborted) return rejected;
    const decision = new Promise<Decision>((resolve) => {
      this.#current = { view: view(this.#dependencies.newId()), decide: resolve };
      const reject = () => {
        resolve(rejected);
      };
      signal.addEventListener('abort', reject, { once: true });
    });
    this.#onDidChange.fire();
    if (!this.#dependencies.view.isReady) void this.#notifyHidden(hint, decision);
    try {
      return await decision;
    } finally {
      this.#current = undefined;
      this.#onDidChange.fire();
    }
  }

  async #notifyHidden(hint: string, decision: Promise<Decision>): Promise<void> {
    const show = vscode.l10n.t('Show');
    const chosen = await Promise.race([
      vscode.window.showInformationMessage(hint, show),
      decision.then(() => undefined),
    ]);
    if (chosen === show) await this.#dependencies.view.show();
  }
}
