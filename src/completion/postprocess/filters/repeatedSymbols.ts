import type { Snapshot } from '../../snapshot.ts';

/** Operators of common languages that begin with another operator or sign. */
const OPERATORS: ReadonlySet<string> = new Set(
  [
    '++ -- ** == != <= >= && || ?? ?. ?: :: := -> => <- |> <| >> << .. ... === !== <=> >>= <<= >>>',
    '~> =~ !~ <> |>> ..= ..< **= ??= &&= ||= += -= *= /= %= ^= |= &= </ /* */ // >= $ -> ->>',
  ]
    .join(' ')
    .split(' '),
);

const SYMBOLS = '[-+*/%&|^=<>!?:.~]';
const TYPED = new RegExp(`(?<!${SYMBOLS})${SYMBOLS}{1,3}$`);
const ANSWERED = new RegExp(`^${SYMBOLS}{1,3}(?!${SYMBOLS})`);

/**
 * Number of symbols at the beginning of an answer that repeat those left of the cursor: 1 for `a &` + `&& b`, `std:` +
 * `::cout` and `attr_reader :` + `:name`; 0 for `a &` + `& b`, which continues them.
 */
export function repeatedSymbols(answer: string, { lineBefore, syntax }: Snapshot): number {
  if (syntax.isProse || lineBefore.includes('<!--')) return 0;
  if (/(?<![\w)\]}:@#&])[:@#]$/.test(lineBefore) && /^.\w/.test(answer))
    return answer.startsWith(lineBefore.slice(-1)) ? 1 : 0;
  const typed = TYPED.exec(lineBefore)?.[0];
  const operator = ANSWERED.exec(answer)?.[0];
  if (typed === undefined || operator?.startsWith(typed) !== true) return 0;
  // `-` + `--` is a ruler.
  if (answer.trim() === operator || !OPERATORS.has(operator)) return 0;
  return OPERATORS.has(typed + operator) ? 0 : typed.length;
}
