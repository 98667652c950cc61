/** Longer lines are shown in part, in characters. */
const MAX_COLUMNS = 400;
/** The maximum number of matches of one file. */
const MAX_PER_FILE = 50;
/** Maximum number of globs that are passed. All results are checked again afterwards. */
const MAX_GLOBS = 200;

/** Maximum length of a query, in characters: systems limit the length of a program's arguments. */
const MAX_QUERY_LENGTH = 2_000;

/** A text search. */
export interface TextQuery {
  readonly query: string;
  readonly isRegex: boolean;
}

/** A line that matches. */
export interface MatchingLine {
  /** Relative to the searched folder, with forward slashes. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/**
 * For all searches: hidden files and ignore files as in VS Code's own search, no links, no configuration of the user.
 * Ignore files outside of the folder don't count here, because they may ignore the whole folder: those of the
 * repository are applied to the results.
 */
const COMMON = [
  '--no-config',
  '--hidden',
  '--no-follow',
  '--no-messages',
  '--color=never',
  '--null',
  '--no-require-git',
  '--no-ignore-parent',
  '--no-ignore-global',
];

/** The arguments of ripgrep that list the files of the current folder without those that match a glob. */
export function listArguments(without: readonly string[]): string[] {
  return [...COMMON, '--files', ...globArguments(without)];
}

/**
 * The arguments of ripgrep that search the files of the current folder without those that match a glob, so that they
 * are not even opened.
 */
export function searchArguments(
  { query, isRegex }: TextQuery,
  without: readonly string[],
): string[] {
  return [
    ...COMMON,
    '--no-heading',
    '--with-filename',
    '--line-number',
    '--smart-case',
    `--max-columns=${MAX_COLUMNS}`,
    '--max-columns-preview',
    `--max-count=${MAX_PER_FILE}`,
    '--max-filesize=5M',
    ...(isRegex ? [] : ['--fixed-strings']),
    ...globArguments(without),
    // As part of the option, the query is never read as another one. Without a folder, ripgrep may read standard input.
    `--regexp=${query}`,
    '--',
    './',
  ];
}

/** What is wrong with a query, for the model; undefined if it can be searched for. */
export function queryProblem(query: string): string | undefined {
  if (/[\r\n]/.test(query)) return 'The query must be on one line.';
  if (query.length > MAX_QUERY_LENGTH) return 'The query is too long.';
  return query.includes('\0') || !query.isWellFormed() ? 'The query is not text.' : undefined;
}

/**
 * Reads a line of the output of {@link searchArguments}: the path, NUL, the number, a colon, and the text. Undefined for
 * the rest of a path that was split at a line feed: file names may contain them.
 */
export function readMatch(record: string): MatchingLine | undefined {
  const end = record.indexOf('\0');
  const [, line = '', text = ''] = /^(\d{1,9}):(.*)$/s.exec(record.slice(end + 1)) ?? [];
  if (end <= 0 || line === '' || !/^\.[\\/]/.test(record)) return undefined;
  return { path: relative(record.slice(0, end)), line: Number(line), text: text.trimEnd() };
}

/** A path of the output, with forward slashes and without a leading `./`. */
export function relative(path: string): string {
  return path.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
}

/** Globs whose meaning is the same for VS Code and ripgrep. An invalid one would make the whole search fail. */
function globArguments(globs: readonly string[]): string[] {
  const simple = globs.map((glob) => glob.trim()).filter((glob) => /^[\w*./~@+ -]+$/.test(glob));
  return ['**/.git', ...new Set(simple)]
    .slice(0, MAX_GLOBS)
    .map((glob) => `--iglob=!${glob.replace(/^\.\//, '')}`);
}
