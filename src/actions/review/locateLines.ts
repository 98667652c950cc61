import { offsetsOf } from '../../base/linearSearch.ts';

/** Occurrences that are considered: short lines such as `}` may occur in great numbers. */
const MAX_OCCURRENCES = 10_000;

/**
 * The index of the first of these lines in a text with LF line ends, from 0: the occurrence nearest to the `expected`
 * index. Undefined if they do not occur. Takes linear time.
 */
export function locateLines(
  text: string,
  lines: readonly string[],
  expected: number,
): number | undefined {
  const block = `\n${lines.join('\n')}\n`;
  let nearest: number | undefined;
  let [at, index] = [0, 0];
  const padded = `\n${text}\n`;
  for (const offset of offsetsOf(padded, block, MAX_OCCURRENCES)) {
    for (let end = padded.indexOf('\n', at); end !== -1 && end < offset;) {
      index += 1;
      at = end + 1;
      end = padded.indexOf('\n', at);
    }
    if (nearest !== undefined && Math.abs(index - expected) >= Math.abs(nearest - expected)) break;
    nearest = index;
  }
  return nearest;
}
