import { imbalance } from '../range/scanBrackets.ts';
import { scanLiterals } from '../../../languages/literals/literalScanner.ts';
import type { LanguageSyntax } from '../../../languages/syntaxPresets.ts';
import type { Snapshot } from '../../snapshot.ts';

/** Minimum length of a repeated beginning that can't be a coincidence. */
const MIN_LENGTH = 3;
/** Minimum length of a repeated beginning of a call with an argument. */
const MIN_CALL_LENGTH = 12;

/** Whether an answer that starts with the typed text repeats it, rather than doubling a symbol as in `--` or `i++`. */
export function isRestarted(answer: string, { lineBefore, lineAfter, syntax }: Snapshot): boolean {
  const typed = lineBefore.trim();
  const line = answer.split('\n', 1)[0] ?? '';
  const rest = line.slice(typed.length);
  // `a, █` + `a, err := f()` is an assignment, not a list with the same name twice.
  if (/^[\w\s,.$@]+,$/.test(typed) && /^[\w\s,.$@]*:?=(?!=)/.test(rest)) return true;
  // `// █` + `// text`
  if (/\s$/.test(lineBefore) && isCommentToken(typed, syntax)) return !isRuler(typed, rest);
  // `add("--jobs", █` + `add("--jobs", type=int)`: a nested call rarely repeats the first argument.
  if (typed.length >= MIN_CALL_LENGTH && /^[^\s(]+\([^\s(]+,$/.test(typed)) return true;
  // `\section{█}`: a command of LaTeX is not its own argument.
  if (/^\\[A-Za-z]+\*?\{$/.test(typed)) return true;
  // `max(` + `max(a, b), c)` is a nested call: the brackets decide.
  if (/^\S*(?:[([{,]|["'`])$/.test(typed) && (typed.length < MIN_LENGTH || !/["'`]$/.test(typed))) {
    return imbalance(line + lineAfter, syntax) < imbalance(typed + line + lineAfter, syntax);
  }
  if (isRuler(typed, rest) || isNumbers(typed)) return false;
  if (typed.length >= MIN_LENGTH) return true;
  // `- █` + `- two`
  if (/\s$/.test(lineBefore)) return /^(?:\s|$)/.test(rest);
  if (/^\w+$/.test(typed)) return !/^\d/.test(typed) && rest !== '';
  return !/^[^\w\s]$/.test(typed) || !isDoubled(typed, rest, syntax);
}

/** Whether both texts consist of the same symbol, as in `---`. */
export function isRuler(typed: string, rest: string): boolean {
  const symbol = typed.charAt(0);
  const others = rest.trim();
  return others !== '' && /[^\w\s]/.test(symbol) && (typed + others).replaceAll(symbol, '') === '';
}

/** Whether a line has only numbers with commas, as the data of an array, which may be repeated. */
export function isNumbers(line: string): boolean {
  const elements = line.split(',').map((element) => element.trim());
  return (
    elements.pop() === '' &&
    elements.length > 0 &&
    elements.every((element) => /^[-+]?\d[\w.]*$/.test(element))
  );
}

/** Whether a symbol is intended twice. */
function isDoubled(symbol: string, rest: string, syntax: LanguageSyntax): boolean {
  if (rest.trim() === '') return true;
  if (rest.startsWith(symbol)) return false;
  if (isCommentToken(symbol + symbol, syntax)) return true;
  if (/^\s/.test(rest)) return symbol === '#' || !(syntax.isProse || syntax.isKeyValue);
  return !syntax.isProse && !syntax.isKeyValue && /[-+*/&|=:>?^]/.test(symbol);
}

/** Whether a text is the token that begins a comment to the end of the line. */
function isCommentToken(text: string, syntax: LanguageSyntax): boolean {
  return (
    syntax.lineComments.includes(text) || scanLiterals(text, syntax).literals[0]?.isLine === true
  );
}
