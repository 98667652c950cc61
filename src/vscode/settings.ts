import * as vscode from 'vscode';
import type { ChatSettings } from '../chat/request.ts';
import type { CompletionSettings } from '../completion/engine.ts';
import type { LanguageSwitches, Layers } from '../completion/switches.ts';
import { isLanguageOn, isOn } from '../completion/switches.ts';
import type { Feature, ServiceChoice, ServiceName } from '../mistral/services.ts';
import type { Found, SettingKey, ValueOf } from './settingTable.ts';
import { SETTINGS, valueOf } from './settingTable.ts';

/** Where requests go. */
export interface ServiceSettings {
  readonly urls: Readonly<Record<ServiceName, string>>;
  readonly choices: Readonly<Record<Feature, ServiceChoice>>;
}

/** The first word of a setting's key: those of a group change the same parts of the extension. */
export type SettingGroup = 'completion' | 'chat' | 'services' | 'privacy' | 'usage';

const GROUPS: readonly SettingGroup[] = ['completion', 'chat', 'services', 'privacy', 'usage'];

/**
 * The settings under `codestral.`, typed. Whatever a settings file holds, what comes out is in range: a
 * wrong value counts as not set.
 */
export class Settings implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<ReadonlySet<SettingGroup>>();
  /** Reading settings is slow, and these are asked for with each key. */
  #completions = new WeakMap<vscode.TextDocument, Read>();
  #services: ServiceSettings | undefined;
  readonly #subscriptions: readonly vscode.Disposable[];

  /** Fires with the groups in which a setting may have changed: by a file, a folder of the workspace, or trust. */
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
        const changed = GROUPS.filter((group) => event.affectsConfiguration(`codestral.${group}`));
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
  languages(scope?: vscode.ConfigurationScope): Layers<LanguageSwitches> {
    return layersOf('completion.languages', scope);
  }

  /** Whether a source of context may be looked at for a document. */
  isContextOn(source: 'openFiles' | 'recentEdits', scope?: vscode.ConfigurationScope): boolean {
    return isOn(layersOf(`completion.context.${source}`, scope));
  }

  /** How a completion at a document is asked for and shown. */
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

  /** `codestral.completion.model` at a document, or for the workspace as a whole. */
  completionModel(document?: vscode.TextDocument): string {
    return read('completion.model', document);
  }

  /** How the chat asks, with the settings of the workspace as a whole. */
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

  /** Where requests go; the user's own settings alone (scope `application`). */
  services(): ServiceSettings {
    return (this.#services ??= {
      urls: {
        mistral: read('services.mistral.url'),
        codestral: read('services.codestral.url'),
      },
      choices: { completion: read('completion.service'), chat: read('chat.service') },
    });
  }

  /** The globs of `codestral.privacy.exclude`: the user's, to which workspaces may add. */
  excludedGlobs(): string[] {
    const scopes = [undefined, ...(vscode.workspace.workspaceFolders ?? [])];
    const all = scopes.map((scope) => layersOf('privacy.exclude', scope));
    const own = all[0]?.user ?? all[0]?.standard ?? [];
    const added = all.flatMap(({ workspace }) => workspace.flatMap((globs) => globs ?? []));
    // A workspace of one folder says the same in two layers.
    return [...new Set([...own, ...added])];
  }

  /** `codestral.usage.monthlyBudget` in US dollars; undefined for none. */
  monthlyBudget(): number | undefined {
    return read('usage.monthlyBudget') ?? undefined;
  }
}

/** What was read for a document; a setting may be another one in another language. */
interface Read {
  readonly languageId: string;
  readonly settings: CompletionSettings;
}

function read<K extends SettingKey>(key: K, scope?: vscode.ConfigurationScope): ValueOf<K> {
  return valueOf(SETTINGS[key], find(key, scope));
}

function layersOf<K extends SettingKey>(
  key: K,
  scope: vscode.ConfigurationScope | undefined,
): Layers<ValueOf<K>> {
  const { standard, read } = SETTINGS[key];
  const found = find(key, scope);
  return {
    standard: read(found.defaultValue) ?? standard,
    user: read(found.globalLanguageValue) ?? read(found.globalValue),
    workspace: [
      read(found.workspaceValue),
      read(found.workspaceFolderValue),
      read(found.workspaceLanguageValue),
      read(found.workspaceFolderLanguageValue),
    ],
  };
}

function find(key: SettingKey, scope: vscode.ConfigurationScope | undefined): Found {
  return vscode.workspace.getConfiguration('codestral', scope ?? null).inspect(key) ?? {};
}
