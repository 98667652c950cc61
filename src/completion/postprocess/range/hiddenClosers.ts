import { stateAtCursor } from './scanStates.ts';
import type { BracketMark } from './scanBrackets.ts';
import { scanBrackets } from './scanBrackets.ts';
import type { Snapshot } from '../../snapshot.ts';

/**
 * Closers of an answer that the bracket scan does not find, and those after them: the end of an interpolation in a
 * string or of type arguments. Empty if the line opens neither.
 */
export function hiddenClosers(answer: string, snapshot: Snapshot): readonly BracketMark[] {
  const { syntax } = snapshot;
  const state = stateAtCursor(snapshot);
  const closer = interpolationCloser(snapshot, state.inside);
  const first =
    closer === undefined
      ? angleCloser(answer, snapshot)
      : scanBrackets(answer, syntax, { isMidLine: true }).unopened.find(
          ({ char }) => char === closer,
        );
  if (!first) return [];
  const from = first.at + 1;
  const { unopened } = scanBrackets(answer.slice(from), syntax, state);
  return [first, ...unopened.map(({ char, at }) => ({ char, at: at + from }))];
}

/** The bracket that ends an interpolation at the cursor: `"${█`, `"#{█`, `f"{█`, `"\(█`. */
function interpolationCloser(
  { lineBefore }: Snapshot,
  quote: string | undefined,
): string | undefined {
  if (quote === undefined) return undefined;
  const opened = /(?:\{|\\\()[^{}()"'`]*$/.exec(
    lineBefore.slice(lineBefore.lastIndexOf(quote)),
  )?.[0];
  if (opened === undefined) return undefined;
  return opened.startsWith('{') ? '}' : ')';
}

/** The bracket of an answer that ends type arguments, as in `Map<string, █>`. */
function angleCloser(answer: string, { lineBefore, lineAfter }: Snapshot): BracketMark | undefined {
  if (!lineAfter.startsWith('>') || !/[\w:]<[^<>()]*$/.test(lineBefore)) return undefined;
  let depth = 0;
  for (let at = 0; at < answer.length && answer.charAt(at) !== '\n'; at += 1) {
    if (answer.charAt(at) === '<') depth += 1;
    else if (answer.charAt(at) === '>' && !/[=-]/.test(answer.charAt(at - 1))) depth -= 1;
    if (depth < 0) return { char: '>', at };
  }
  return undefined;
}
