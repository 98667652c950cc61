import type { ChangedFile } from './changedFile.ts';
import { oneLine } from '../../base/sanitizeText.ts';
import { beginningOf } from '../../base/textExcerpt.ts';

/** The notes about omitted changes, in the prompt. */
const NOTES: Readonly<Record<NonNullable<ChangedFile['omittedReason']>, string>> = {
  binary: 'binary',
  unreadable: 'new',
  notRead: 'not read',
};
/**
 * Maximum length of a commit's changes in a prompt, in characters: about 17,000 tokens. More would make a message of a
 * few lines slower and more expensive, but not better.
 */
export const MAX_PROMPT_DIFF_LENGTH = 60_000;
/** The part of it for generated files, if there are others: enough to see which packages changed. */
const MAX_GENERATED = 3_000;
/** The list of files that are not shown takes this share of the room, up to a number of characters. */
const LIST_SHARE = 0.1;
const MAX_LIST_LENGTH = 3_000;
/** The shortest useful excerpt of a file, in characters. */
const MIN_EXCERPT_LENGTH = 400;
/** Longer names are shortened in the list, in characters. */
const MAX_NAME_LENGTH = 200;
/** Room for the last line of the list, in characters. */
const LAST_LINE_LENGTH = 80;

/** The changes of a commit as shown in a prompt. */
export interface ShownChanges {
  /** Sections of git's diff, in order. */
  readonly diff: string;
  /** One line for each file that is not shown or only in part; empty if all are shown. */
  readonly others: string;
}

/**
 * As much of the changes as fits into `room` characters: whole files first, starting with small ones, then whole hunks,
 * and the beginning of a hunk that is too long on its own. Generated files come last and only in whole hunks.
 */
export function showChanges(files: readonly ChangedFile[], room: number): ShownChanges {
  const listRoom = Math.min(MAX_LIST_LENGTH, Math.floor(room * LIST_SHARE));
  const seen = files.filter(({ text }) => text !== '');
  const written = seen.filter((file) => !file.isGenerated);
  const generated = seen.filter((file) => file.isGenerated);
  const excerpts = new Map<ChangedFile, string>();
  let left = room - listRoom;
  left -= excerptsOf(written, left, excerpts);
  excerptsOf(generated, written.length > 0 ? Math.min(left, MAX_GENERATED) : left, excerpts);
  const diff = files.map((file) => excerpts.get(file) ?? '').join('');
  const isPart = (file: ChangedFile) => excerpts.has(file) && !isWhole(file, excerpts.get(file));
  const isMissing = (file: ChangedFile) => !excerpts.has(file);
  const missing = files.filter(isMissing);
  const others = [
    ...files.filter(isPart).map((file) => ({ file, note: 'shown in part' })),
    ...missing.filter((file) => !file.isGenerated).map((file) => ({ file, note: noteOf(file) })),
    ...missing.filter((file) => file.isGenerated).map((file) => ({ file, note: noteOf(file) })),
  ];
  return { diff, others: listed(others, listRoom) };
}

/** The changes as one text for a chat. `fullLength` is the length without shortening, in characters. */
export function changesText(files: readonly ChangedFile[]): { text: string; fullLength: number } {
  const { diff, others } = showChanges(files, MAX_PROMPT_DIFF_LENGTH);
  const text = others === '' ? diff : `${diff}\nNot shown, or not as a whole:\n${others}`;
  return {
    text,
    fullLength: Math.max(
      text.length,
      files.reduce((sum, file) => sum + file.text.length, 0),
    ),
  };
}

/** Adds excerpts that fit into `room`; returns the characters used. */
function excerptsOf(
  files: readonly ChangedFile[],
  room: number,
  excerpts: Map<ChangedFile, string>,
): number {
  const bySize = files.toSorted((a, b) => a.text.length - b.text.length);
  let left = room;
  for (const [at, file] of bySize.entries()) {
    const whole = withLineEnd(file.text);
    // The following files are at least as long: they share what is left.
    const share = Math.max(MIN_EXCERPT_LENGTH, Math.floor(left / (bySize.length - at)));
    const piece = whole.length <= left ? whole : excerptOf(file, Math.min(left, share));
    if (piece === '') continue;
    excerpts.set(file, piece);
    left -= piece.length;
  }
  return room - left;
}

/** A file's header and as many hunks as fit; empty if that is too little. */
function excerptOf({ text, hunksAt, isGenerated }: ChangedFile, room: number): string {
  if (room < MIN_EXCERPT_LENGTH) return '';
  let end = hunksAt;
  for (;;) {
    const next = text.indexOf('\n@@', end + 1);
    const to = next === -1 ? text.length : next + 1;
    if (to <= end || to >= room) break;
    end = to;
  }
  if (end > hunksAt) return withLineEnd(text.slice(0, end));
  return isGenerated ? '' : withLineEnd(beginningOf(text, room - 1));
}

function isWhole(file: ChangedFile, piece: string | undefined): boolean {
  return piece === withLineEnd(file.text);
}

function withLineEnd(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

interface OmittedFile {
  readonly file: ChangedFile;
  readonly note: string | undefined;
}

function listed(others: readonly OmittedFile[], room: number): string {
  let text = '';
  for (const [at, { file, note }] of others.entries()) {
    const line = `${beginningOf(oneLine(file.name), MAX_NAME_LENGTH)} (${countsOf(file, note)})\n`;
    if (text.length + line.length > room - LAST_LINE_LENGTH) {
      return (
        text +
        summaryLine(
          others.slice(at).map((other) => other.file),
          room,
        )
      );
    }
    text += line;
  }
  return text;
}

/** What the prompt says about a file whose changes are not shown. */
function noteOf({ omittedReason }: ChangedFile): string | undefined {
  return omittedReason && NOTES[omittedReason];
}

function countsOf(
  { added, removed, omittedReason }: ChangedFile,
  note: string | undefined,
): string {
  const counts = omittedReason === undefined ? [`+${added} -${removed}`] : [];
  return [...counts, ...(note === undefined ? [] : [note])].join(', ');
}

function summaryLine(files: readonly ChangedFile[], room: number): string {
  let added = 0;
  let removed = 0;
  for (const file of files) {
    added += file.added;
    removed += file.removed;
  }
  const line = `and ${files.length} more files (+${added} -${removed})\n`;
  return line.length <= Math.min(room, LAST_LINE_LENGTH) ? line : '';
}
