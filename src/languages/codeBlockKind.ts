import { isShell } from './shell.ts';

/** What the code block of an answer contains: code of a file, a change to one, commands, or other text. */
export type CodeBlockKind = 'code' | 'diff' | 'shell' | 'text';

const DIFFS: ReadonlySet<string> = new Set(['diff', 'patch', 'udiff']);
/** Names of what is not code. For output and messages, models often name no language. */
const TEXTS: ReadonlySet<string> = new Set([
  '',
  'text',
  'txt',
  'plain',
  'plaintext',
  'none',
  'output',
  'log',
  'gitcommit',
]);

/** The kind of a code block by its language in lower case, and by the name of its file, if the answer gives one. */
export function codeBlockKind(language: string, name?: string): CodeBlockKind {
  if (DIFFS.has(language)) return 'diff';
  if (name !== undefined) return 'code';
  if (isShell(language)) return 'shell';
  return TEXTS.has(language) ? 'text' : 'code';
}
