import { DEFAULT_URLS } from '../../mistral/services.ts';
import { isLoopback, normaliseServiceUrl } from '../../mistral/urls.ts';

/** A setting as the manifest declares it. */
export interface DeclaredSetting {
  readonly key: string;
  /** Its values, where it has only some. */
  readonly values: readonly unknown[];
  readonly standard: unknown;
}

/** The settings of a manifest. Anything of another shape than VS Code accepts is passed over. */
export function declaredSettings(manifest: unknown): readonly DeclaredSetting[] {
  const { contributes } = record(manifest);
  const groups: unknown = record(contributes).configuration;
  const list: readonly unknown[] = Array.isArray(groups) ? groups : [groups];
  return list.flatMap((group) =>
    Object.entries(record(record(group).properties)).map(([key, schema]) => {
      const { enum: values, default: standard } = record(schema);
      return { key, values: Array.isArray(values) ? values : [], standard };
    }),
  );
}

/**
 * A setting's value as it may leave this machine: switches, numbers, words of the manifest and names of models.
 * Of everything else only its kind is told: texts, globs and URLs may hold anything.
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

/** A URL as default, loopback or other, for which nothing but its scheme is told. */
export function urlFact(text: string): string {
  const url = normaliseServiceUrl(text);
  if (!url.ok) return `unusable (${url.reason})`;
  if (Object.values(DEFAULT_URLS).includes(url.url)) return 'default';
  return `${isLoopback(url.url) ? 'loopback' : 'other'}, ${url.url.startsWith('https:') ? 'https' : 'http'}`;
}

/** A model's name: its own look, and not that of a key that was pasted into the wrong place. */
export function modelFact(model: string): string {
  const looksLikeName = /^[a-z0-9][\w.:/-]{1,79}$/i.test(model) && /[-.:/]/.test(model);
  return looksLikeName && !/[A-Za-z0-9_]{24}/.test(model)
    ? model
    : 'hidden: does not look like a model';
}

function languageFact(id: string): string {
  return /^[\w+#*.-]{1,30}$/.test(id) && !/[A-Za-z0-9]{24}/.test(id) ? id : 'hidden';
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
