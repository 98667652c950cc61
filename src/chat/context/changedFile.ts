import type { FileDiff } from './diff.ts';
import { isGenerated } from './generated.ts';

/** What a commit changes in one file. */
export interface ChangedFile {
  /** Relative to the repository. */
  readonly name: string;
  /** Its section of a diff; empty where there is nothing to show. */
  readonly text: string;
  /** Where the first hunk begins in `text`. */
  readonly hunksAt: number;
  /** Lines that came and lines that went. */
  readonly added: number;
  readonly removed: number;
  readonly isGenerated: boolean;
  /** Why there is nothing to show. */
  readonly unseen?: 'binary' | 'new';
}

/** Characters of a file's beginning in which generators leave their mark. */
const HEAD = 1_000;
/** A first hunk that begins with the file's first line. */
const FROM_THE_TOP = /^@@ -[01](?:,\d+)? \+[01][, ]/;
const PLUS = 43;
const MINUS = 45;

/** One file of git's diff, with what has to be known to choose what is shown. */
export function changedFile({ paths, text }: FileDiff): ChangedFile {
  const name = (paths.at(-1) ?? '').replace(/^[a-z]\//, '');
  const first = text.indexOf('\n@@');
  const hunksAt = first === -1 ? text.length : first + 1;
  const top = text.slice(hunksAt, hunksAt + HEAD);
  const marked = isGenerated(name, FROM_THE_TOP.test(top) ? top : '');
  const isBinary = first === -1 && /^(?:Binary files |GIT binary patch)/m.test(text);
  if (isBinary) {
    return {
      name,
      text: '',
      hunksAt: 0,
      added: 0,
      removed: 0,
      isGenerated: marked,
      unseen: 'binary',
    };
  }
  return { name, text, hunksAt, ...linesOf(text, hunksAt), isGenerated: marked };
}

/** A file that git does not know yet; `text` is undefined where it is none, or too much. */
export function newFile(name: string, text: string | undefined): ChangedFile {
  const marked = isGenerated(name, text?.slice(0, HEAD));
  if (text === undefined) {
    return { name, text: '', hunksAt: 0, added: 0, removed: 0, isGenerated: marked, unseen: 'new' };
  }
  const head = `diff --git a/${name} b/${name}\nnew file\n--- /dev/null\n+++ b/${name}\n`;
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const hunk = [`@@ -0,0 +1,${lines.length} @@`, ...lines.map((line) => `+${line}`), ''];
  return {
    ...{ name, text: head + hunk.join('\n'), hunksAt: head.length },
    ...{ added: lines.length, removed: 0, isGenerated: marked },
  };
}

/** Whether lines came in that git writes where it could not merge. */
export function hasConflictMarkers({ text }: ChangedFile): boolean {
  return text.includes('\n+<<<<<<< ') && text.includes('\n+>>>>>>> ');
}

function linesOf(text: string, from: number): Pick<ChangedFile, 'added' | 'removed'> {
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
