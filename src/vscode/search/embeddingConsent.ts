import type * as vscode from 'vscode';
import type { Settings } from '../settings/settings.ts';

/** Where the consent for a workspace is remembered. */
const KEY = 'codestral.search.embeddings';

/** Dependencies of {@link EmbeddingConsent}. */
export interface EmbeddingConsentDependencies {
  readonly settings: Pick<Settings, 'embeddings'>;
  /** What is remembered of the workspace. */
  readonly memory: vscode.Memento;
}

/** Whether the user agrees that the workspace's code is sent for embeddings: by the setting, or once per workspace. */
export class EmbeddingConsent {
  readonly #dependencies: EmbeddingConsentDependencies;

  constructor(dependencies: EmbeddingConsentDependencies) {
    this.#dependencies = dependencies;
  }

  /** Whether the setting turns embeddings off. */
  get isOff(): boolean {
    return this.#dependencies.settings.embeddings() === 'off';
  }

  /** Whether the setting agrees for all workspaces. */
  get isAlways(): boolean {
    return this.#dependencies.settings.embeddings() === 'on';
  }

  /** Whether code may be sent. */
  get isGiven(): boolean {
    return this.isAlways || (!this.isOff && this.#dependencies.memory.get(KEY) === true);
  }

  /** Remembers that the user agrees for this workspace. */
  async give(): Promise<void> {
    await this.#dependencies.memory.update(KEY, true);
  }

  /** Forgets that. */
  async withdraw(): Promise<void> {
    await this.#dependencies.memory.update(KEY, undefined);
  }
}
