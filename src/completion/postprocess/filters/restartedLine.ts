import { imbalance } from '../range/scanBrackets.ts';
import type { Language } from '../../../languages/syntaxes.ts';
import type { Snapshot } from '../../snapshot.ts';

/** Minimum length of a repeated beginning that can't be a coincidence. */
const MIN_LENGTH = 3;

/** Whether an answer that starts with the typed text repeats it, rather than doubling a symbol as in `--` or `i++`. */
export function isRestarted(
  answer: string,
  { lineBefore, lineAfter, language }: Snapshot,
): boolean {
  const typed = lineBefore.trim();
  const line = answer.split('\n', 1)[0] ?? '';
  // `max(` + `max(a, b), c)` is a nested call: the brackets decide.
  if (/^\S*(?:[([{,]|["'`])$/.test(typed) && (typed.length < MIN_LENGTH || !/["'`]$/.test(typed))) {
    return imbalance(line + lineAfter, language) < imbalance(typed + line + lineAfter, language);
  }
  if (typed.length >= MIN_LENGTH) return true;
  const rest = line.slice(typed.length);
  // `- █` + `- two`, `// █` + `// text`
  if (/\s$/.test(lineBefore)) return /^(?:\s|$)/.test(rest) || isComment(typed, language);
  if (/^\w+$/.test(typed)) return !/^\d/.test(typed) && rest !== '';
  return !/^[^\w\s]$/.test(typed) || !isDoubled(typed, rest, language);
}

/** Whether a symbol is intended twice. */
function isDoubled(symbol: string, rest: string, language: Language): boolean {
  // A ruler: `---`
  if (rest.trim() === '' || Array.from(rest.trim()).every((char) => char === symbol)) return true;
  if (rest.startsWith(symbol)) return false;
  if (isComment(symbol + symbol, language)) return true;
  if (/^\s/.test(rest)) return symbol === '#' || !(language.prose || language.keyed);
  return !language.prose && !language.keyed && /[-+*/&|=:>?^]/.test(symbol);
}

function isComment(text: string, { lineComments }: Language): boolean {
  return lineComments.includes(text);
}
