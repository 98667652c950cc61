import { LANGUAGE_TABLE } from './languageTable.ts';

const byName = new Map(
  LANGUAGE_TABLE.flatMap(({ id, aliases, extension }) => {
    if (extension === undefined) return [];
    const names = aliases === undefined ? [id] : [id, ...aliases.split(' ')];
    return names.map((name) => [name, { id, extension }] as const);
  }),
);

/** VS Code's language ID for a name after a code fence; undefined if unknown. */
export function languageIdOf(name: string): string | undefined {
  return byName.get(name.toLowerCase())?.id;
}

/** The file extension of a language without the dot, or its fixed file name (`Makefile`); undefined if unknown. */
export function extensionOf(name: string): string | undefined {
  return byName.get(name.toLowerCase())?.extension;
}

/** Languages that models confuse, or that contain each other. */
const INTERCHANGEABLE_LANGUAGES = [
  'typescript typescriptreact javascript javascriptreact',
  'c cpp objective-c objective-cpp cuda-cpp',
  'json jsonc jsonl',
  'css scss less sass stylus',
  'html xml handlebars',
  'shellscript fish',
  'latex tex',
].map((ids) => new Set(ids.split(' ')));
/** Languages whose documents contain other languages. */
const HOST_LANGUAGES = new Set('html vue svelte astro php razor handlebars'.split(' '));
const EMBEDDED_LANGUAGES = new Set('html css scss less javascript typescript json'.split(' '));

/** Whether documents of a language contain other languages: HTML, Vue, PHP. */
export function embedsLanguages(languageId: string): boolean {
  return HOST_LANGUAGES.has(languageId);
}

/**
 * Compares the name after a code fence with the language of a document. A plain text document accepts any language
 * but a diff.
 */
export function compareLanguage(name: string, languageId: string): 'same' | 'other' | 'unknown' {
  if (name === languageId) return 'same';
  const id = languageIdOf(name);
  if (id === undefined || id === 'plaintext') return 'unknown';
  if (id === languageId) return 'same';
  if (id === 'diff') return 'other';
  if (languageId === 'plaintext') return 'unknown';
  if (INTERCHANGEABLE_LANGUAGES.some((group) => group.has(id) && group.has(languageId)))
    return 'same';
  return HOST_LANGUAGES.has(languageId) && EMBEDDED_LANGUAGES.has(id) ? 'same' : 'other';
}
