/** Characters of a diff that travel, at most. */
const MOST_CHARACTERS = 200_000;

/** The changes of one file in a diff of git. */
export interface FileDiff {
  /** Every path that the section names, relative to the repository; none where it cannot be told. */
  readonly paths: readonly string[];
  readonly text: string;
}

/** Git colours what it prints where its settings say "always". */
// eslint-disable-next-line no-control-regex
const COLOURS = /\x1b\[[\d;]*[mK]/g;

/** A diff by files. What stands before the first file is no part of any, and is left out. */
export function splitDiff(diff: string): FileDiff[] {
  return [...filesOf(diff)];
}

/** The files of a diff, one after the other: a large diff can be read with pauses. */
export function* filesOf(diff: string): Generator<FileDiff, void, undefined> {
  const plain = diff.includes('\x1b[') ? diff.replace(COLOURS, '') : diff;
  let from = fileAt(plain, 0);
  while (from !== undefined) {
    const next = fileAt(plain, from + 1);
    const text = plain.slice(from, next);
    yield { paths: pathsOf(text), text };
    from = next;
  }
}

/**
 * Where the next file begins. Lines end in LF alone here: what else may pass for a line end stands within the
 * content of files, which must not look like the head of another one.
 */
function fileAt(diff: string, from: number): number | undefined {
  for (let at = from; ; at += 1) {
    if (at > 0) {
      const end = diff.indexOf('\ndiff --', at - 1);
      if (end === -1) return undefined;
      at = end + 1;
    }
    if (/^diff --(?:git|cc|combined) /.test(diff.slice(at, at + HEAD_WORDS))) return at;
  }
}

/** As long as what a file's section begins with. */
const HEAD_WORDS = 'diff --combined '.length;

/** Files of a diff in one text, and the length of all: a file that does not fit is left out as a whole. */
export function joinDiff(files: readonly FileDiff[]): { text: string; of: number } {
  let text = '';
  let of = 0;
  for (const file of files) {
    of += file.text.length;
    if (text.length + file.text.length <= MOST_CHARACTERS) text += file.text;
  }
  // One file alone that is too long is better cut than missing.
  if (text === '') text = files[0]?.text.slice(0, MOST_CHARACTERS) ?? '';
  return { text, of };
}

/** The paths in a section's head, with and without the prefix (`a/`, `b/`, `w/`…) that git may have put before. */
function pathsOf(section: string): string[] {
  const hunk = section.indexOf('\n@@');
  const head = hunk === -1 ? section : section.slice(0, hunk);
  const named = [
    ...head.matchAll(/^(?:---|\+\+\+|(?:rename|copy) (?:from|to)) (.+?)\t?\r?$/gm),
  ].map((match) => match[1] ?? '');
  const paths = [...named, ...titlePaths(head)]
    .map(unquoted)
    .filter((path) => path !== '/dev/null');
  return [...new Set(paths.flatMap((path) => [path, path.replace(/^[a-z]\//, '')]))];
}

/** The paths of the first line; where a file keeps its name, both halves of the line have the same length. */
function titlePaths(head: string): string[] {
  const line = head.split('\n', 1)[0]?.trimEnd() ?? '';
  const rest = line.replace(/^diff --(git|cc|combined) /, '');
  if (!line.startsWith('diff --git ')) return [rest];
  const middle = (rest.length - 1) / 2;
  return rest[middle] === ' ' ? [rest.slice(0, middle), rest.slice(middle + 1)] : [];
}

/** Git writes a name with unusual characters in quotes, bytes as octal numbers. */
function unquoted(name: string): string {
  const quoted = /^"(.*)"$/.exec(name)?.[1];
  if (quoted === undefined) return name;
  const bytes = [...quoted.matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/g)].flatMap(
    ([, octal, escaped, plain]) =>
      octal === undefined
        ? [...new TextEncoder().encode(plain ?? ESCAPED[escaped ?? ''] ?? escaped)]
        : [parseInt(octal, 8)],
  );
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

const ESCAPED: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r' };
