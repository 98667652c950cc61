import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { below, hash, seededRandom } from '../server/random.ts';

/** A stretch of a real file that is typed. */
export interface Source {
  /** Without the parts of its path that differ between machines. */
  readonly path: string;
  readonly languageId: string;
  /** What stands before the stretch; ends with a line end. */
  readonly head: string;
  /** Whole lines, without the last line's end. */
  readonly typed: string;
  /** What stands behind the cursor; empty where the stretch is typed at the end of the file. */
  readonly tail: string;
  /** What follows the stretch in the real file: all a model could know of it. */
  readonly rest: string;
}

/** Files of packages and systems, `*` for a version; those that are there are typed. */
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

/** A stretch is so long, in characters, up to the end of its last line. */
const STRETCH = 800;
/** Nobody types longer lines by hand. */
const LONGEST_LINE = 140;
/** Of a longer file the end is left out, so that the bench stays quick; in characters. */
const LONGEST_FILE = 80_000;

/** The files that this machine has, each with its stretch; the same on every run. */
export function findSources(): Source[] {
  return FILES.flatMap(([languageId, pattern], number) => {
    const path = resolve(pattern);
    if (path === undefined) return [];
    const text = readFileSync(path, 'utf8').replaceAll('\r\n', '\n').slice(0, LONGEST_FILE);
    return [cutSource(languageId, pattern, text, number % 2 === 1)];
  });
}

/** Takes the stretch out of a file: lines of ordinary length behind a blank line, chosen by the path. */
export function cutSource(
  languageId: string,
  path: string,
  text: string,
  isAtEnd: boolean,
): Source {
  const starts = [...text.matchAll(/\n\n(?=\S| {2}|\t)/g)].map(({ index }) => index + 2);
  const usable = starts.filter((at) => {
    const stretch = text.slice(at, endOf(text, at));
    return (
      stretch.length >= STRETCH &&
      stretch.split('\n').every((line) => line.length <= LONGEST_LINE) &&
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

/** The file that a pattern means: at a `*` the last of the folder's names in order. */
function resolve(pattern: string): string | undefined {
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
