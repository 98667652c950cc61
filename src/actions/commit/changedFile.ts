import { gitQuoted } from '../../chat/context/gitRawDiff.ts';
import { isGenerated } from './generatedFiles.ts';

/** The changes of a commit in one file. */
export interface ChangedFile {
  /** Relative to the repository. */
  readonly name: string;
  /** The old name of a renamed file, which `text` contains. */
  readonly oldName?: string | undefined;
  /** Its section of the diff; empty if there is nothing to show. */
  readonly text: string;
  /** The offset of the first hunk in `text`. */
  readonly hunksAt: number;
  /** Numbers of added and removed lines. */
  readonly added: number;
  readonly removed: number;
  readonly isGenerated: boolean;
  /** Why no changes are shown. `unreadable`: an untracked file that is not text or is too large; `notRead`: git printed no patch, or all patches together were too long. */
  readonly omittedReason?: 'binary' | 'unreadable' | 'notRead';
}

/** Characters at the beginning of a file that are searched for a generator's mark. */
const HEAD_LENGTH = 1_000;
/** A hunk that begins with the first line of the file. */
const FROM_THE_TOP = /^@@ -[01](?:,\d+)? \+[01][, ]/;
const PLUS = 43;
const MINUS = 45;

/** The text of a file whose changes are not shown. */
const NO_TEXT = { text: '', hunksAt: 0, added: 0, removed: 0 };

/** One file of git's diff. An empty `text` means that it was not read. */
export function changedFile(name: string, text: string): ChangedFile {
  const first = text.indexOf('\n@@');
  const hunksAt = first === -1 ? text.length : first + 1;
  const top = text.slice(hunksAt, hunksAt + HEAD_LENGTH);
  const generated = isGenerated(name, FROM_THE_TOP.test(top) ? top : '');
  const isBinary = first === -1 && /^(?:Binary files |GIT binary patch)/m.test(text);
  if (isBinary || text === '') {
    const omittedReason = isBinary ? 'binary' : 'notRead';
    return { ...NO_TEXT, name, isGenerated: generated, omittedReason };
  }
  return { name, text, hunksAt, ...countChangedLines(text, hunksAt), isGenerated: generated };
}

/** An untracked file. `text` is undefined if the file is not text or is too large. */
export function untrackedFile(name: string, text: string | undefined): ChangedFile {
  const generated = isGenerated(name, text?.slice(0, HEAD_LENGTH));
  if (text === undefined) {
    return { ...NO_TEXT, name, isGenerated: generated, omittedReason: 'unreadable' };
  }
  const [before, after] = [gitQuoted(`a/${name}`), gitQuoted(`b/${name}`)];
  const head = `diff --git ${before} ${after}\nnew file\n--- /dev/null\n+++ ${after}\n`;
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const hunk = [`@@ -0,0 +1,${lines.length} @@`, ...lines.map((line) => `+${line}`), ''];
  return {
    name,
    text: head + hunk.join('\n'),
    hunksAt: head.length,
    added: lines.length,
    removed: 0,
    isGenerated: generated,
  };
}

/** Whether the added lines contain git's conflict markers. */
export function hasConflictMarkers({ text }: ChangedFile): boolean {
  return text.includes('\n+<<<<<<< ') && text.includes('\n+>>>>>>> ');
}

function countChangedLines(text: string, from: number): Pick<ChangedFile, 'added' | 'removed'> {
  let added = 0;
  let removed = 0;
  for (let at = from; at < text.length;) {
    const sign = text.charCodeAt(at);
    if (sign === PLUS) added += 1;
    else if (sign === MINUS) removed += 1;
    const end = text.indexOf('\n', at);
    if (end === -1) break;
    at = end + 1;
  }
  return { added, removed };
}
