import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { below, hash, seededRandom } from '../server/random.ts';

/** A section of a real file to type. */
export interface Source {
  /** The path without the parts that differ between machines. */
  readonly path: string;
  readonly languageId: string;
  /** The text before the section; ends with a line break. */
  readonly head: string;
  /** Whole lines without the last line break. */
  readonly typed: string;
  /** The text after the cursor; empty if the section is typed at the end of the file. */
  readonly tail: string;
  /** The text after the section in the real file: everything a model could know of it. */
  readonly rest: string;
}

/** Files of packages and systems, with `*` for a version. Those that exist are typed. */
const FILES: readonly (readonly [languageId: string, path: string])[] = [
  ['typescript', 'node_modules/@azure/msal-node/src/client/ClientApplication.ts'],
  ['javascript', 'node_modules/mocha/lib/runner.js'],
  ['python', '/usr/lib/python3*/argparse.py'],
  ['c', '/usr/include/expat.h'],
  ['typescript', 'node_modules/zod/src/v4/core/util.ts'],
  ['python', '/usr/lib/python3*/difflib.py'],
  ['perl', '/usr/share/perl/5*/Getopt/Long.pm'],
  ['javascript', 'node_modules/eslint/lib/linter/file-report.js'],
  ['markdown', 'node_modules/semver/README.md'],
  ['shellscript', '/usr/lib/git-core/git-sh-setup'],
  ['css', 'node_modules/mocha/mocha.css'],
  ['typescript', 'node_modules/cheerio/src/api/manipulation.ts'],
  ['c', '/usr/include/elf.h'],
  ['python', '/usr/lib/python3*/configparser.py'],
];

/** The length of a section, in characters, extended to the end of its last line. */
const STRETCH = 800;
/** The maximum length of typed lines, in characters. */
const MAX_LINE_LENGTH = 140;
/** Longer files are truncated to keep the benchmark fast, in characters. */
const MAX_FILE_LENGTH = 80_000;

/** The files that exist on this machine, each with its section. Deterministic. */
export function findSources(): Source[] {
  return FILES.flatMap(([languageId, pattern], number) => {
    const path = findFile(pattern);
    if (path === undefined) return [];
    const text = readFileSync(path, 'utf8').replaceAll('\r\n', '\n').slice(0, MAX_FILE_LENGTH);
    return [cutSource(languageId, pattern, text, number % 2 === 1)];
  });
}

/** Selects the section of a file: lines of ordinary length after a blank line, determined by the path. */
function cutSource(languageId: string, path: string, text: string, isAtEnd: boolean): Source {
  const starts = [...text.matchAll(/\n\n(?=\S| {2}|\t)/g)].map(({ index }) => index + 2);
  const usable = starts.filter((at) => {
    const stretch = text.slice(at, endOf(text, at));
    return (
      stretch.length >= STRETCH &&
      stretch.split('\n').every((line) => line.length <= MAX_LINE_LENGTH) &&
      !/[^\n\t -~]/.test(stretch)
    );
  });
  const at = usable[below(usable.length, seededRandom(hash(path)))] ?? 0;
  const end = endOf(text, at);
  const rest = text.slice(end);
  return {
    path,
    languageId,
    head: text.slice(0, at),
    typed: text.slice(at, end),
    tail: isAtEnd ? '' : rest,
    rest,
  };
}

function endOf(text: string, at: number): number {
  const end = text.indexOf('\n', at + STRETCH);
  return end < 0 ? text.trimEnd().length : end;
}

/** The file or folder that matches a pattern: for `*`, the last name in the folder in sort order. */
export function findFile(pattern: string): string | undefined {
  const star = pattern.indexOf('*');
  if (star < 0) return existsSync(pattern) ? pattern : undefined;
  const folder = pattern.slice(0, pattern.lastIndexOf('/', star));
  const start = basename(pattern.slice(0, star));
  const rest = pattern.slice(star + 1);
  if (!existsSync(folder)) return undefined;
  return readdirSync(folder)
    .filter((name) => name.startsWith(start))
    .sort()
    .map((name) => `${folder}/${name}${rest}`)
    .findLast((path) => existsSync(path));
}
