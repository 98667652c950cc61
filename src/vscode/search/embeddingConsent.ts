import type * as vscode from 'vscode';
import type { Settings } from '../settings/settings.ts';

/** Where the consent for a workspace is remembered. */
const KEY = 'codestral.search.embeddings';
/** Where it is remembered that the user stopped or deleted the index. */
const STOPPED_KEY = 'codestral.search.stopped';

/** Dependencies of {@link EmbeddingConsent}. */
export interface EmbeddingConsentDependencies {
  readonly settings: Pick<Settings, 'embeddings'>;
  /** What is remembered of the workspace. */
  readonly workspaceState: vscode.Memento;
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
    return this.isAlways || (!this.isOff && this.#dependencies.workspaceState.get(KEY) === true);
  }

  /** Whether the user has stopped indexing or deleted the index: only a command may send code again. */
  get isStopped(): boolean {
    return this.#dependencies.workspaceState.get(STOPPED_KEY) === true;
  }

  /** Remembers that the user agrees for this workspace. */
  async give(): Promise<void> {
    const { workspaceState } = this.#dependencies;
    await workspaceState.update(KEY, true);
    if (this.isStopped) await workspaceState.update(STOPPED_KEY, undefined);
  }

  /** Remembers that the user has stopped indexing. */
  async stop(): Promise<void> {
    await this.#dependencies.workspaceState.update(STOPPED_KEY, true);
  }

  /** Forgets the consent; until it is given again, nothing is sent, whatever the setting. */
  async withdraw(): Promise<void> {
    await this.stop();
    await this.#dependencies.workspaceState.update(KEY, undefined);
  }
}
