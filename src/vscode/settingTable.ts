import type { ServiceChoice } from '../mistral/services.ts';
import { DEFAULT_URLS } from '../mistral/services.ts';

/** What one setting may hold. */
export interface Setting<T> {
  /** What counts where nothing is set; the same as in package.json. */
  readonly standard: T;
  /** A value as it stands in a settings file; undefined where it is of the wrong type or out of range. */
  readonly read: (value: unknown) => T | undefined;
}

/** A setting's values as VS Code tells them apart (`WorkspaceConfiguration.inspect`). */
export type Found = Readonly<Partial<Record<(typeof LAYERS)[number], unknown>>>;

/** The last word first. What is set for a language goes before what is set for all, as in VS Code. */
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

const table = {
  'completion.enabled': flag(true),
  'completion.languages': switches({ '*': true, plaintext: false, scminput: false }),
  'completion.service': choice<ServiceChoice>('auto', 'mistral', 'codestral'),
  'completion.model': text('codestral-latest', 256),
  'completion.multiline': choice('auto', 'never', 'always'),
  'completion.delay': integer(null, 0, 5000),
  'completion.maxTokens': integer(256, 16, 1024),
  'completion.temperature': number(0, 0, 1.5),
  'completion.context.openFiles': flag(true),
  'completion.context.recentEdits': flag(true),
  'completion.prefetch': flag(false),
  'chat.service': choice<ServiceChoice>('auto', 'mistral', 'codestral'),
  'chat.model': text('mistral-medium-latest', 256),
  'chat.temperature': number(null, 0, 1.5),
  'chat.maxTokens': integer(null, 16, 131_072),
  'chat.topP': number(null, 0.01, 1),
  'chat.systemPrompt': text('', 32_768),
  'chat.reasoning': choice('off', 'high'),
  'privacy.exclude': globs([
    ...['**/.env', '**/.env.*', '**/*.pem', '**/*.key', '**/*.p12', '**/*.pfx', '**/id_rsa*'],
    ...['**/id_ed25519*', '**/.npmrc', '**/.netrc', '**/.aws/credentials', '**/secrets.*'],
  ]),
  'services.mistral.url': text(DEFAULT_URLS.mistral, 2048),
  'services.codestral.url': text(DEFAULT_URLS.codestral, 2048),
  'usage.monthlyBudget': number(null, 0, 1_000_000),
};

type Values = {
  readonly [K in keyof typeof table]: (typeof table)[K] extends Setting<infer T> ? T : never;
};

/** The name of a setting, without `codestral.` before it. */
export type SettingKey = keyof Values;

/** What a setting holds, by its key. */
export type ValueOf<K extends SettingKey> = Values[K];

/** Every setting there is. package.json says the same; test/unit/vscode/settings.test.ts holds the two together. */
export const SETTINGS: { readonly [K in SettingKey]: Setting<ValueOf<K>> } = table;

/** What a setting holds at a place. A wrong value counts as not set, so that the layer below it speaks. */
export function valueOf<T>({ standard, read }: Setting<T>, found: Found = {}): T {
  for (const layer of LAYERS) {
    const value = read(found[layer]);
    if (value !== undefined) return value;
  }
  return standard;
}

function flag(standard: boolean): Setting<boolean> {
  return { standard, read: (value) => (typeof value === 'boolean' ? value : undefined) };
}

/** One of some words; the first is the standard. */
function choice<T extends string>(standard: T, ...others: readonly T[]): Setting<T> {
  const all = [standard, ...others];
  return { standard, read: (value) => all.find((each) => each === value) };
}

/** A number between two others, both included; `null` is one of its values only if it is the standard. */
function number<N extends number | null>(
  standard: N,
  least: number,
  most: number,
): Setting<N | number> {
  return {
    standard,
    read: (value) => {
      if (value === null && standard === null) return standard;
      return typeof value === 'number' && value >= least && value <= most ? value : undefined;
    },
  };
}

function integer<N extends number | null>(
  standard: N,
  least: number,
  most: number,
): Setting<N | number> {
  const { read } = number(standard, least, most);
  return {
    standard,
    read: (value) =>
      typeof value === 'number' && !Number.isInteger(value) ? undefined : read(value),
  };
}

/** A text without the blanks around it, of at most so many characters; an empty one only if that is the standard. */
function text(standard: string, most: number): Setting<string> {
  return {
    standard,
    read: (value) => {
      if (typeof value !== 'string' || value.length > most) return undefined;
      return value.trim() || (standard === '' ? '' : undefined);
    },
  };
}

/** A list of globs. One wrong entry does not let the files of the others travel. */
function globs(standard: readonly string[]): Setting<readonly string[]> {
  return {
    standard,
    read: (value) => (Array.isArray(value) ? value.filter(isText) : undefined),
  };
}

/** A map of switches, without its wrong entries. */
function switches(
  standard: Readonly<Record<string, boolean>>,
): Setting<Readonly<Record<string, boolean>>> {
  return {
    standard,
    read: (value) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).filter(isSwitch))
        : undefined,
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isSwitch(entry: [string, unknown]): entry is [string, boolean] {
  return typeof entry[1] === 'boolean';
}
