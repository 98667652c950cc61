/** A changed file as listed by `git diff --raw -z`. */
export interface FileChange {
  /** The path relative to the repository; for a renamed file, the old and the new path. Never empty. */
  readonly paths: readonly [string, ...string[]];
  /** Whether the path is a submodule, which is a commit of another repository. */
  readonly isSubmodule: boolean;
}

/** The mode of a submodule. */
const SUBMODULE = '160000';

/**
 * Parses the output of `git diff --raw -z`, whose names are exact for any characters. Skips an incomplete or invalid
 * record and everything after it.
 */
export function readFileChanges(raw: string): FileChange[] {
  const fields = raw.split('\0');
  const changes: FileChange[] = [];
  // A field without a NUL at its end is incomplete: the last one is empty or truncated.
  for (let at = 0; at + 2 < fields.length;) {
    const [, before, after, status] =
      /^:(\d{6}) (\d{6}) [\da-f]+ [\da-f]+ ([A-Z])\d*$/.exec(fields[at] ?? '') ?? [];
    if (status === undefined) break;
    const isPair = status === 'R' || status === 'C';
    if (isPair && at + 3 >= fields.length) break;
    const [first = '', second = ''] = [fields[at + 1], fields[at + 2]];
    changes.push({
      paths: isPair ? [first, second] : [first],
      isSubmodule: before === SUBMODULE || after === SUBMODULE,
    });
    at += isPair ? 3 : 2;
  }
  return changes;
}

/** The first line of a file's section in a patch with the prefixes `a/` and `b/`; merges have another format. */
export function headersOf({ paths }: FileChange): readonly string[] {
  const [before] = paths;
  const after = paths.at(-1) ?? before;
  return [
    `diff --git ${gitQuoted(`a/${before}`)} ${gitQuoted(`b/${after}`)}`,
    `diff --cc ${gitQuoted(after)}`,
  ];
}

/** Git's output for an added or removed submodule. */
const NO_COMMIT = '0000000';

/** The section of a submodule in the format of git's short log: the old and the new commit. */
export function submoduleText({ paths }: FileChange, section: string): string {
  const before = /^-Subproject commit ([\da-f]{7})/m.exec(section)?.[1] ?? NO_COMMIT;
  const after = /^\+Subproject commit ([\da-f]{7})/m.exec(section)?.[1] ?? NO_COMMIT;
  return `Submodule ${gitQuoted(paths.at(-1) ?? '')} ${before}..${after}\n`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};

/** A path as git writes it with `core.quotePath=false`: quoted if it contains control characters, `"` or `\`. */
export function gitQuoted(path: string): string {
  // oxlint-disable-next-line no-control-regex
  const escaped = path.replace(/[\x00-\x1f\x7f"\\]/g, (character) => {
    const octal = character.charCodeAt(0).toString(8).padStart(3, '0');
    return ESCAPES[character] ?? `\\${octal}`;
  });
  return escaped === path ? path : `"${escaped}"`;
}
