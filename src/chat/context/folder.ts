import { beginningOf } from './text.ts';
import { LONGEST_TEXT } from './textAttachment.ts';

/** Files of a folder that travel, at most. */
const MOST_FILES = 50;
/** Characters of a folder's files, all together. */
const MOST_CHARACTERS = LONGEST_TEXT / 2;
/** Larger files are seldom written by people, in bytes. */
const LARGEST_FILE = 1_000_000;
/** A NUL among so many first bytes makes a file binary: git looks as far. */
const HEAD = 8_000;

/** A file that may be read. */
export interface ListedFile {
  readonly path: string;
  readonly bytes: number;
}

/** Which files of a folder are read, and how many are not, by reason. */
export interface Picked<F extends ListedFile> {
  readonly files: readonly F[];
  readonly tooLarge: number;
  readonly tooMany: number;
}

/** Chooses the files of a folder: in the order of their paths, without large ones, up to a number. */
export function pickFiles<F extends ListedFile>(files: readonly F[]): Picked<F> {
  const fitting = files.filter(({ bytes }) => bytes <= LARGEST_FILE);
  const inOrder = fitting.sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    files: inOrder.slice(0, MOST_FILES),
    tooLarge: files.length - fitting.length,
    tooMany: Math.max(0, fitting.length - MOST_FILES),
  };
}

/** Whether a file's first bytes are no text. */
export function isBinary(head: Uint8Array): boolean {
  return head.subarray(0, HEAD).includes(0);
}

/** The text of several files in one, and how long it would be in whole, in characters. */
export interface JoinedFiles {
  readonly text: string;
  readonly of: number;
}

/** Files one after the other, each under its path; those that do not fit any more are only named. */
export function joinFiles(
  files: readonly { readonly path: string; readonly text: string }[],
): JoinedFiles {
  const blocks = files.map(({ path, text }) => ({
    path,
    block: `=== ${path} ===\n${text.trimEnd()}\n`,
  }));
  const kept: string[] = [];
  const named: string[] = [];
  let room = MOST_CHARACTERS;
  for (const { path, block } of blocks) {
    if (block.length <= room) kept.push(block);
    else named.push(path);
    room -= block.length <= room ? block.length : 0;
  }
  // One file alone that is too long is better cut than missing.
  if (kept.length === 0) {
    kept.push(...blocks.slice(0, 1).map(({ block }) => beginningOf(block, room)));
    named.shift();
  }
  if (named.length > 0) kept.push(`=== left out, too long ===\n${named.join('\n')}\n`);
  const text = kept.join('\n');
  const all = blocks.reduce((sum, { block }) => sum + block.length, 0);
  return { text, of: Math.max(all, text.length) };
}
