import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { KeyStore } from '../../src/vscode/keys/keyStore.ts';
import { AppModule } from '../../src/vscode/app/appModule.ts';
import { Settings } from '../../src/vscode/settings/settings.ts';
import type { StatusText } from '../../src/vscode/completion/statusItem.ts';
import { FakePanel } from './fakePanel.ts';
import { until } from './extensionHost.ts';

/** The version in its requests, which distinguishes them from those of the installed extension. */
export const VERSION = '0.0.0';

/** What outlives an instance: its files, and what is remembered of the workspace. */
export interface TestStorage {
  readonly folder: string;
  readonly memory: Map<string, unknown>;
}

/** A second instance of the extension with VS Code's real settings, test keys and a fake panel. */
export class TestApp {
  readonly parts: AppModule;
  readonly keys: KeyStore;
  readonly panel = new FakePanel();
  /** The state that the status bar item shows. */
  status: StatusText | undefined;
  readonly #storage: TestStorage;
  readonly #isShared: boolean;
  readonly #own: readonly { dispose(): void }[];

  readonly #modelsChanged = new vscode.EventEmitter<void>();

  private constructor(
    storage: TestStorage,
    isShared: boolean,
    keys: Readonly<Record<string, string | undefined>>,
  ) {
    const { folder, memory } = storage;
    this.#storage = storage;
    this.#isShared = isShared;
    const log = vscode.window.createOutputChannel('Whole host', { log: true });
    const settings = new Settings();
    const secrets = new Map<string, string>();
    const stored = new vscode.EventEmitter<vscode.SecretStorageChangeEvent>();
    const secretStorage: vscode.SecretStorage = {
      keys: () => Promise.resolve([...secrets.keys()]),
      get: (key) => Promise.resolve(secrets.get(key)),
      store: async (key, value) => {
        secrets.set(key, value);
        stored.fire({ key });
      },
      delete: async (key) => {
        secrets.delete(key);
        stored.fire({ key });
      },
      onDidChange: stored.event,
    };
    this.keys = new KeyStore(secretStorage, keys, log);
    const item = { show: (words: StatusText) => void (this.status = words) };
    const uri = vscode.Uri.file(folder);
    this.parts = new AppModule({
      ...{ version: VERSION, log, settings, keys: this.keys, item: item as never },
      context: {
        ...{ extensionUri: uri, globalStorageUri: uri, storageUri: uri },
        ...{
          workspaceState: {
            get: (name: string) => memory.get(name),
            update: async (name: string, value: unknown) => void memory.set(name, value),
            keys: () => [...memory.keys()],
          } as vscode.Memento,
          globalState: { ...nothing, setKeysForSync: () => undefined },
        },
        extension: { packageJSON: {} } as never,
      },
      modelsChanged: this.#modelsChanged,
    });
    this.#own = [this.parts, this.#modelsChanged, this.keys, settings, stored, log, this.panel];
  }

  /** Creates an instance; `keys` are environment variables. With `storage`, it continues with what another one kept. */
  static async build(
    keys: Readonly<Record<string, string | undefined>>,
    storage?: TestStorage,
  ): Promise<TestApp> {
    return new TestApp(storage ?? (await TestApp.storage()), storage !== undefined, keys);
  }

  /** Empty storage for several instances; its folder is not removed with them. */
  static async storage(): Promise<TestStorage> {
    return { folder: await mkdtemp(join(tmpdir(), 'codestral-whole-')), memory: new Map() };
  }

  /** Shows the chat's panel. */
  async showPanel(): Promise<void> {
    await this.panel.ready((await this.parts.chat()).view);
  }

  /** Sends a question in the chat; resolves when the answer starts. */
  async ask(text: string): Promise<void> {
    this.panel.post({ type: 'send', text });
    await until(`an answer to ${text}`, () => {
      const [question, answer] = this.panel.state.session.turns.slice(-2);
      return question?.text === text && answer?.role === 'assistant' && answer.text !== '';
    });
  }

  /** Deactivates it like VS Code. */
  async end(): Promise<void> {
    await this.parts.close();
    for (const each of this.#own) each.dispose();
    if (!this.#isShared) await rm(this.#storage.folder, { recursive: true, force: true });
  }
}

const nothing = { get: () => undefined, update: () => Promise.resolve(), keys: () => [] };
