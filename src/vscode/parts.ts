import * as vscode from 'vscode';
import { KNOWN_ON } from '../mistral/knownModels.ts';
import type { Feature, ServiceName } from '../mistral/services.ts';
import { isUnencryptedElsewhere } from '../mistral/urls.ts';
import type { ActionParts } from './actions/actionParts.ts';
import { CodeActions } from './actions/codeActions.ts';
import type { ChatFoundation, ChatParts } from './chat/chatParts.ts';
import { TerminalOutput } from './chat/terminalOutput.ts';
import { clock } from './clock.ts';
import type { MenuPorts } from './commands/showMenu.ts';
import { CompletionParts } from './completionParts.ts';
import type { DiagnosticPorts } from './diagnostics/gather.ts';
import type { DiffPreview } from './diffPreview.ts';
import { Exclusions } from './exclusions.ts';
import { tellWhatCanBeAsked, tellWhetherThereIsAKey } from './contextKeys.ts';
import type { Keys } from './keys.ts';
import { Rivals } from './menu/rivals.ts';
import type { NativeModels } from './nativeModels/nativeModels.ts';
import { once } from './once.ts';
import { tabsOf } from './preview/tabs.ts';
import { ServiceParts } from './serviceParts.ts';
import type { SettingGroup, Settings } from './settings.ts';
import type { StatusItem } from './statusItem.ts';
import { today } from './usage/today.ts';
import type { UsagePage } from './usage/usagePage.ts';

/** What is there from the start. */
export interface Foundation {
  readonly version: string;
  readonly log: vscode.LogOutputChannel;
  readonly settings: Settings;
  readonly keys: Keys;
  readonly item: StatusItem;
  readonly context: ChatFoundation['context'] &
    Pick<vscode.ExtensionContext, 'extension' | 'globalState'>;
  /** Tells VS Code that the models of its own picker are others now. */
  readonly modelsChanged: vscode.EventEmitter<void>;
}

const SERVICES: readonly ServiceName[] = ['mistral', 'codestral'];

/** The parts that wait until VS Code has started: built once and shared. */
export class Parts implements vscode.Disposable {
  readonly service: ServiceParts;
  readonly completions: CompletionParts;
  readonly menu: MenuPorts;
  readonly diagnostics: DiagnosticPorts;
  /** The chat, built with its first use. */
  readonly chat: () => Promise<ChatParts>;
  /** Shows changes before they are made; built with the first one. */
  readonly preview: () => Promise<DiffPreview>;
  /** The actions on code, built with their first use. */
  readonly actions: () => Promise<ActionParts>;
  /** The models of VS Code's own picker. */
  readonly nativeModels: () => Promise<NativeModels>;
  /** The usage page, built with its first use. */
  readonly usagePage: () => Promise<UsagePage>;
  readonly #settings: Settings;
  readonly #log: vscode.LogOutputChannel;
  #chat: ChatParts | undefined;
  #usagePage: UsagePage | undefined;
  #preview: DiffPreview | undefined;
  #actions: ActionParts | undefined;
  #urls: Readonly<Record<ServiceName, string>>;
  readonly #codeActions: CodeActions;
  readonly #subscriptions: readonly { dispose(): void }[];

  constructor({ version, log, settings, keys, item, context, modelsChanged }: Foundation) {
    const storage = context.globalStorageUri;
    this.#settings = settings;
    this.#log = log;
    this.#urls = settings.services().urls;
    const service = new ServiceParts({
      ...{ version, log, settings, keys, storage },
      renew: (name) => {
        this.#renew([name]);
      },
      listed: () => {
        this.#tellModels();
      },
    });
    const { services, client, limits, usage } = service;
    const exclusions = new Exclusions(settings);
    const completions = new CompletionParts({ log, settings, exclusions, item, service });
    this.service = service;
    this.completions = completions;
    // Output can be read only while it comes, so the terminal is listened to before the chat is there.
    const terminal = new TerminalOutput();
    this.preview = once(async () => {
      const { DiffPreview } = await import('./diffPreview.ts');
      this.#preview = new DiffPreview((text) => void vscode.window.showWarningMessage(text));
      return this.#preview;
    });
    this.chat = once(async () => {
      const { ChatParts } = await import('./chat/chatParts.ts');
      const { circumstances, price } = service;
      this.#chat = new ChatParts({
        ...{ context, clock, log, settings, exclusions, terminal },
        ...{ services, client, limits, circumstances, price, models: await service.models() },
        preview: await this.preview(),
      });
      return this.#chat;
    });
    this.actions = once(async () => {
      const { ActionParts } = await import('./actions/actionParts.ts');
      const { chat, preview } = this;
      const { circumstances } = service;
      this.#actions = new ActionParts({
        ...{ clock, settings, exclusions, chat, preview },
        ...{ services, client, limits, circumstances, models: await service.models() },
      });
      return this.#actions;
    });
    this.nativeModels = once(async () => {
      const { NativeModels } = await import('./nativeModels/nativeModels.ts');
      const { offeredBy } = await import('./nativeModels/offered.ts');
      return new NativeModels({
        ...{ clock, services, client, limits },
        offered: offeredBy(services, async () => (await service.models()).catalogue),
        changed: () => {
          modelsChanged.fire();
        },
      });
    });
    this.usagePage = once(async () => {
      const { UsagePage } = await import('./usage/usagePage.ts');
      this.#usagePage = new UsagePage({
        ...{ log, today, extensionUri: context.extensionUri, left: service.left },
        now: () => clock.now(),
        rows: () => usage.ledger.rows(),
        reset: () => usage.ledger.reset(),
        folder: usage.folder,
        budget: () => settings.monthlyBudget(),
        pricesAsOf: KNOWN_ON,
      });
      return this.#usagePage;
    });
    this.#codeActions = new CodeActions(exclusions);
    const { engine, status } = completions;
    const rivals = new Rivals(context.globalState);
    this.menu = {
      ...{ status, settings, rivals },
      warningOn: async (feature) => (await (await service.models()).chosen(feature)).warning,
    };
    this.diagnostics = {
      ...{ version, settings, keys, services, limits, rivals, status, engine },
      recent: service.recent,
      today: () => usage.ledger.today(),
      manifest: context.extension.packageJSON,
    };
    this.#subscriptions = [
      ...[terminal, this.#codeActions],
      keys.onDidChange((name) => {
        this.#renew([name]);
        void tellWhetherThereIsAKey(keys);
      }),
      settings.onDidChange((groups) => {
        this.#settingsChanged(groups);
      }),
    ];
    this.#tellModels();
    void tellWhetherThereIsAKey(keys);
    this.#tellWhatCanBeAsked();
    this.#warnOfPlainHttp();
    // A preview of an earlier run has no text any more: the new one closes it.
    if (tabsOf().length > 0) void this.preview();
  }

  /** Writes what is not written yet; VS Code waits some seconds for it. */
  async close(): Promise<void> {
    await this.#chat?.close();
    // The requests that the chat has ended are counted, too.
    await this.service.usage.ledger.close();
  }

  dispose(): void {
    this.#chat?.dispose();
    this.#actions?.dispose();
    this.#preview?.dispose();
    this.#usagePage?.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.completions.dispose();
    this.service.dispose();
  }

  #settingsChanged(groups: ReadonlySet<SettingGroup>): void {
    const { services, limits, usage } = this.service;
    if (groups.has('usage')) usage.checkBudget();
    if (groups.has('services')) {
      const before = this.#urls;
      this.#urls = this.#settings.services().urls;
      this.#renew(SERVICES.filter((name) => this.#urls[name] !== before[name]));
      return;
    }
    const isFor = (feature: Feature) => groups.has(feature) || groups.has('privacy');
    if (groups.has('completion')) {
      services.retry('completion');
      limits.changed();
    }
    if (groups.has('chat')) services.retry('chat');
    if (isFor('completion')) this.completions.changed();
    if (isFor('chat')) this.#renewChat();
  }

  /** Keys or services are others now: what was refused may be tried again. */
  #renew(renewed: readonly ServiceName[]): void {
    this.service.changed(renewed);
    this.completions.changed();
    this.#renewChat();
    this.#warnOfPlainHttp();
  }

  #renewChat(): void {
    void this.#chat?.changed();
    this.#tellWhatCanBeAsked();
    this.#tellModels();
  }

  #tellWhatCanBeAsked(): void {
    void tellWhatCanBeAsked(this.service.services).then((isOpen) => {
      this.#codeActions.isOpen = isOpen;
    });
  }

  /** VS Code asks for the models of its picker only after it was told that there are some. */
  #tellModels(): void {
    this.nativeModels()
      .then((models) => models.changed())
      .catch(() => undefined);
  }

  #warnOfPlainHttp(): void {
    const urls = Object.values(this.#settings.services().urls);
    for (const url of urls.filter(isUnencryptedElsewhere)) {
      this.#log.warn(`${url}: what is sent there is not encrypted`);
    }
  }
}
