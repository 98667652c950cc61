import * as vscode from 'vscode';
import type { ChatEvent, ChatRequest } from '../../src/mistral/chat.ts';
import type { MistralClient } from '../../src/mistral/client.ts';
import { readModelCards } from '../../src/mistral/modelCards.ts';
import { Limits } from '../../src/mistral/limits.ts';
import { DEFAULT_URLS, Services } from '../../src/mistral/services.ts';
import type { OpenService } from '../../src/mistral/services.ts';
import type { FromPanel } from '../../src/protocol/fromPanel.ts';
import type { ToPanel } from '../../src/protocol/toPanel.ts';
import type { PanelState } from '../../src/protocol/views.ts';
import { ChatParts } from '../../src/vscode/chat/chatParts.ts';
import { TerminalOutput } from '../../src/vscode/chat/terminalOutput.ts';
import { DiffPreview } from '../../src/vscode/diffPreview.ts';
import { Exclusions } from '../../src/vscode/exclusions.ts';
import { Models } from '../../src/vscode/models/models.ts';
import { Settings } from '../../src/vscode/settings.ts';
import { PlayedPanel } from './playedPanel.ts';

const clock = {
  now: () => Date.now(),
  setTimeout: (run: () => void, ms: number) => {
    const timer = setTimeout(run, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** The host's side of the chat with all its parts, its files in a folder, and a panel and a service that are played. */
export class FakeChat {
  readonly parts: ChatParts;
  readonly logged: string[] = [];
  /** The key of the service; none closes it. */
  key: string | undefined = 'key';
  /** The models that the service lists, and how often it was asked. */
  listed: readonly object[] = [];
  lists = 0;
  #keys: Promise<void> = Promise.resolve();
  #isOver = false;
  readonly #panel = new PlayedPanel();
  readonly #own: readonly { dispose(): void }[];

  constructor(folder: string, memory: Map<string, unknown>) {
    const settings = new Settings();
    const terminal = new TerminalOutput();
    const log = (...words: unknown[]): void => void this.logged.push(words.join(' '));
    const services = new Services({
      config: () => ({ urls: DEFAULT_URLS, choices: { completion: 'auto', chat: 'mistral' } }),
      key: async () => {
        await this.#keys;
        return this.key;
      },
    });
    const client = {
      listModels: async () => {
        this.lists += 1;
        return readModelCards(this.listed);
      },
      streamChat: echoed,
    } as unknown as MistralClient;
    const preview = new DiffPreview(() => undefined);
    const models = new Models({
      listed: () => undefined,
      storage: vscode.Uri.file(folder),
      clock,
      services,
      client,
    });
    this.parts = new ChatParts({
      ...{ clock, settings, terminal, exclusions: new Exclusions(settings) },
      context: {
        extensionUri: vscode.Uri.file(folder),
        globalStorageUri: vscode.Uri.file(folder),
        workspaceState: {
          get: (name: string) => memory.get(name),
          update: async (name: string, value: unknown) => void memory.set(name, value),
          keys: () => [...memory.keys()],
        } as vscode.Memento,
      },
      log: { info: log, warn: log, error: log, show: log } as unknown as vscode.LogOutputChannel,
      ...{ services, client, models, preview },
      limits: new Limits(clock),
      circumstances: () => ({}),
      price: () => undefined,
    });
    this.#own = [this.parts, preview, models, settings, terminal, this.#panel];
  }

  /** What the panel shows. */
  get state(): PanelState {
    return this.#panel.state;
  }

  /** What the message box was last told to hold. */
  get draft(): string {
    return this.#panel.draft;
  }

  /** What the panel was told. */
  get posted(): ToPanel[] {
    return this.#panel.posted;
  }

  /** Shows the panel, which is ready at once. */
  async ready(): Promise<void> {
    await this.#panel.ready(this.parts.view);
  }

  /** The panel says something. */
  say(message: FromPanel): void {
    this.#panel.say(message);
  }

  /** From now on keys are waited for; the function returned lets them come. */
  holdKeys(): () => void {
    let release = (): void => undefined;
    this.#keys = new Promise((resolve) => (release = resolve));
    return release;
  }

  /** Ends it as VS Code ends an extension. */
  async end(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    await this.parts.close().catch(() => undefined);
    for (const each of this.#own) each.dispose();
  }
}

/** The model says what it was told. */
async function* echoed(_: OpenService, { messages }: ChatRequest): AsyncGenerator<ChatEvent> {
  const content = messages.at(-1)?.content;
  const said = typeof content === 'string' ? content : '';
  for (const text of ['You said ', said.split('\n').at(-1) ?? '']) yield { text };
  yield { end: 'stop' };
}
