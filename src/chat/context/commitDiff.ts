import type { ChangedFile } from './changedFile.ts';
import { beginningOf, oneLine } from './text.ts';

/**
 * Characters that a commit's changes take in a prompt, at most: some 17,000 tokens. A message is a few lines long;
 * more changes make it dearer and slower, but no better.
 */
export const MOST_CHARACTERS = 60_000;
/** Of them, what generated files get beside others: enough to see which packages came and went. */
const MOST_GENERATED = 3_000;
/** The list of what is not shown takes so much of the room, and no more than so many characters. */
const LIST_SHARE = 0.1;
const LONGEST_LIST = 3_000;
/** A file's piece that is shorter says nothing, in characters. */
const LEAST_PIECE = 400;
/** Longer names are cut in the list. */
const LONGEST_NAME = 200;
/** The list's last line, with numbers of any length. */
const LAST_LINE = 80;

/** What is shown of a commit's changes. */
export interface ShownChanges {
  /** Sections of git's diff, in its order. */
  readonly diff: string;
  /** One line for each file that is not shown, or not as a whole; empty where all are. */
  readonly others: string;
}

/**
 * As much of the changes as fits into so many characters: whole files, small ones first, then whole hunks of the
 * others, and the beginning of a hunk that is too long alone. Generated files come last, and only whole hunks of them.
 */
export function showChanges(files: readonly ChangedFile[], room: number): ShownChanges {
  const listRoom = Math.min(LONGEST_LIST, Math.floor(room * LIST_SHARE));
  const seen = files.filter(({ text }) => text !== '');
  const written = seen.filter((file) => !file.isGenerated);
  const generated = seen.filter((file) => file.isGenerated);
  const shown = new Map<ChangedFile, string>();
  let left = room - listRoom;
  left -= show(written, left, shown);
  show(generated, written.length > 0 ? Math.min(left, MOST_GENERATED) : left, shown);
  const diff = files.map((file) => shown.get(file) ?? '').join('');
  const isPart = (file: ChangedFile) => shown.has(file) && !isWhole(file, shown.get(file));
  const isMissing = (file: ChangedFile) => !shown.has(file);
  const missing = files.filter(isMissing);
  const others = [
    ...files.filter(isPart).map((file) => ({ file, note: 'shown in part' })),
    ...missing.filter((file) => !file.isGenerated).map((file) => ({ file, note: file.unseen })),
    ...missing.filter((file) => file.isGenerated).map((file) => ({ file, note: file.unseen })),
  ];
  return { diff, others: listed(others, listRoom) };
}

/** The changes as one text for a chat; `of` is how long it would be in whole. */
export function changesText(files: readonly ChangedFile[]): { text: string; of: number } {
  const { diff, others } = showChanges(files, MOST_CHARACTERS);
  const text = others === '' ? diff : `${diff}\nNot shown, or not as a whole:\n${others}`;
  return {
    text,
    of: Math.max(
      text.length,
      files.reduce((sum, file) => sum + file.text.length, 0),
    ),
  };
}

/** Puts what fits into `shown`; gives the characters taken. */
function show(
  files: readonly ChangedFile[],
  room: number,
  shown: Map<ChangedFile, string>,
): number {
  const bySize = files.toSorted((a, b) => a.text.length - b.text.length);
  let left = room;
  for (const [at, file] of bySize.entries()) {
    const whole = ended(file.text);
    // Those that come later are as long, at least: what is left is divided among them.
    const share = Math.max(LEAST_PIECE, Math.floor(left / (bySize.length - at)));
    const piece = whole.length <= left ? whole : pieceOf(file, Math.min(left, share));
    if (piece === '') continue;
    shown.set(file, piece);
    left -= piece.length;
  }
  return room - left;
}

/** A file's head and as many of its hunks as fit; empty where that says nothing. */
function pieceOf({ text, hunksAt, isGenerated }: ChangedFile, room: number): string {
  if (room < LEAST_PIECE) return '';
  let end = hunksAt;
  for (;;) {
    const next = text.indexOf('\n@@', end + 1);
    const to = next === -1 ? text.length : next + 1;
    if (to <= end || to >= room) break;
    end = to;
  }
  if (end > hunksAt) return ended(text.slice(0, end));
  return isGenerated ? '' : ended(beginningOf(text, room - 1));
}

function isWhole(file: ChangedFile, piece: string | undefined): boolean {
  return piece === ended(file.text);
}

/** With a line end. */
function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

interface Unshown {
  readonly file: ChangedFile;
  readonly note: string | undefined;
}

function listed(others: readonly Unshown[], room: number): string {
  let text = '';
  for (const [at, { file, note }] of others.entries()) {
    const line = `${beginningOf(oneLine(file.name), LONGEST_NAME)} (${countsOf(file, note)})\n`;
    if (text.length + line.length > room - LAST_LINE) {
      return (
        text +
        lastLine(
          others.slice(at).map((other) => other.file),
          room,
        )
      );
    }
    text += line;
  }
  return text;
}

function countsOf({ added, removed, unseen }: ChangedFile, note: string | undefined): string {
  const counts = unseen === undefined ? [`+${added} -${removed}`] : [];
  return [...counts, ...(note === undefined ? [] : [note])].join(', ');
}

function lastLine(files: readonly ChangedFile[], room: number): string {
  let added = 0;
  let removed = 0;
  for (const file of files) {
    added += file.added;
    removed += file.removed;
  }
  const line = `and ${files.length} more files (+${added} -${removed})\n`;
  return line.length <= Math.min(room, LAST_LINE) ? line : '';
}
