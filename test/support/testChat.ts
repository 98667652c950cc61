import * as vscode from 'vscode';
import { raceAbort } from '../../src/base/async.ts';
import type { ChatEvent, ChatRequest } from '../../src/mistral/chat.ts';
import type { MistralClient } from '../../src/mistral/client.ts';
import { readModelCards } from '../../src/mistral/models/modelCards.ts';
import { RateLimiter } from '../../src/mistral/limits/rateLimiter.ts';
import { DEFAULT_URLS, ServiceRouter } from '../../src/mistral/serviceRouter.ts';
import type { AvailableService } from '../../src/mistral/serviceRouter.ts';
import type { FromPanel } from '../../src/protocol/fromPanel.ts';
import type { ToPanel } from '../../src/protocol/toPanel.ts';
import type { PanelState } from '../../src/protocol/panelViews.ts';
import { ChatModule } from '../../src/vscode/chat/chatModule.ts';
import { TerminalOutput } from '../../src/vscode/chat/attachments/terminalOutput.ts';
import { DiffPreview } from '../../src/vscode/preview/diffPreview.ts';
import { SendPermissions } from '../../src/vscode/privacy/sendPermissions.ts';
import { ModelSelection } from '../../src/vscode/models/modelSelection.ts';
import { Settings } from '../../src/vscode/settings/settings.ts';
import { FakePanel } from './fakePanel.ts';
import { realClock } from './fakeClock.ts';

const clock = realClock();

/** The host side of the chat with its files in a folder, a fake panel and a fake service. */
export class TestChat {
  readonly parts: ChatModule;
  readonly logged: string[] = [];
  /** The key of the service; undefined makes it unavailable. */
  key: string | undefined = 'key';
  /** The models that the service lists, and the number of requests for the list. */
  listed: readonly object[] = [];
  lists = 0;
  #keys: Promise<void> = Promise.resolve();
  #answers: Promise<void> = Promise.resolve();
  #isOver = false;
  readonly #panel = new FakePanel();
  readonly #own: readonly { dispose(): void }[];

  constructor(folder: string, memory: Map<string, unknown>) {
    const settings = new Settings();
    const terminal = new TerminalOutput();
    const log = (...words: unknown[]): void => void this.logged.push(words.join(' '));
    const services = new ServiceRouter({
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
      streamChat: (_: AvailableService, request: ChatRequest, signal: AbortSignal) =>
        echoed(request, this.#answers, signal),
    } as unknown as MistralClient;
    const preview = new DiffPreview(() => undefined);
    const models = new ModelSelection({
      onListLoaded: () => undefined,
      storage: vscode.Uri.file(folder),
      clock,
      services,
      client,
    });
    this.parts = new ChatModule({
      ...{ clock, settings, terminalOutput: terminal, permissions: new SendPermissions(settings) },
      knownKeys: () => Promise.resolve([]),
      codebase: () =>
        Promise.resolve({
          find: async () => Promise.resolve({ found: [], isByMeaning: false, isPartial: false }),
        }),
      onUnexpectedError: (thrown) => {
        throw thrown;
      },
      context: {
        extensionUri: vscode.Uri.file(folder),
        globalStorageUri: vscode.Uri.file(folder),
        storageUri: vscode.Uri.file(folder),
        workspaceState: {
          get: (name: string) => memory.get(name),
          update: async (name: string, value: unknown) => void memory.set(name, value),
          keys: () => [...memory.keys()],
        } as vscode.Memento,
      },
      log: { info: log, warn: log, error: log, show: log } as unknown as vscode.LogOutputChannel,
      ...{ services, client, models, preview },
      limits: new RateLimiter(clock),
      failureDetails: () => ({}),
      price: () => undefined,
    });
    this.#own = [this.parts, preview, models, settings, terminal, this.#panel];
  }

  /** The state that the panel shows. */
  get state(): PanelState {
    return this.#panel.state;
  }

  /** The latest text of the message box. */
  get draft(): string {
    return this.#panel.draft;
  }

  /** The messages that the panel received. */
  get posted(): ToPanel[] {
    return this.#panel.posted;
  }

  /** Shows the panel, which is ready immediately. */
  async ready(): Promise<void> {
    await this.#panel.ready(this.parts.view);
  }

  /** Sends a message from the panel. */
  say(message: FromPanel): void {
    this.#panel.post(message);
  }

  /** Delays every read of a key until the returned function is called. */
  holdKeys(): () => void {
    let release = (): void => undefined;
    this.#keys = new Promise((resolve) => (release = resolve));
    return release;
  }

  /** Delays every answer until the returned function is called. */
  holdAnswers(): () => void {
    let release = (): void => undefined;
    this.#answers = new Promise((resolve) => (release = resolve));
    return release;
  }

  /** Deactivates it like VS Code. */
  async end(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    await this.parts.close().catch(() => undefined);
    for (const each of this.#own) each.dispose();
  }
}

/** Repeats the last line of the last message, after `held` unless it is aborted before. */
async function* echoed(
  { messages }: ChatRequest,
  held: Promise<void>,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent> {
  await raceAbort(held, signal);
  signal.throwIfAborted();
  const content = messages.at(-1)?.content;
  const said = typeof content === 'string' ? content : '';
  for (const text of ['You said ', said.split('\n').at(-1) ?? '']) yield { text };
  yield { end: 'stop' };
}
