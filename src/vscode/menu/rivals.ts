import * as vscode from 'vscode';
import { otherProviders } from './otherProviders.ts';
import type { OtherProvider } from './otherProviders.ts';

/** Under this name the providers that a user does not want to read about are remembered. */
const DISMISSED = 'otherProviders.dismissed';

/** The other providers of ghost text in this window. */
export class Rivals {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  /** All that may suggest now. */
  get all(): readonly OtherProvider[] {
    return otherProviders({
      has: (id) => vscode.extensions.getExtension(id) !== undefined,
      setting: (key) => vscode.workspace.getConfiguration().get(key),
    });
  }

  /** Those that the menu tells of. */
  get untold(): readonly OtherProvider[] {
    const dismissed = this.#dismissed;
    return this.all.filter(({ id }) => !dismissed.includes(id));
  }

  /** The user has read it. */
  async dismiss({ id }: OtherProvider): Promise<void> {
    await this.#memory.update(DISMISSED, [...new Set([...this.#dismissed, id])]);
  }

  get #dismissed(): readonly unknown[] {
    const kept = this.#memory.get<unknown>(DISMISSED);
    return Array.isArray(kept) ? (kept as unknown[]) : [];
  }
}
