import { languageIdOf } from './languages.ts';

/** Languages that models name for one another, or of which one is written in the other. */
const FAMILIES = [
  'typescript typescriptreact javascript javascriptreact',
  'c cpp objective-c objective-cpp cuda-cpp',
  'json jsonc jsonl',
  'css scss less sass stylus',
  'html xml handlebars',
  'shellscript fish',
  'latex tex',
].map((ids) => new Set(ids.split(' ')));
/** Languages whose documents hold pieces of others. */
const HOSTS = new Set('html vue svelte astro php razor handlebars'.split(' '));
const HELD = new Set('html css scss less javascript typescript json'.split(' '));

/**
 * What the name of a block says of its language, for a document in `languageId`: it is the same one, or another, or
 * nobody knows. A plain text may hold anything but a diff.
 */
export function languageSaid(name: string, languageId: string): 'same' | 'other' | 'unknown' {
  if (name === languageId) return 'same';
  const id = languageIdOf(name);
  if (id === undefined || id === 'plaintext') return 'unknown';
  if (id === languageId) return 'same';
  if (id === 'diff') return 'other';
  if (languageId === 'plaintext') return 'unknown';
  if (FAMILIES.some((family) => family.has(id) && family.has(languageId))) return 'same';
  return HOSTS.has(languageId) && HELD.has(id) ? 'same' : 'other';
}
