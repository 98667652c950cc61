import * as vscode from 'vscode';
import { withoutLinks } from '../messages/errorText.ts';
import { KNOWN_ON } from '../../mistral/models/modelTable.ts';
import type { Feature, ServiceName } from '../../mistral/serviceName.ts';
import { SERVICES } from '../../mistral/serviceName.ts';
import type { ActionsModule } from '../actions/actionsModule.ts';
import { CodeActions } from '../actions/codeActions.ts';
import type { ChatDependencies } from '../chat/chatDependencies.ts';
import type { ChatModule } from '../chat/chatModule.ts';
import { TerminalOutput } from '../chat/attachments/terminalOutput.ts';
import { clock } from '../platform/systemClock.ts';
import type { MenuDependencies } from '../menu/showMenu.ts';
import { CompletionModule } from '../completion/completionModule.ts';
import { logUnexpectedError } from './unexpectedErrors.ts';
import type { DiagnosticDependencies } from '../diagnostics/collectDiagnostics.ts';
import { closeProposalTabs } from '../chat/changes/proposalTabs.ts';
import type { DiffPreview } from '../preview/diffPreview.ts';
import type { SearchModule } from '../search/searchModule.ts';
import { SendPermissions } from '../privacy/sendPermissions.ts';
import { setServiceContext } from '../platform/contextKeys.ts';
import type { KeyStore } from '../keys/keyStore.ts';
import { OtherProviderNotices } from '../menu/otherProviderNotices.ts';
import type { ContributedTools } from '../languageModels/contributedTools.ts';
import type { LanguageModelProvider } from '../languageModels/languageModelProvider.ts';
import { once } from '../../base/async.ts';
import { InvalidGlobReport } from '../privacy/invalidGlobReport.ts';
import { openPreviewTabs } from '../preview/previewTabs.ts';
import { LazyModule } from './lazyModule.ts';
import { MistralModule } from './mistralModule.ts';
import type { SettingGroup, Settings } from '../settings/settings.ts';
import type { StatusItem } from '../completion/statusItem.ts';
import { warnOfUnencryptedUrls } from './unencryptedUrls.ts';
import { today } from '../usage/today.ts';
import type { UsagePage } from '../usage/usagePage.ts';

/** The objects that {@link activate} creates. */
export interface AppDependencies {
  readonly version: string;
  readonly log: vscode.LogOutputChannel;
  readonly settings: Settings;
  readonly keys: KeyStore;
  readonly item: StatusItem;
  readonly context: ChatDependencies['context'] &
    Pick<vscode.ExtensionContext, 'extension' | 'globalState'>;
  /** Fires when the models in VS Code's model picker change. */
  readonly modelsChanged: vscode.EventEmitter<void>;
}

/** The modules that are loaded after VS Code has started; created once and shared. */
export class AppModule implements vscode.Disposable {
  readonly mistral: MistralModule;
  readonly completions: CompletionModule;
  readonly menu: MenuDependencies;
  readonly diagnostics: DiagnosticDependencies;
  /** The preview of proposed changes, created on first use. */
  readonly preview: () => Promise<DiffPreview>;
  /** The chat, created on first use. */
  readonly chat: () => Promise<ChatModule>;
  /** The code actions, created on first use. */
  readonly actions: () => Promise<ActionsModule>;
  /** The usage page, created on first use. */
  readonly usagePage: () => Promise<UsagePage>;
  readonly search: LazyModule<SearchModule>;
  /** The tools that other agents in VS Code may use. */
  readonly contributedTools: () => Promise<ContributedTools>;
  /** The models in VS Code's model picker. */
  readonly languageModels: () => Promise<LanguageModelProvider>;
  /** What the extension stores for this workspace. */
  readonly workspaceState: vscode.Memento;
  readonly #settings: Settings;
  readonly #log: vscode.LogOutputChannel;
  readonly #permissions: SendPermissions;
  readonly #chat: LazyModule<ChatModule>;
  readonly #codeActions: CodeActions;
  readonly #subscriptions: readonly { dispose(): void }[];
  #urls: Readonly<Record<ServiceName, string>>;
  readonly #invalidGlobs: InvalidGlobReport;

  constructor({ version, log, settings, keys, item, context, modelsChanged }: AppDependencies) {
    const onUnexpectedError = (thrown: unknown): void => {
      logUnexpectedError(log, thrown);
    };
    this.#settings = settings;
    this.#log = log;
    this.#urls = settings.services().urls;

    // Services, and what may be sent to them.
    const permissions = new SendPermissions(settings);
    const storage = context.globalStorageUri;
    const mistral = new MistralModule({ version, log, settings, keys, storage });
    const { services, client, limits, usage, failureDetails, price, knownKeys } = mistral;
    this.#permissions = permissions;
    this.#invalidGlobs = new InvalidGlobReport(permissions, log);
    this.mistral = mistral;

    // Features that are created at once.
    const completions = new CompletionModule({ log, settings, permissions, item, mistral });
    // Terminal output can't be read later, so listen before the chat is created.
    const terminalOutput = new TerminalOutput();
    const otherProviderNotices = new OtherProviderNotices(context.globalState);
    const { engine, status } = completions;
    this.completions = completions;
    this.workspaceState = context.workspaceState;
    this.#codeActions = new CodeActions(permissions);
    this.menu = {
      status,
      settings,
      otherProviderNotices,
      warningOn: async (use) => (await (await mistral.models()).chosen(use)).warning,
    };
    this.diagnostics = {
      version,
      settings,
      keys,
      services,
      limits,
      otherProviderNotices,
      status,
      engine,
      recent: mistral.recent,
      today: () => usage.ledger.today(),
      manifest: context.extension.packageJSON,
    };

    // Features that are loaded on first use.
    const requests = { clock, services, client, limits, price, onUnexpectedError };
    const shared = { ...requests, settings, permissions, knownKeys };
    const preview = new LazyModule(async () => {
      const { DiffPreview } = await import('../preview/diffPreview.ts');
      return new DiffPreview((text) => void vscode.window.showWarningMessage(withoutLinks(text)));
    });
    const search = new LazyModule(async () => {
      const { SearchModule } = await import('../search/searchModule.ts');
      return new SearchModule({
        ...shared,
        storage,
        workspaceState: context.workspaceState,
      });
    });
    const codebase = async () => (await search.load()).search;
    const chat = new LazyModule(async () => {
      const { ChatModule } = await import('../chat/chatModule.ts');
      return new ChatModule({
        ...shared,
        context,
        log,
        terminalOutput,
        codebase,
        failureDetails,
        models: await mistral.models(),
        preview: await preview.load(),
      });
    });
    const actions = new LazyModule(async () => {
      const { ActionsModule } = await import('../actions/actionsModule.ts');
      return new ActionsModule({
        ...shared,
        chat: chat.load,
        preview: preview.load,
        log,
        workspaceState: context.workspaceState,
        failureDetails,
        models: await mistral.models(),
      });
    });
    const usagePage = new LazyModule(async () => {
      const { UsagePage } = await import('../usage/usagePage.ts');
      return new UsagePage({
        log,
        today,
        extensionUri: context.extensionUri,
        clock,
        remainingQuota: mistral.remainingQuota,
        onDidRecord: usage.onDidRecord,
        rows: () => usage.ledger.rows(),
        reset: () => usage.ledger.reset(),
        folder: usage.folder,
        budget: () => settings.monthlyBudget(),
        pricesAsOf: KNOWN_ON,
      });
    });
    this.#chat = chat;
    this.search = search;
    this.preview = preview.load;
    this.chat = chat.load;
    this.actions = actions.load;
    this.usagePage = usagePage.load;
    this.contributedTools = once(async () => {
      const { createContributedTools } =
        await import('../languageModels/createContributedTools.ts');
      return createContributedTools({
        ...shared,
        codebase,
        storage,
      });
    });
    this.languageModels = once(async () => {
      const { createLanguageModels } = await import('../languageModels/createLanguageModels.ts');
      return createLanguageModels({ ...requests, models: mistral.models, modelsChanged, log });
    });

    // Changes of keys, settings and model lists.
    const modules = [chat, search, actions, preview, usagePage];
    this.#subscriptions = [
      ...modules,
      terminalOutput,
      this.#codeActions,
      permissions,
      mistral.onDidAcceptKey((name) => {
        this.#onKeysOrUrlsChanged([name]);
      }),
      mistral.onDidListModels(() => {
        this.#notifyModels();
      }),
      keys.onDidChange((name) => {
        this.#onKeysOrUrlsChanged([name]);
      }),
      settings.onDidChange((groups) => {
        this.#settingsChanged(groups);
      }),
    ];
    this.#notifyModels();
    this.#updateServiceContext();
    warnOfUnencryptedUrls(settings, log);
    this.#invalidGlobs.report();
    // Previews of an earlier session are empty: creating the preview closes them.
    if (openPreviewTabs().length > 0) void this.preview();
    void closeProposalTabs();
  }

  /** Saves unsaved data. VS Code waits a few seconds for it. */
  async close(): Promise<void> {
    try {
      await this.#chat.loaded?.close();
    } finally {
      // Closing the chat ends requests, which are recorded as well.
      await this.mistral.usage.ledger.close();
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.completions.dispose();
    this.mistral.dispose();
  }

  #settingsChanged(groups: ReadonlySet<SettingGroup>): void {
    const { services, limits, usage } = this.mistral;
    if (groups.has('privacy')) {
      this.#permissions.onConfigurationChanged();
      this.#invalidGlobs.report();
    }
    if (groups.has('usage')) usage.checkBudget();
    if (groups.has('search')) this.search.loaded?.onConfigurationChanged();
    if (groups.has('services')) {
      const before = this.#urls;
      this.#urls = this.#settings.services().urls;
      this.#onKeysOrUrlsChanged(SERVICES.filter((name) => this.#urls[name] !== before[name]));
      return;
    }
    const isFor = (feature: Feature) => groups.has(feature) || groups.has('privacy');
    if (groups.has('completion')) {
      services.clearRejections('completion');
      limits.onSettingsChanged();
    }
    const isForChat = isFor('chat') || groups.has('actions');
    if (groups.has('chat') || groups.has('actions')) services.clearRejections('chat');
    if (isFor('completion')) this.completions.onConfigurationChanged();
    if (isForChat) this.#onChatSettingsChanged();
  }

  /** Keys or URLs changed: rejected requests may be retried. */
  #onKeysOrUrlsChanged(changedServices: readonly ServiceName[]): void {
    this.mistral.onKeysOrUrlsChanged(changedServices);
    this.completions.onConfigurationChanged();
    this.search.loaded?.onConfigurationChanged();
    this.#onChatSettingsChanged();
    warnOfUnencryptedUrls(this.#settings, this.#log);
  }

  #onChatSettingsChanged(): void {
    void this.#chat.loaded?.onConfigurationChanged();
    this.#updateServiceContext();
    this.#notifyModels();
  }

  #updateServiceContext(): void {
    void setServiceContext(this.mistral.services).then((isAvailable) => {
      this.#codeActions.isServiceAvailable = isAvailable;
    });
  }

  /** VS Code requests the models of its picker only after an event. */
  #notifyModels(): void {
    this.languageModels()
      .then((models) => models.onConfigurationChanged())
      .catch(() => undefined);
  }
}
