import { appliesTo, appliesToAll } from './applyTo.ts';
import type { FrontMatter } from './frontMatter.ts';

/** The longest text of one file that is sent, in characters: about 5,000 tokens. */
export const MAX_INSTRUCTIONS_LENGTH = 20_000;
/** Files that are sent with one question, and their characters together. */
const MAX_FILES = 10;
const MAX_LENGTH_TOGETHER = 40_000;
/** Folders in which AGENTS.md is looked for, from the file upward. */
const MAX_FOLDERS = 40;

/** The file that is looked for upward from the files of a question. */
export const AGENTS_FILE = 'AGENTS.md';
/** The file that applies to a whole workspace folder. */
export const COPILOT_FILE = '.github/copilot-instructions.md';
/** The folder of files with `applyTo`. */
export const INSTRUCTIONS_FOLDER = '.github/instructions';
/** The ending of their names. */
export const INSTRUCTIONS_ENDING = '.instructions.md';
/** The folder of prompt files. */
export const PROMPTS_FOLDER = '.github/prompts';

/** The places of AGENTS.md for a file, nearest first. The path is relative to the workspace folder; empty for the folder. */
export function agentsPaths(path: string): string[] {
  const names = path.split('/').slice(0, -1);
  const folders = names.map((_, at) => names.slice(0, at + 1).join('/')).reverse();
  const near = folders.slice(0, MAX_FOLDERS).map((folder) => `${folder}/${AGENTS_FILE}`);
  return [...near, AGENTS_FILE];
}

/** Whether a file of `.github/instructions` applies to a question about files with these paths. */
export function isApplicable(matter: FrontMatter | undefined, paths: readonly string[]): boolean {
  const globs = matter?.applyTo ?? '';
  return appliesToAll(globs) || appliesTo(globs, paths);
}

/** As many files as may be sent with one question, in order. */
export function withinLimits<T extends { readonly text: string }>(files: readonly T[]): T[] {
  const kept: T[] = [];
  let left = MAX_LENGTH_TOGETHER;
  for (const file of files) {
    if (kept.length === MAX_FILES || file.text.length > left) continue;
    kept.push(file);
    left -= file.text.length;
  }
  return kept;
}

/** Whether a path in the workspace is that of instructions or a prompt file, so that saving it matters. */
export function isProjectFilePath(path: string): boolean {
  return /(?:^|\/)(?:AGENTS\.md|\.github\/(?:copilot-instructions\.md|(?:instructions|prompts)\/[^/]+\.md))$/.test(
    path,
  );
}
