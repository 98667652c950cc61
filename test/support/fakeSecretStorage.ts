import { setImmediate, setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';

/** State shared by all windows. */
interface Shared {
  readonly values: Map<string, string>;
  readonly windows: Set<FakeSecretStorage>;
  /** Events that are not delivered yet. */
  readonly late: Set<Promise<void>>;
}

/**
 * SecretStorage in memory as one window sees it; tests can make it fail. Like VS Code, it fires no event if nothing
 * changed: an equal value was stored or a missing one removed. This window receives its events before its promise
 * resolves, other windows receive them later.
 */
export class FakeSecretStorage implements vscode.SecretStorage {
  readonly #shared: Shared;
  readonly #changed = new vscode.EventEmitter<vscode.SecretStorageChangeEvent>();
  readonly onDidChange = this.#changed.event;
  isLocked = false;
  /** This window, too, receives its events after the promise has resolved. */
  isSlow = false;
  /** Storing an equal value fires an event, as on systems where each encryption has another result. */
  firesForEqual = false;

  constructor(shared: Shared = { values: new Map(), windows: new Set(), late: new Set() }) {
    this.#shared = shared;
    shared.windows.add(this);
  }

  /** The same secrets as another window sees them. */
  otherWindow(): FakeSecretStorage {
    return new FakeSecretStorage(this.#shared);
  }

  get(key: string): Promise<string | undefined> {
    return this.#use(() => this.#shared.values.get(key));
  }

  store(key: string, value: string): Promise<void> {
    return this.#use(async () => {
      const isEqual = this.#shared.values.get(key) === value;
      this.#shared.values.set(key, value);
      if (!isEqual || this.firesForEqual) await this.#notify(key);
    });
  }

  delete(key: string): Promise<void> {
    return this.#use(async () => {
      if (this.#shared.values.delete(key)) await this.#notify(key);
    });
  }

  keys(): Promise<string[]> {
    return this.#use(() => [...this.#shared.values.keys()]);
  }

  /** Resolves when every window has received all events so far, and their listeners have run. */
  async delivered(): Promise<void> {
    while (this.#shared.late.size > 0) await Promise.all(this.#shared.late);
    await setImmediate();
  }

  async #notify(key: string): Promise<void> {
    const others = [...this.#shared.windows].filter((window) => window !== this);
    const late = setTimeout(5).then(() => {
      for (const window of this.isSlow ? [this, ...others] : others) window.#changed.fire({ key });
      this.#shared.late.delete(late);
    });
    this.#shared.late.add(late);
    await setImmediate();
    if (!this.isSlow) this.#changed.fire({ key });
  }

  async #use<T>(work: () => T | Promise<T>): Promise<T> {
    if (this.isLocked) throw new Error('secret: local-mistral-key');
    return work();
  }
}
