import type { ServiceChoice } from '../../mistral/serviceRouter.ts';
import { DEFAULT_URLS } from '../../mistral/serviceRouter.ts';
import { DEFAULT_EXCLUDE_GLOBS } from '../../privacy/defaultExcludes.ts';

/** `codestral.search.embeddings`. */
export type EmbeddingsChoice = 'ask' | 'on' | 'off';

/** Default and validation of a setting. */
export interface SettingDefinition<T> {
  /** The default, as in package.json. */
  readonly defaultValue: T;
  /** Validates a value from a settings file; undefined if its type or range is wrong. */
  readonly read: (value: unknown) => T | undefined;
}

/** A setting's values by layer, as from `WorkspaceConfiguration.inspect`. */
export type LayeredValues = Readonly<Partial<Record<(typeof LAYERS)[number], unknown>>>;

/** Layers by precedence, highest first. Language-specific values override others, as in VS Code. */
const LAYERS = [
  'workspaceFolderLanguageValue',
  'workspaceLanguageValue',
  'globalLanguageValue',
  'defaultLanguageValue',
  'workspaceFolderValue',
  'workspaceValue',
  'globalValue',
  'defaultValue',
] as const;

const definitions = {
  'completion.enabled': flag(true),
  'completion.languages': toggles({ '*': true, plaintext: false, scminput: false }),
  'completion.service': choice<ServiceChoice>('auto', 'mistral', 'codestral'),
  'completion.model': text('codestral-latest', 256),
  'completion.multiline': choice('auto', 'never', 'always'),
  'completion.delay': integer(null, 0, 5000),
  'completion.maxTokens': integer(256, 16, 1024),
  'completion.temperature': number(0, 0, 1.5),
  'completion.context.openFiles': flag(true),
  'completion.context.recentEdits': flag(true),
  'completion.addMissingImports': flag(true),
  'completion.context.definitions': flag(true),
  'completion.prefetch': flag(false),
  'chat.service': choice<ServiceChoice>('auto', 'mistral', 'codestral'),
  'chat.model': text('mistral-medium-latest', 256),
  'chat.temperature': number(null, 0, 1.5),
  'chat.maxTokens': integer(null, 16, 131_072),
  'chat.topP': number(null, 0.01, 1),
  'chat.systemPrompt': text('', 32_768),
  'chat.reasoning': choice('off', 'high'),
  'chat.attachCurrentFile': flag(true),
  'chat.instructionFiles': flag(true),
  'actions.model': text('', 256),
  'chat.tools.enabled': flag(true),
  'chat.tools.disabled': strings(),
  'chat.tools.external': strings(),
  'chat.tools.maxSteps': integer(25, 1, 100),
  'privacy.exclude': globs(DEFAULT_EXCLUDE_GLOBS),
  'services.mistral.url': text(DEFAULT_URLS.mistral, 2048),
  'services.codestral.url': text(DEFAULT_URLS.codestral, 2048),
  'search.embeddings': choice<EmbeddingsChoice>('ask', 'on', 'off'),
  'usage.monthlyBudget': number(null, 0, 1_000_000),
};

type Values = {
  readonly [K in keyof typeof definitions]: (typeof definitions)[K] extends SettingDefinition<
    infer T
  >
    ? T
    : never;
};

/** A setting's key without the prefix `codestral.`. */
export type SettingKey = keyof Values;

/** The type of a setting's value. */
export type ValueOf<K extends SettingKey> = Values[K];

/** All settings. test/unit/vscode/settings/settings.test.ts compares them with package.json. */
export const SETTING_DEFINITIONS: { readonly [K in SettingKey]: SettingDefinition<ValueOf<K>> } =
  definitions;

/** A setting's effective value. An invalid value is ignored, so that the next layer applies. */
export function resolveSetting<T>(
  { defaultValue, read }: SettingDefinition<T>,
  found: LayeredValues = {},
): T {
  for (const layer of LAYERS) {
    const value = read(found[layer]);
    if (value !== undefined) return value;
  }
  return defaultValue;
}

function flag(defaultValue: boolean): SettingDefinition<boolean> {
  return { defaultValue, read: (value) => (typeof value === 'boolean' ? value : undefined) };
}

/** One of several strings; the first is the default. */
function choice<T extends string>(defaultValue: T, ...others: readonly T[]): SettingDefinition<T> {
  const all = [defaultValue, ...others];
  return { defaultValue, read: (value) => all.find((each) => each === value) };
}

/** A number from `min` to `max`; `null` is allowed only if it is the default. */
function number<N extends number | null>(
  defaultValue: N,
  min: number,
  max: number,
): SettingDefinition<N | number> {
  return {
    defaultValue,
    read: (value) => {
      if (value === null && defaultValue === null) return defaultValue;
      return typeof value === 'number' && value >= min && value <= max ? value : undefined;
    },
  };
}

function integer<N extends number | null>(
  defaultValue: N,
  min: number,
  max: number,
): SettingDefinition<N | number> {
  const { read } = number(defaultValue, min, max);
  return {
    defaultValue,
    read: (value) =>
      typeof value === 'number' && !Number.isInteger(value) ? undefined : read(value),
  };
}

/** A trimmed string of at most `max` characters; empty only if that is the default. */
function text(defaultValue: string, max: number): SettingDefinition<string> {
  return {
    defaultValue,
    read: (value) => {
      if (typeof value !== 'string' || value.length > max) return undefined;
      return value.trim() || (defaultValue === '' ? '' : undefined);
    },
  };
}

/** A list of names. An invalid entry does not invalidate the others. */
function strings(): SettingDefinition<readonly string[]> {
  return {
    defaultValue: [],
    read: (value) =>
      Array.isArray(value) ? value.filter((each) => typeof each === 'string') : undefined,
  };
}

/** A list of globs. An invalid entry does not invalidate the others. */
function globs(defaultValue: readonly string[]): SettingDefinition<readonly string[]> {
  return {
    defaultValue,
    read: (value) => (Array.isArray(value) ? value.flatMap(globsIn) : undefined),
  };
}

/** The globs of an entry: a string, or the keys of an object as in `files.exclude`. */
function globsIn(entry: unknown): string[] {
  if (typeof entry === 'string') return [entry];
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return [];
  return Object.entries(entry).flatMap(([glob, isOn]) => (isOn === false ? [] : [glob]));
}

/** A map of booleans; invalid entries are dropped. */
function toggles(
  defaultValue: Readonly<Record<string, boolean>>,
): SettingDefinition<Readonly<Record<string, boolean>>> {
  return {
    defaultValue,
    read: (value) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).filter(isSwitch))
        : undefined,
  };
}

function isSwitch(entry: [string, unknown]): entry is [string, boolean] {
  return typeof entry[1] === 'boolean';
}
