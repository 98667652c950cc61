import * as vscode from 'vscode';
import type { ChatSettings } from '../../chat/request/chatRequest.ts';
import type { CompletionSettings } from '../../completion/completionSettings.ts';
import type { LanguageToggles, Layers } from '../../completion/layeredSettings.ts';
import { isLanguageOn, isOn } from '../../completion/layeredSettings.ts';
import type { ServiceChoice } from '../../mistral/serviceRouter.ts';
import type { Feature, ServiceName } from '../../mistral/serviceName.ts';
import { READ_ONLY_SETTINGS } from '../privacy/readOnlySettings.ts';
import type { EmbeddingsChoice, LayeredValues, SettingKey, ValueOf } from './settingDefinitions.ts';
import { SETTING_DEFINITIONS, resolveSetting } from './settingDefinitions.ts';

/** Service URLs and the service for each feature. */
export interface ServiceSettings {
  readonly urls: Readonly<Record<ServiceName, string>>;
  readonly choices: Readonly<Record<Feature, ServiceChoice>>;
}

/** `codestral.chat.tools`. */
export interface ChatToolSettings {
  readonly isEnabled: boolean;
  /** Names of the extension's tools that are not offered. */
  readonly disabled: readonly string[];
  /** Names of other extensions' and MCP tools that are offered. */
  readonly external: readonly string[];
  /** The maximum number of calls for one question. */
  readonly maxSteps: number;
}

/** The first part of a setting's key. Settings of a group affect the same modules. */
export type SettingGroup = (typeof GROUPS)[number];

const GROUPS = ['completion', 'chat', 'actions', 'services', 'privacy', 'usage', 'search'] as const;

/**
 * The typed settings under `codestral.`. Values are always in range: an
 * invalid value counts as not set.
 */
export class Settings implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<ReadonlySet<SettingGroup>>();
  /** Cached: reading settings is slow, and these are needed for each keystroke. */
  #completions = new WeakMap<vscode.TextDocument, CachedSettings>();
  #services: ServiceSettings | undefined;
  readonly #subscriptions: readonly vscode.Disposable[];

  /**
   * Fires with the groups whose settings may have changed: because a setting, the workspace folders or workspace trust
   * changed.
   */
  readonly onDidChange = this.#changed.event;

  constructor() {
    const forget = (groups: readonly SettingGroup[]) => {
      this.#completions = new WeakMap();
      this.#services = undefined;
      this.#changed.fire(new Set(groups));
    };
    const forgetAll = () => {
      forget(GROUPS);
    };
    this.#subscriptions = [
      vscode.workspace.onDidChangeConfiguration((event) => {
        const changed = GROUPS.filter((group) =>
          [`codestral.${group}`, ...(group === 'privacy' ? READ_ONLY_SETTINGS : [])].some((key) =>
            event.affectsConfiguration(key),
          ),
        );
        if (changed.length > 0) forget(changed);
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(forgetAll),
      vscode.workspace.onDidGrantWorkspaceTrust(forgetAll),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  /** `codestral.completion.enabled` at a document. */
  isCompletionOn(scope?: vscode.ConfigurationScope): boolean {
    return isOn(layersOf('completion.enabled', scope));
  }

  /** `codestral.completion.languages` for a language at a document. */
  isLanguageOn(languageId: string, scope?: vscode.ConfigurationScope): boolean {
    return isLanguageOn(languageId, this.languages(scope));
  }

  /** The layers of `codestral.completion.languages`. */
  languages(scope?: vscode.ConfigurationScope): Layers<LanguageToggles> {
    return layersOf('completion.languages', scope);
  }

  /** Whether a context source is enabled for a document. */
  isContextOn(
    source: 'openFiles' | 'recentEdits' | 'definitions',
    scope?: vscode.ConfigurationScope,
  ): boolean {
    return isOn(layersOf(`completion.context.${source}`, scope));
  }

  /** The completion settings for a document. */
  completion(document: vscode.TextDocument): CompletionSettings {
    const { languageId } = document;
    const known = this.#completions.get(document);
    if (known?.languageId === languageId) return known.settings;
    const settings = {
      model: read('completion.model', document),
      multiline: read('completion.multiline', document),
      delay: read('completion.delay', document),
      maxTokens: read('completion.maxTokens', document),
      temperature: read('completion.temperature', document),
      prefetch: read('completion.prefetch', document),
    };
    this.#completions.set(document, { languageId, settings });
    return settings;
  }

  /** `codestral.completion.addMissingImports` at a document. */
  addsMissingImports(document: vscode.TextDocument): boolean {
    return read('completion.addMissingImports', document);
  }

  /** `codestral.completion.model` at a document, or for the workspace as a whole. */
  completionModel(document?: vscode.TextDocument): string {
    return read('completion.model', document);
  }

  /** The chat settings of the workspace. */
  chat(): ChatSettings & { readonly model: string } {
    return {
      model: read('chat.model'),
      temperature: read('chat.temperature') ?? undefined,
      maxTokens: read('chat.maxTokens') ?? undefined,
      topP: read('chat.topP') ?? undefined,
      systemPrompt: read('chat.systemPrompt'),
      reasoning: read('chat.reasoning'),
    };
  }

  /**
   * The model for commit messages, names and reviews: `codestral.actions.model` (`isOwn`), or else the chat model. For
   * the name to send to a service, see `modelFor`.
   */
  actionsModel(): { readonly model: string; readonly isOwn: boolean } {
    const own = read('actions.model');
    return { model: own || read('chat.model'), isOwn: own !== '' };
  }

  /** `codestral.chat.attachCurrentFile` at a file. */
  attachesCurrentFile(scope: vscode.ConfigurationScope): boolean {
    return isOn(layersOf('chat.attachCurrentFile', scope));
  }

  /** `codestral.chat.instructionFiles` in a workspace folder. */
  usesInstructionFiles(scope: vscode.ConfigurationScope): boolean {
    return isOn(layersOf('chat.instructionFiles', scope));
  }

  /** The settings of the chat's tools. */
  chatTools(): ChatToolSettings {
    return {
      isEnabled: isOn(layersOf('chat.tools.enabled', undefined)),
      disabled: allOf(layersOf('chat.tools.disabled', undefined)),
      external: read('chat.tools.external'),
      maxSteps: read('chat.tools.maxSteps'),
    };
  }

  /** The service settings, from user settings only (scope `application`). */
  services(): ServiceSettings {
    return (this.#services ??= {
      urls: {
        mistral: read('services.mistral.url'),
        codestral: read('services.codestral.url'),
      },
      choices: { completion: read('completion.service'), chat: read('chat.service') },
    });
  }

  /** The globs of `codestral.privacy.exclude` from user settings and all workspace folders. */
  excludedGlobs(): string[] {
    const scopes = [undefined, ...(vscode.workspace.workspaceFolders ?? [])];
    const all = scopes.map((scope) => layersOf('privacy.exclude', scope));
    const own = all[0]?.user ?? all[0]?.defaultValue ?? [];
    const added = all.flatMap(({ workspace }) => workspace.flatMap((globs) => globs ?? []));
    // In a single-folder workspace both layers have the same globs.
    return [...new Set([...own, ...added])];
  }

  /** `codestral.search.embeddings`: a workspace can only turn it off. */
  embeddings(): EmbeddingsChoice {
    const { user, defaultValue, workspace } = layersOf('search.embeddings', undefined);
    return workspace.includes('off') ? 'off' : (user ?? defaultValue);
  }

  /** `codestral.usage.monthlyBudget` in US dollars; undefined for none. */
  monthlyBudget(): number | undefined {
    return read('usage.monthlyBudget') ?? undefined;
  }
}

/** The names in all layers: a workspace can only add. */
function allOf({ defaultValue, user, workspace }: Layers<readonly string[]>): readonly string[] {
  return [...(user ?? defaultValue), ...workspace.flatMap((names) => names ?? [])];
}

/** The settings cached for a document and its language. */
interface CachedSettings {
  readonly languageId: string;
  readonly settings: CompletionSettings;
}

function read<K extends SettingKey>(key: K, scope?: vscode.ConfigurationScope): ValueOf<K> {
  return resolveSetting(SETTING_DEFINITIONS[key], find(key, scope));
}

function layersOf<K extends SettingKey>(
  key: K,
  scope: vscode.ConfigurationScope | undefined,
): Layers<ValueOf<K>> {
  const { defaultValue: standard, read } = SETTING_DEFINITIONS[key];
  const found = find(key, scope);
  return {
    defaultValue: read(found.defaultValue) ?? standard,
    user: read(found.globalLanguageValue) ?? read(found.globalValue),
    workspace: [
      read(found.workspaceValue),
      read(found.workspaceFolderValue),
      read(found.workspaceLanguageValue),
      read(found.workspaceFolderLanguageValue),
    ],
  };
}

function find(key: SettingKey, scope: vscode.ConfigurationScope | undefined): LayeredValues {
  return vscode.workspace.getConfiguration('codestral', scope ?? null).inspect(key) ?? {};
}
