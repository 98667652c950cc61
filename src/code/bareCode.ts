import { isBlank, linesOf } from './blanks.ts';

/** A line shorter than this, such as `}`, may stand anywhere, in characters. */
const LEAST_SHARED = 6;
/** Words in a row, with blanks alone between them, that code outside of comments hardly has. */
const WORDS = /[\p{L}’'-]+,?(?: [\p{L}’'-]+,?){3,}/u;

/**
 * Whether a text without any fence is code rather than words about it: it keeps a line of the code that it is to
 * replace, or not half of its lines are sentences.
 */
export function isBareCode(text: string, old: string): boolean {
  const lines = linesOf(text).filter((line) => !isBlank(line));
  if (lines.length === 0) return false;
  const before = new Set(linesOf(old).map((line) => line.trim()));
  const isKept = (line: string): boolean => {
    const bare = line.trim();
    return bare.length >= LEAST_SHARED && before.has(bare);
  };
  return lines.some(isKept) || lines.filter(isSentence).length * 2 < lines.length;
}

/** How a line reads shows at its beginning; a longer look would take long. In characters. */
const LOOKED_AT = 300;

/** Whether a line reads like a sentence. Comments do not: they are code. */
function isSentence(line: string): boolean {
  const whole = line.trim();
  const text = whole.length > LOOKED_AT ? whole.slice(0, LOOKED_AT) + whole.slice(-1) : whole;
  if (/^(\/\/|\/\*|\*|#|--|;|%|<!--)/.test(text)) return false;
  if (/[。！？：]$/.test(text)) return true;
  // `SELECT name FROM users` begins with a word in capitals, `for item in items:` with none.
  const isOpening = /^\p{Lu}(\p{Ll}|['’]\p{Ll})*[,!]?\s/u.test(text);
  if (isOpening && /[.!?:…]$/.test(text)) return true;
  return isOpening && WORDS.test(text) && !/[;{}()[\]=<>_]/.test(text);
}
