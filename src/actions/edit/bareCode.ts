import { linesOf } from '../../base/lines.ts';
import { isBlank } from '../../base/indentation.ts';

/** Shorter lines, such as `}`, occur anywhere, in characters. */
const MIN_SHARED_LENGTH = 6;
/** Four words separated only by spaces, which rarely occur in code outside of comments. */
const PROSE_WORDS = /(?<![\p{L}’'-])[\p{L}’'-]+,?(?: [\p{L}’'-]+,?){3}/u;

/**
 * Whether a text without a fence is code rather than prose: it contains a line of the old code, or less than half of its
 * lines are sentences.
 */
export function isBareCode(text: string, old: string): boolean {
  const lines = linesOf(text).filter((line) => !isBlank(line));
  if (lines.length === 0) return false;
  const before = new Set(linesOf(old).map((line) => line.trim()));
  const isKept = (line: string): boolean => {
    const bare = line.trim();
    return bare.length >= MIN_SHARED_LENGTH && before.has(bare);
  };
  return lines.some(isKept) || lines.filter(isSentence).length * 2 < lines.length;
}

/** Characters at the beginning of a line that are examined, to bound the time. */
const MAX_EXAMINED_LENGTH = 300;

/** Whether a line is a sentence. Comments are code. */
function isSentence(line: string): boolean {
  const whole = line.trim();
  const text =
    whole.length > MAX_EXAMINED_LENGTH
      ? whole.slice(0, MAX_EXAMINED_LENGTH) + whole.slice(-1)
      : whole;
  if (/^(\/\/|\/\*|\*|#|--|;|%|<!--)/.test(text)) return false;
  if (/[。！？：]$/.test(text)) return true;
  // `SELECT name FROM users` begins with a word in capitals, `for item in items:` with none.
  const isOpening = /^\p{Lu}(\p{Ll}|['’]\p{Ll})*[,!]?\s/u.test(text);
  if (isOpening && /[.!?:…]$/.test(text)) return true;
  return isOpening && PROSE_WORDS.test(text) && !/[;{}()[\]=<>_]/.test(text);
}
