import * as vscode from 'vscode';
import type { ServiceName } from '../../mistral/serviceName.ts';

/** Where a service's key comes from. `unreadable`: the system's keyring failed and the environment has none. */
export type KeySource = 'stored' | 'environment' | 'none' | 'unreadable';

/** Keys in VS Code's SecretStorage, and the fallback environment variables. */
const SLOTS: Readonly<Record<ServiceName, { readonly secret: string; readonly variable: string }>> =
  {
    mistral: { secret: 'mistral.apiKey', variable: 'MISTRAL_API_KEY' },
    codestral: { secret: 'codestral.apiKey', variable: 'CODESTRAL_API_KEY' },
  };

/** The environment variable for a service's key. */
export function environmentName(service: ServiceName): string {
  return SLOTS[service].variable;
}

interface FoundKey {
  readonly key?: string | undefined;
  readonly source: KeySource;
  /** Whether the keyring could be read. */
  readonly isReadable: boolean;
}

/** The API keys of both services: from SecretStorage, or else from the environment, which is never written. */
export class KeyStore implements vscode.Disposable {
  readonly #secrets: vscode.SecretStorage;
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<ServiceName>();
  readonly #subscription: vscode.Disposable;
  readonly #cached = new Map<ServiceName, Promise<FoundKey>>();
  /** The keys last reported to listeners. */
  readonly #reported = new Map<ServiceName, FoundKey>();

  /** Fires when a key is stored or removed, in any window. */
  readonly onDidChange = this.#changed.event;

  constructor(
    secrets: vscode.SecretStorage,
    environment: Readonly<Record<string, string | undefined>>,
    log: vscode.LogOutputChannel,
  ) {
    this.#secrets = secrets;
    this.#environment = environment;
    this.#log = log;
    this.#subscription = secrets.onDidChange(({ key }) => {
      if (key === SLOTS.mistral.secret) void this.#onSecretChanged('mistral');
      if (key === SLOTS.codestral.secret) void this.#onSecretChanged('codestral');
    });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  /** A service's key. Never rejects. */
  async get(service: ServiceName): Promise<string | undefined> {
    return (await this.#find(service)).key;
  }

  /** The source of a service's key. Never rejects. */
  async source(service: ServiceName): Promise<KeySource> {
    return (await this.#find(service)).source;
  }

  /** Whether the environment has a key to fall back to. */
  isInEnvironment(service: ServiceName): boolean {
    return Boolean(this.#environment[SLOTS[service].variable]?.trim());
  }

  /** Reads the key again if the keyring was unreadable: the user may have unlocked it. Never rejects. */
  async reload(service: ServiceName): Promise<void> {
    if ((await this.#find(service)).isReadable) return;
    this.#cached.delete(service);
    const cached = await this.#find(service);
    if (cached.isReadable) this.#notify(service, cached);
  }

  /** Stores a key. Rejects if the system's keyring does. */
  async store(service: ServiceName, key: string): Promise<void> {
    await this.#write(service, () => this.#secrets.store(SLOTS[service].secret, key));
  }

  /** Removes a stored key. Rejects if the system's keyring does. */
  async remove(service: ServiceName): Promise<void> {
    await this.#write(service, () => this.#secrets.delete(SLOTS[service].secret));
  }

  /** Notifies listeners once, even of an unchanged key, because the user has just entered it. */
  async #write(service: ServiceName, write: () => Thenable<void>): Promise<void> {
    // Before the first read, nothing was reported.
    if (!this.#reported.has(service)) await this.#find(service);
    const before = this.#reported.get(service);
    await write();
    this.#cached.delete(service);
    // Another window may have written since.
    const now = await this.#find(service);
    const reported = this.#reported.get(service);
    if (reported === before || !isSame(reported, now)) this.#notify(service, now);
  }

  /**
   * A secret may have changed in any window. On some systems VS Code fires no event for an unchanged value,
   * on others one or more. Listeners are notified only of a key that differs from the one
   * they know: after an event they discard state of the old key.
   */
  async #onSecretChanged(service: ServiceName): Promise<void> {
    this.#cached.delete(service);
    const known = this.#reported.get(service);
    const reading = this.#find(service);
    const now = await reading;
    // A later event or write has read the key again and reports it.
    if (this.#cached.get(service) !== reading) return;
    if (!isSame(known, now)) this.#notify(service, now);
  }

  #find(service: ServiceName): Promise<FoundKey> {
    let cached = this.#cached.get(service);
    if (!cached) {
      cached = this.#read(service);
      this.#cached.set(service, cached);
      const reading = cached;
      void reading.then((first) => {
        if (this.#cached.get(service) === reading && !this.#reported.has(service)) {
          this.#reported.set(service, first);
        }
      });
    }
    return cached;
  }

  async #read(service: ServiceName): Promise<FoundKey> {
    const { secret } = SLOTS[service];
    let isReadable = true;
    try {
      const stored = await this.#secrets.get(secret);
      if (stored?.trim()) return { key: stored, source: 'stored', isReadable };
    } catch (error) {
      isReadable = false;
      this.#log.warn(`${service}: the system's keyring could not be read (${nameOf(error)})`);
    }
    const own = this.#fromEnvironment(service);
    if (own.key !== undefined || isReadable) return { ...own, isReadable };
    return { source: 'unreadable', isReadable };
  }

  #fromEnvironment(service: ServiceName): Pick<FoundKey, 'key' | 'source'> {
    const key = this.#environment[SLOTS[service].variable];
    return key?.trim() ? { key, source: 'environment' } : { source: 'none' };
  }

  #notify(service: ServiceName, now: FoundKey): void {
    this.#reported.set(service, now);
    this.#changed.fire(service);
  }
}

function isSame(one: FoundKey | undefined, other: FoundKey): boolean {
  return one?.key === other.key && one?.source === other.source;
}

/** The error's name only: its message could contain anything. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
