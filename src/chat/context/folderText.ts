import { beginningOf } from '../../base/textExcerpt.ts';
import { MAX_TEXT_LENGTH } from './textAttachment.ts';

/** Maximum number of files of a folder to attach. */
const MAX_FILES = 50;
/** Maximum length of a folder's files together, in characters. */
const MAX_JOINED_LENGTH = MAX_TEXT_LENGTH / 2;
/** Larger files are rarely written by people, in bytes. */
const MAX_FILE_BYTES = 1_000_000;
/** A NUL within this number of bytes makes a file binary, as in git. */
const HEAD_BYTES = 8_000;

/** A candidate file. */
export interface ListedFile {
  readonly path: string;
  readonly bytes: number;
}

/** The files of a folder to read, and the number of skipped ones by reason. */
export interface PickedFiles<F extends ListedFile> {
  readonly files: readonly F[];
  readonly tooLarge: number;
  readonly tooMany: number;
}

/** Selects the files of a folder: ordered by path, without large ones, up to a limit. */
export function pickFiles<F extends ListedFile>(files: readonly F[]): PickedFiles<F> {
  const smallFiles = files.filter(({ bytes }) => bytes <= MAX_FILE_BYTES);
  const inOrder = smallFiles.sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    files: inOrder.slice(0, MAX_FILES),
    tooLarge: files.length - smallFiles.length,
    tooMany: Math.max(0, smallFiles.length - MAX_FILES),
  };
}

/** Whether a file is binary, by its first bytes. */
export function isBinary(head: Uint8Array): boolean {
  return head.subarray(0, HEAD_BYTES).includes(0);
}

/** The text of several files, and its length without truncation, in characters. */
export interface JoinedFiles {
  readonly text: string;
  readonly fullLength: number;
}

/** Joins files, each below its path. Files that do not fit are only listed. */
export function joinFiles(
  files: readonly { readonly path: string; readonly text: string }[],
): JoinedFiles {
  const blocks = files.map(({ path, text }) => ({
    path,
    block: `=== ${path} ===\n${text.trimEnd()}\n`,
  }));
  const kept: string[] = [];
  const named: string[] = [];
  let room = MAX_JOINED_LENGTH;
  for (const { path, block } of blocks) {
    if (block.length <= room) kept.push(block);
    else named.push(path);
    room -= block.length <= room ? block.length : 0;
  }
  // If even the first file is too long, truncate it instead of omitting everything.
  if (kept.length === 0) {
    kept.push(...blocks.slice(0, 1).map(({ block }) => beginningOf(block, room)));
    named.shift();
  }
  if (named.length > 0) kept.push(`=== left out, too long ===\n${named.join('\n')}\n`);
  const text = kept.join('\n');
  const all = blocks.reduce((sum, { block }) => sum + block.length, 0);
  return { text, fullLength: Math.max(all, text.length) };
}
