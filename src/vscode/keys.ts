import * as vscode from 'vscode';
import type { ServiceName } from '../mistral/services.ts';

/** Where a service's key comes from. `unreadable`: the system's keyring failed and the environment has none. */
export type KeySource = 'stored' | 'environment' | 'none' | 'unreadable';

/** Names of the slots in VS Code's SecretStorage, and of the environment's fallbacks. */
const SLOTS: Readonly<Record<ServiceName, { readonly secret: string; readonly variable: string }>> =
  {
    mistral: { secret: 'mistral.apiKey', variable: 'MISTRAL_API_KEY' },
    codestral: { secret: 'codestral.apiKey', variable: 'CODESTRAL_API_KEY' },
  };

/** The environment variable that a service's key may stand in. */
export function environmentName(service: ServiceName): string {
  return SLOTS[service].variable;
}

interface FoundKey {
  readonly key?: string;
  readonly source: KeySource;
  /** Whether the keyring could be asked, whatever the environment has. */
  readonly isReadable: boolean;
}

/** The two keys: stored as secrets, else read from the environment, which is never written. */
export class Keys implements vscode.Disposable {
  readonly #secrets: vscode.SecretStorage;
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<ServiceName>();
  readonly #subscription: vscode.Disposable;
  readonly #found = new Map<ServiceName, Promise<FoundKey>>();
  /** What this window has written and will hear of once more, as of a change. */
  readonly #echoes = new Set<ServiceName>();

  /** Fires when a key was stored or removed, in this window or in another. */
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
      if (key === SLOTS.mistral.secret) this.#heard('mistral');
      if (key === SLOTS.codestral.secret) this.#heard('codestral');
    });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  /** The key of a service, as it was stored or set. Never rejects. */
  async get(service: ServiceName): Promise<string | undefined> {
    return (await this.#find(service)).key;
  }

  /** Where the key of a service comes from. Never rejects. */
  async source(service: ServiceName): Promise<KeySource> {
    return (await this.#find(service)).source;
  }

  /** Whether the environment has a key that steps in where none is stored. */
  isInEnvironment(service: ServiceName): boolean {
    return Boolean(this.#environment[SLOTS[service].variable]?.trim());
  }

  /** Reads anew where the keyring could not be read: the user may have unlocked it. Never rejects. */
  async lookAgain(service: ServiceName): Promise<void> {
    if ((await this.#find(service)).isReadable) return;
    this.#found.delete(service);
    if ((await this.#find(service)).isReadable) this.#forget(service);
  }

  /** Stores a key. Rejects if the system's keyring does. */
  async store(service: ServiceName, key: string): Promise<void> {
    await this.#write(service, () => this.#secrets.store(SLOTS[service].secret, key));
  }

  /** Removes a stored key. Rejects if the system's keyring does. */
  async remove(service: ServiceName): Promise<void> {
    await this.#write(service, () => this.#secrets.delete(SLOTS[service].secret));
  }

  async #write(service: ServiceName, write: () => Thenable<void>): Promise<void> {
    this.#echoes.add(service);
    try {
      await write();
    } catch (error) {
      this.#echoes.delete(service);
      throw error;
    }
    this.#forget(service);
  }

  /** A secret changed. Of what this window wrote its listeners know: told twice, they would forget too much. */
  #heard(service: ServiceName): void {
    if (this.#echoes.delete(service)) this.#found.delete(service);
    else this.#forget(service);
  }

  #find(service: ServiceName): Promise<FoundKey> {
    let found = this.#found.get(service);
    if (!found) {
      found = this.#read(service);
      this.#found.set(service, found);
    }
    return found;
  }

  async #read(service: ServiceName): Promise<FoundKey> {
    const { secret, variable } = SLOTS[service];
    let isReadable = true;
    try {
      const stored = await this.#secrets.get(secret);
      if (stored?.trim()) return { key: stored, source: 'stored', isReadable };
    } catch (error) {
      isReadable = false;
      this.#log.warn(`${service}: the system's keyring could not be read (${nameOf(error)})`);
    }
    const own = this.#environment[variable];
    if (own?.trim()) return { key: own, source: 'environment', isReadable };
    return { source: isReadable ? 'none' : 'unreadable', isReadable };
  }

  #forget(service: ServiceName): void {
    this.#found.delete(service);
    this.#changed.fire(service);
  }
}

/** What a keyring says may hold anything: its name is enough. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
