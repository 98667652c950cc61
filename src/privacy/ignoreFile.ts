import ignore from 'ignore';
import type { Ignore } from 'ignore';

/** Maximum length of a file with patterns, in characters. */
const MAX_LENGTH = 100_000;
/**
 * Maximum number of wildcards between two slashes of a pattern. The library compiles patterns to regular expressions,
 * whose matching time is polynomial in the name's length; the exponent is the number of wildcards.
 */
const MAX_WILDCARDS = 3;
/** Maximum number of `**` in a pattern: the time is also polynomial in the path's depth. */
const MAX_DEEP_WILDCARDS = 3;

/** The patterns of a `.gitignore` file. One that is too long or too complex ignores everything below it. */
export function readIgnoreFile(text: string): Ignore {
  const patterns = ignore({ allowRelativePaths: false });
  return patterns.add(text.length > MAX_LENGTH || isTooComplex(text) ? '*' : text);
}

function isTooComplex(text: string): boolean {
  return text
    .split('\n')
    .some(
      (line) =>
        (line.match(/\*{2,}/g) ?? []).length > MAX_DEEP_WILDCARDS ||
        line.split('/').some((part) => (part.match(/\*+/g) ?? []).length > MAX_WILDCARDS),
    );
}
