/** Maximum length of an attached diff, in characters. */
const MAX_ATTACHED_DIFF_LENGTH = 200_000;

/** The changes of one file in a git diff. */
export interface FileDiff {
  /** The first line of the section: `diff --git …` or `diff --cc …`. */
  readonly header: string;
  /** The whole section, including its first line. */
  readonly text: string;
}

/**
 * Yields the files of a diff in git's format one by one, so that a large diff can be read with pauses. Text before
 * the first file is skipped.
 */
export function* filesOf(diff: string): Generator<FileDiff, void, undefined> {
  let from = fileAt(diff, 0);
  while (from !== undefined) {
    const next = fileAt(diff, from + 1);
    const text = diff.slice(from, next);
    const end = text.indexOf('\n');
    yield { header: end === -1 ? text : text.slice(0, end), text };
    from = next;
  }
}

/**
 * The start of the next file. Only LF ends a line here: other line separators are part of file contents, which must
 * not look like the header of another file.
 */
function fileAt(diff: string, from: number): number | undefined {
  for (let at = from; ; at += 1) {
    if (at > 0) {
      const end = diff.indexOf('\ndiff --', at - 1);
      if (end === -1) return undefined;
      at = end + 1;
    }
    if (/^diff --(?:git|cc|combined) /.test(diff.slice(at, at + HEADER_LENGTH))) return at;
  }
}

/** The length of the text that starts a file's section. */
const HEADER_LENGTH = 'diff --combined '.length;

/** Joins the files of a diff. Returns the total length as well: a file that does not fit is omitted as a whole. */
export function joinDiff(files: readonly { readonly text: string }[]): {
  text: string;
  fullLength: number;
} {
  let text = '';
  let fullLength = 0;
  for (const file of files) {
    fullLength += file.text.length;
    if (text.length + file.text.length <= MAX_ATTACHED_DIFF_LENGTH) text += file.text;
  }
  // If even the first file is too long, truncate it instead of omitting everything.
  if (text === '') text = files[0]?.text.slice(0, MAX_ATTACHED_DIFF_LENGTH) ?? '';
  return { text, fullLength };
}
