import { DEFAULT_URLS } from '../../mistral/serviceRouter.ts';
import { isLoopback, isRegionalUrl, normalizeServiceUrl } from '../../mistral/http/serviceUrl.ts';

/** A setting as declared in the manifest. */
export interface DeclaredSetting {
  readonly key: string;
  /** The enum's values; empty if it has none. */
  readonly values: readonly unknown[];
  readonly defaultValue: unknown;
}

/** The settings of a manifest; invalid declarations are skipped. */
export function declaredSettings(manifest: unknown): readonly DeclaredSetting[] {
  const { contributes } = record(manifest);
  const groups: unknown = record(contributes).configuration;
  const list: readonly unknown[] = Array.isArray(groups) ? groups : [groups];
  return list.flatMap((group) =>
    Object.entries(record(record(group).properties)).map(([key, schema]) => {
      const { enum: values, default: defaultValue } = record(schema);
      return { key, values: Array.isArray(values) ? values : [], defaultValue };
    }),
  );
}

/**
 * A setting's value for the report: booleans, numbers, enum values and model names.
 * Only the kind of other values is included: texts, globs and URLs may contain anything.
 */
export function settingFact({ key, values }: DeclaredSetting, value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) {
    return String(value);
  }
  if (typeof value === 'string') {
    if (values.includes(value)) return value;
    if (key.endsWith('.url')) return urlFact(value);
    return key.endsWith('.model') ? modelFact(value) : `a text of ${value.length} characters`;
  }
  if (Array.isArray(value)) return `${value.length} entries`;
  const switches = Object.entries(record(value));
  return switches.every(([, on]) => typeof on === 'boolean')
    ? switches.map(([id, on]) => `${languageFact(id)} ${String(on)}`).join(', ')
    : 'of another type';
}

/** A URL's kind: default, regional, loopback or other; of other URLs only the scheme is included. */
export function urlFact(text: string): string {
  const url = normalizeServiceUrl(text);
  if (!url.ok) return `unusable (${url.reason})`;
  if (Object.values(DEFAULT_URLS).includes(url.url)) return 'default';
  if (isRegionalUrl(url.url)) return `Mistral's regional host: ${url.url}`;
  return `${isLoopback(url.url) ? 'loopback' : 'other'}, ${url.url.startsWith('https:') ? 'https' : 'http'}`;
}

/** A model's name. Hidden if it could be a key that was pasted into the wrong setting. */
export function modelFact(model: string): string {
  const looksLikeName = /^[a-z0-9][\w.:/-]{1,79}$/i.test(model) && /[-.:/]/.test(model);
  return looksLikeName && !/[A-Za-z0-9_]{24}/.test(model)
    ? model
    : 'hidden: does not look like a model';
}

/** The name of another extension's tool; hidden if it could be a secret. */
export function toolFact(name: string): string {
  return /^[\w./:-]{1,80}$/.test(name) && !/[A-Za-z0-9]{24}/.test(name) ? name : 'hidden';
}

function languageFact(id: string): string {
  return /^[\w+#*.-]{1,30}$/.test(id) && !/[A-Za-z0-9]{24}/.test(id) ? id : 'hidden';
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
