import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Keys } from '../../src/vscode/keys.ts';
import { Parts } from '../../src/vscode/parts.ts';
import { Settings } from '../../src/vscode/settings.ts';
import type { StatusWords } from '../../src/vscode/statusItem.ts';
import { PlayedPanel } from './playedPanel.ts';
import { until } from './support.ts';

/** What tells its requests from those of the installed extension. */
export const VERSION = '0.0.0';

/** All parts of the extension once more, with VS Code's real settings, keys of a test and a played panel. */
export class WholeHost {
  readonly parts: Parts;
  readonly keys: Keys;
  readonly panel = new PlayedPanel();
  /** What the status item shows. */
  status: StatusWords | undefined;
  readonly #folder: string;
  readonly #own: readonly { dispose(): void }[];

  readonly #modelsChanged = new vscode.EventEmitter<void>();

  private constructor(folder: string, keys: Readonly<Record<string, string | undefined>>) {
    this.#folder = folder;
    const log = vscode.window.createOutputChannel('Whole host', { log: true });
    const settings = new Settings();
    const secrets = new Map<string, string>();
    const stored = new vscode.EventEmitter<vscode.SecretStorageChangeEvent>();
    const storage: vscode.SecretStorage = {
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
    this.keys = new Keys(storage, keys, log);
    const item = { show: (words: StatusWords) => void (this.status = words) };
    const uri = vscode.Uri.file(folder);
    this.parts = new Parts({
      ...{ version: VERSION, log, settings, keys: this.keys, item: item as never },
      context: {
        ...{ extensionUri: uri, globalStorageUri: uri },
        ...{
          workspaceState: nothing,
          globalState: { ...nothing, setKeysForSync: () => undefined },
        },
        extension: { packageJSON: {} } as never,
      },
      modelsChanged: this.#modelsChanged,
    });
    this.#own = [this.parts, this.#modelsChanged, this.keys, settings, stored, log, this.panel];
  }

  /** Builds the parts; `keys` are the variables of the environment. */
  static async build(keys: Readonly<Record<string, string | undefined>>): Promise<WholeHost> {
    return new WholeHost(await mkdtemp(join(tmpdir(), 'codestral-whole-')), keys);
  }

  /** Shows the chat's panel. */
  async showPanel(): Promise<void> {
    await this.panel.ready((await this.parts.chat()).view);
  }

  /** Asks in the chat; resolves when the answer has begun. */
  async ask(text: string): Promise<void> {
    this.panel.say({ type: 'send', text });
    await until(`an answer to ${text}`, () => {
      const [question, answer] = this.panel.state.session.turns.slice(-2);
      return question?.text === text && answer?.role === 'assistant' && answer.text !== '';
    });
  }

  /** Ends it as VS Code ends an extension. */
  async end(): Promise<void> {
    await this.parts.close();
    for (const each of this.#own) each.dispose();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

const nothing = { get: () => undefined, update: () => Promise.resolve(), keys: () => [] };
