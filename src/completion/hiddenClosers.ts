import { stateAtCursor } from './scanStates.ts';
import type { Mark } from './brackets.ts';
import { scanBrackets } from './brackets.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * Closers of an answer that a scan for brackets passes over, with those behind them: the end of an
 * interpolation in a string, the end of type arguments. Empty where the line opened neither.
 */
export function hiddenClosers(answer: string, snapshot: Snapshot): readonly Mark[] {
  const { language } = snapshot;
  const state = stateAtCursor(snapshot);
  const closer = interpolationCloser(snapshot, state.inside);
  const first =
    closer === undefined
      ? angleCloser(answer, snapshot)
      : scanBrackets(answer, language, { isMidLine: true }).stray.find(
          ({ char }) => char === closer,
        );
  if (!first) return [];
  const from = first.at + 1;
  const { stray } = scanBrackets(answer.slice(from), language, state);
  return [first, ...stray.map(({ char, at }) => ({ char, at: at + from }))];
}

/** `"${█`, `"#{█`, `f"{█`, `"\\(█`: the bracket that leads back into the string. */
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

/** `Map<string, █>`: where the answer closes type arguments that the line opened. */
function angleCloser(answer: string, { lineBefore, lineAfter }: Snapshot): Mark | undefined {
  if (!lineAfter.startsWith('>') || !/[\w:]<[^<>()]*$/.test(lineBefore)) return undefined;
  let depth = 0;
  for (let at = 0; at < answer.length && answer.charAt(at) !== '\n'; at += 1) {
    if (answer.charAt(at) === '<') depth += 1;
    else if (answer.charAt(at) === '>' && !/[=-]/.test(answer.charAt(at - 1))) depth -= 1;
    if (depth < 0) return { char: '>', at };
  }
  return undefined;
}
