import * as vscode from 'vscode';
import { otherProviders } from './otherProviders.ts';
import type { OtherProvider } from './otherProviders.ts';

/** The key under which dismissed providers are stored. */
const DISMISSED = 'otherProviders.dismissed';

/** Other ghost text providers in this window. */
export class OtherProviderNotices {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  /** All active providers. */
  get all(): readonly OtherProvider[] {
    return otherProviders({
      has: (id) => vscode.extensions.getExtension(id) !== undefined,
      setting: (key) => vscode.workspace.getConfiguration().get(key),
    });
  }

  /** The providers that the menu shows. */
  get notDismissed(): readonly OtherProvider[] {
    const dismissed = this.#dismissed;
    return this.all.filter(({ id }) => !dismissed.includes(id));
  }

  /** Hides a provider permanently. */
  async dismiss({ id }: OtherProvider): Promise<void> {
    await this.#memory.update(DISMISSED, [...new Set([...this.#dismissed, id])]);
  }

  get #dismissed(): readonly unknown[] {
    const kept = this.#memory.get<unknown>(DISMISSED);
    return Array.isArray(kept) ? (kept as unknown[]) : [];
  }
}
