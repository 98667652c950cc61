import { parseGlob } from './glob.ts';
import type { GlobPart } from './glob.ts';
import { GlobAutomaton } from './globAutomaton.ts';
import { fold } from './paths.ts';

/** Maximum length of a glob, in characters; longer ones are invalid: most systems have no paths of that length. */
const MAX_GLOB_LENGTH = 1_000;
/**
 * Maximum number of wildcards in one glob and in all globs. Limits the matching time, since a workspace can set any globs.
 */
const MAX_WILDCARDS = 30;
const MAX_ALL_WILDCARDS = 500;
/** Maximum number of characters in all valid globs, for the same reason. */
const MAX_ALL_CHARACTERS = 20_000;
/** A longer list of globs excludes everything: it can't have been written by hand. */
const MAX_GLOBS = 1_000;
/** Maximum length of a path, in characters; longer ones always match: no editor opens such a file. */
const MAX_PATH_LENGTH = 8_192;
/**
 * Minimum length, in characters, of a word of an invalid glob that may match a part of a name; shorter words must match a
 * whole name.
 */
const MIN_WORD_LENGTH = 3;

/** The globs of a setting, ready to match. */
export interface ExcludeGlobs {
  /** Whether a glob matches a file, in any of the forms of its path (see `matchCandidates`), or one of its folders. */
  readonly matches: (candidates: readonly string[]) => boolean;
  /** The invalid globs as written. They match every path that contains one of their words. */
  readonly invalid: readonly string[];
}

/**
 * Parses globs with the meaning they have in `files.exclude`. Also accepts common variants: backslashes, surrounding
 * spaces, a leading `./` or slash, a trailing slash.
 */
export function parseExcludeGlobs(globs: readonly string[]): ExcludeGlobs {
  const [first, ...more] = globs.slice(MAX_GLOBS);
  if (first !== undefined) return { matches: () => true, invalid: [first, ...more] };
  const parsed: (readonly GlobPart[])[] = [];
  const invalid: string[] = [];
  let wildcards = 0;
  let characters = 0;
  for (const glob of new Set(globs)) {
    if (glob.trim() === '') continue;
    const variants = variantsOf(glob);
    wildcards += wildcardsIn(glob);
    characters += glob.length;
    const isTooMuch = wildcards > MAX_ALL_WILDCARDS || characters > MAX_ALL_CHARACTERS;
    const variantParts = isTooMuch ? [] : variants.flatMap((each) => asList(parseGlob(each)));
    parsed.push(...variantParts);
    if (variantParts.length < variants.length || isTooMuch || isReportedInvalid(glob))
      invalid.push(glob);
  }
  const automaton = new GlobAutomaton(parsed);
  const byWords = wordTest(invalid);
  return {
    matches: (candidates) =>
      candidates.some(
        (path) => path.length > MAX_PATH_LENGTH || automaton.matches(path) || byWords(path),
      ),
    invalid,
  };
}

/** A glob in the forms to match; empty if it is invalid. */
function variantsOf(written: string): string[] {
  if (written.length > MAX_GLOB_LENGTH || wildcardsIn(written) > MAX_WILDCARDS) return [];
  const glob = fold(written.trim())
    .replaceAll('\\', '/')
    .replace(/^file:\/\/(?=\/)/, '')
    .replace(/\/{2,}/g, '/')
    .replace(/^(?:\.\/)+/, '')
    .replace(/(?:\/\.)+(?=\/|$)/g, '')
    .replace(/^~\//, '**/');
  const whole = glob.replace(/(?<=[^/])\/$/, '');
  // A folder excludes everything in it.
  if (whole === '' || whole === '/' || whole === '.') return ['**'];
  // A leading slash is the top of the workspace or of the file system.
  const top = whole.startsWith('/') ? [whole.slice(1)] : [];
  // Negation is not supported: the file stays excluded, and the user is informed.
  const negated = whole.startsWith('!') ? [whole.slice(1)] : [];
  return [whole, ...top, ...negated].filter((variant) => variant !== '');
}

/**
 * Whether a glob is reported as invalid: too long, too many wildcards, or with syntax that VS Code does not support, such
 * as a leading `!`, `${…}` or `..`.
 */
function isReportedInvalid(glob: string): boolean {
  const text = glob.trim();
  return (
    text.length > MAX_GLOB_LENGTH ||
    wildcardsIn(text) > MAX_WILDCARDS ||
    /^!(?!\()/.test(text) ||
    text.includes('${') ||
    /(?:^|[/\\])\.\.(?:[/\\]|$)/.test(text)
  );
}

function wildcardsIn(glob: string): number {
  let count = 0;
  for (const char of glob) if (char === '*' || char === '?' || char === '{') count += 1;
  return count;
}

/** Whether a path contains a word of an invalid glob; all its characters if it has no words. */
function wordTest(globs: readonly string[]): (path: string) => boolean {
  const words = globs.flatMap((glob) => {
    const text = fold(glob.trim());
    return text.match(/[\p{L}\p{N}_-]+/gu) ?? [text];
  });
  const long = [...new Set(words.filter((word) => word.length >= MIN_WORD_LENGTH))];
  const short = new Set(words.filter((word) => word.length < MIN_WORD_LENGTH));
  const isShort = (part: string): boolean => short.has(part);
  return (path) =>
    long.some((word) => path.includes(word)) ||
    (short.size > 0 && (path.match(/[\p{L}\p{N}_-]+|[^\p{L}\p{N}_-]/gu) ?? []).some(isShort));
}

function asList<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}
