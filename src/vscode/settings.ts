import * as vscode from 'vscode';
import type { ChatSettings } from '../chat/request.ts';
import type { CompletionSettings } from '../completion/engine.ts';
import type { LanguageSwitches, Layers } from '../completion/switches.ts';
import { isLanguageOn, isOn } from '../completion/switches.ts';
import type { Feature, ServiceChoice, ServiceName } from '../mistral/services.ts';
import { DEFAULT_URLS } from '../mistral/services.ts';

const CHOICES: readonly ServiceChoice[] = ['auto', 'mistral', 'codestral'];
const MULTILINE = ['auto', 'never', 'always'] as const;

/** Where requests go. */
export interface ServiceSettings {
  readonly urls: Readonly<Record<ServiceName, string>>;
  readonly choices: Readonly<Record<Feature, ServiceChoice>>;
}

const DEFAULT_CHAT_MODEL = 'mistral-medium-latest';

/**
 * The settings under `codestral.`, typed. Whatever a settings file holds, what comes out is in range: a
 * wrong value counts as not set.
 */
export class Settings implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  /** Reading settings is slow, and these are asked for with each key. */
  #completions = new WeakMap<vscode.TextDocument, Read>();
  #services: ServiceSettings | undefined;
  readonly #subscriptions: readonly vscode.Disposable[];

  /** Fires after any setting of ours may have changed: by a file, a folder of the workspace, or trust. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    const forget = () => {
      this.#completions = new WeakMap();
      this.#services = undefined;
      this.#changed.fire();
    };
    this.#subscriptions = [
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('codestral')) forget();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(forget),
      vscode.workspace.onDidGrantWorkspaceTrust(forget),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  /** `codestral.completion.enabled` at a document. */
  isCompletionOn(scope?: vscode.ConfigurationScope): boolean {
    return isOn(layersOf('completion.enabled', scope, isBoolean, true));
  }

  /** `codestral.completion.languages` for a language at a document. */
  isLanguageOn(languageId: string, scope?: vscode.ConfigurationScope): boolean {
    return isLanguageOn(languageId, this.languages(scope));
  }

  /** The layers of `codestral.completion.languages`. */
  languages(scope?: vscode.ConfigurationScope): Layers<LanguageSwitches> {
    return layersOf('completion.languages', scope, isSwitches, {});
  }

  /** Whether a source of context may be looked at for a document. */
  isContextOn(source: 'openFiles' | 'recentEdits', scope?: vscode.ConfigurationScope): boolean {
    return isOn(layersOf(`completion.context.${source}`, scope, isBoolean, true));
  }

  /** How a completion at a document is asked for and shown. */
  completion(document: vscode.TextDocument): CompletionSettings {
    const { languageId } = document;
    const known = this.#completions.get(document);
    if (known?.languageId === languageId) return known.settings;
    const settings = readCompletion(document);
    this.#completions.set(document, { languageId, settings });
    return settings;
  }

  /** How the chat asks, with the settings of the workspace as a whole. */
  chat(): ChatSettings & { readonly model: string } {
    const config = vscode.workspace.getConfiguration('codestral.chat');
    const text = (key: string) => {
      const value = config.get<unknown>(key);
      return typeof value === 'string' ? value.trim() : '';
    };
    const maxTokens = within(config.get('maxTokens'), 16, 131_072, undefined);
    return {
      model: text('model') || DEFAULT_CHAT_MODEL,
      temperature: within(config.get('temperature'), 0, 1.5, undefined),
      maxTokens: maxTokens === undefined ? undefined : Math.round(maxTokens),
      topP: within(config.get('topP'), Number.MIN_VALUE, 1, undefined),
      systemPrompt: text('systemPrompt'),
      reasoning: config.get<unknown>('reasoning') === 'high' ? 'high' : 'off',
    };
  }

  /** Where requests go; the user's own settings alone (scope `application`). */
  services(): ServiceSettings {
    return (this.#services ??= readServices());
  }

  /** The globs of `codestral.privacy.exclude`: the user's, to which workspaces may add. */
  excludedGlobs(): string[] {
    const scopes = [undefined, ...(vscode.workspace.workspaceFolders ?? [])];
    const all = scopes.map((scope) => layersOf('privacy.exclude', scope, isList, []));
    const own = all[0]?.user ?? all[0]?.standard ?? [];
    return [...own, ...all.flatMap((layers) => layers.workspace.flatMap((globs) => globs ?? []))];
  }
}

/** What was read for a document; a setting may be another one in another language. */
interface Read {
  readonly languageId: string;
  readonly settings: CompletionSettings;
}

function readCompletion(document: vscode.TextDocument): CompletionSettings {
  const config = vscode.workspace.getConfiguration('codestral.completion', document);
  const model = config.get<unknown>('model');
  const delay = config.get<unknown>('delay');
  const multiline = config.get<unknown>('multiline');
  return {
    model: typeof model === 'string' && model.trim() !== '' ? model.trim() : 'codestral-latest',
    multiline: MULTILINE.find((choice) => choice === multiline) ?? 'auto',
    delay: typeof delay === 'number' && delay >= 0 ? Math.min(delay, 5000) : null,
    maxTokens: Math.round(within(config.get('maxTokens'), 16, 1024, 256)),
    temperature: within(config.get('temperature'), 0, 1.5, 0),
    prefetch: config.get<unknown>('prefetch') === true,
  };
}

function readServices(): ServiceSettings {
  const config = vscode.workspace.getConfiguration('codestral');
  const choice = (key: string) =>
    CHOICES.find((known) => known === config.get<unknown>(key)) ?? 'auto';
  const url = (service: ServiceName) => {
    const value = config.get<unknown>(`services.${service}.url`);
    return typeof value === 'string' && value.trim() !== '' ? value : DEFAULT_URLS[service];
  };
  return {
    urls: { mistral: url('mistral'), codestral: url('codestral') },
    choices: { completion: choice('completion.service'), chat: choice('chat.service') },
  };
}

function layersOf<T>(
  key: string,
  scope: vscode.ConfigurationScope | undefined,
  isValid: (value: unknown) => value is T,
  fallback: T,
): Layers<T> {
  const found = vscode.workspace.getConfiguration('codestral', scope ?? null).inspect<unknown>(key);
  const valid = (value: unknown) => (isValid(value) ? value : undefined);
  return {
    standard: valid(found?.defaultValue) ?? fallback,
    user: valid(found?.globalLanguageValue) ?? valid(found?.globalValue),
    workspace: [
      valid(found?.workspaceValue),
      valid(found?.workspaceFolderValue),
      valid(found?.workspaceLanguageValue),
      valid(found?.workspaceFolderLanguageValue),
    ],
  };
}

function within<T>(value: unknown, least: number, most: number, fallback: T): number | T {
  return typeof value === 'number' && value >= least && value <= most ? value : fallback;
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((glob) => typeof glob === 'string');
}

function isSwitches(value: unknown): value is LanguageSwitches {
  return typeof value === 'object' && value !== null && Object.values(value).every(isBoolean);
}
