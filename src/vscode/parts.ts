import * as vscode from 'vscode';
import { Engine } from '../completion/engine.ts';
import { MistralClient } from '../mistral/client.ts';
import type { Clock } from '../mistral/clock.ts';
import { Limits } from '../mistral/limits.ts';
import { Services } from '../mistral/services.ts';
import type { Feature, ServiceName } from '../mistral/services.ts';
import { isUnencryptedElsewhere } from '../mistral/urls.ts';
import type { KeyEntry } from './commands/setKey.ts';
import type { ChatFoundation, ChatParts } from './chat/chatParts.ts';
import { TerminalOutput } from './chat/terminalOutput.ts';
import { CompletionProvider } from './completionProvider.ts';
import { CompletionStatus } from './completionStatus.ts';
import { Exclusions } from './exclusions.ts';
import { Explanation } from './explanation.ts';
import type { Keys } from './keys.ts';
import { LastChanges } from './lastChanges.ts';
import { LateAnswers } from './lateAnswers.ts';
import { requestLog } from './requestLog.ts';
import { once } from './once.ts';
import type { Settings } from './settings.ts';
import type { StatusItem } from './statusItem.ts';
import { Surroundings } from './surroundings.ts';
import { Travel } from './travel.ts';

/** What is there from the start. */
export interface Foundation {
  readonly version: string;
  readonly log: vscode.LogOutputChannel;
  readonly settings: Settings;
  readonly keys: Keys;
  readonly item: StatusItem;
  readonly context: ChatFoundation['context'];
}

const clock: Clock = {
  // Goes on evenly when the machine's clock is set.
  now: () => Math.round(performance.timeOrigin + performance.now()),
  setTimeout: (run, ms) => {
    const timer = setTimeout(run, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};

const SERVICES: readonly ServiceName[] = ['mistral', 'codestral'];

/** The parts that wait until VS Code has started: services, client and engine, built once and shared. */
export class Parts implements vscode.Disposable {
  readonly provider: CompletionProvider;
  readonly status: CompletionStatus;
  readonly engine: Engine;
  readonly explanation: Explanation;
  readonly keyEntry: KeyEntry;
  /** The chat, built with its first use. */
  readonly chat: () => Promise<ChatParts>;
  #chat: ChatParts | undefined;
  readonly #surroundings: Surroundings;
  readonly #subscriptions: readonly { dispose(): void }[];

  constructor({ version, log, settings, keys, item, context }: Foundation) {
    const services = new Services({
      config: () => settings.services(),
      key: (service) => keys.get(service),
    });
    const limits = new Limits(clock);
    const lateAnswers = new LateAnswers();
    const client = new MistralClient({
      // A bundle of its own (see esbuild.config.mjs), read from disk at the first request.
      loadSdk: () => import('../mistral/sdk.ts'),
      clock,
      userAgent: `codestral-vscode/${version}`,
      log: requestLog(log),
      observe: (service, facts) => {
        limits.observe(service, facts);
      },
    });
    const exclusions = new Exclusions(settings);
    const travel = new Travel(settings, exclusions);
    // Output can be read only while it comes, so the terminal is listened to before the chat is there.
    const terminal = new TerminalOutput();
    this.chat = once(async () => {
      const { ChatParts } = await import('./chat/chatParts.ts');
      this.#chat = new ChatParts({
        ...{ context, clock, log, settings, exclusions, services, client, limits, terminal },
      });
      return this.#chat;
    });
    this.#surroundings = new Surroundings({
      clock,
      travel,
      isAvailable: async () => {
        const route = await services.route('completion');
        return !('closed' in route) && !limits.pause(route.service.name);
      },
    });
    const { context: snippets } = this.#surroundings;
    this.engine = new Engine({
      clock,
      services,
      client,
      limits,
      context: (snapshot) => snippets.snippets(snapshot),
      sessionId: crypto.randomUUID(),
      onActivity: (activity) => {
        this.status.onActivity(activity);
        if (activity.kind === 'answered') lateAnswers.arrived();
      },
    });
    const lastChanges = new LastChanges();
    this.provider = new CompletionProvider({
      ...{ settings, travel, lastChanges, lateAnswers, log },
      engine: this.engine,
    });
    this.explanation = new Explanation(() => this.engine.lastTrace);
    this.status = new CompletionStatus({
      ...{ item, limits, services },
      provider: this.provider,
      engine: this.engine,
    });
    this.keyEntry = { keys, client, urls: () => settings.services().urls };
    const renewCompletions = () => {
      this.#surroundings.changed();
      this.engine.reset();
      this.status.refresh();
    };
    const renew = (renewed: readonly ServiceName[]) => {
      services.changed();
      limits.changed(renewed);
      renewCompletions();
      this.#chat?.changed();
      warnOfPlainHttp(settings, log);
    };
    let { urls } = settings.services();
    this.#subscriptions = [
      terminal,
      lastChanges,
      this.explanation,
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.engine.closed(document.uri.toString());
      }),
      onDidLeave((document) => {
        this.engine.closed(document.uri.toString());
      }),
      keys.onDidChange((service) => {
        renew([service]);
      }),
      settings.onDidChange((groups) => {
        const isFor = (feature: Feature) => groups.has(feature) || groups.has('privacy');
        if (groups.has('services')) {
          const before = urls;
          urls = settings.services().urls;
          renew(SERVICES.filter((service) => urls[service] !== before[service]));
          return;
        }
        if (groups.has('completion')) {
          services.retry('completion');
          limits.changed();
        }
        if (groups.has('chat')) services.retry('chat');
        if (isFor('completion')) renewCompletions();
        if (isFor('chat')) this.#chat?.changed();
      }),
    ];
    this.status.refresh();
    warnOfPlainHttp(settings, log);
  }

  /** Writes what is not written yet; VS Code waits some seconds for it. */
  async close(): Promise<void> {
    await this.#chat?.close();
  }

  dispose(): void {
    this.#chat?.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#surroundings.dispose();
    this.status.dispose();
    this.engine.dispose();
  }
}

/** Tells which document the user has left for another: its suggestion would be shown to nobody. */
function onDidLeave(tell: (document: vscode.TextDocument) => void): vscode.Disposable {
  let current = vscode.window.activeTextEditor?.document;
  return vscode.window.onDidChangeActiveTextEditor((editor) => {
    // While editors change places there is none for a moment.
    if (!editor || editor.document === current) return;
    if (current) tell(current);
    current = editor.document;
  });
}

function warnOfPlainHttp(settings: Settings, log: vscode.LogOutputChannel): void {
  for (const url of Object.values(settings.services().urls).filter(isUnencryptedElsewhere)) {
    log.warn(`${url}: what is sent there is not encrypted`);
  }
}
