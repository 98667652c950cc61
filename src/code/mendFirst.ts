import { leastOf } from './blanks.ts';

/** A line that is not blank: its depth in columns, and its text without blanks around it. */
interface Line {
  readonly depth: number;
  readonly text: string;
}

/**
 * The depths of a block's lines, the first one put right where the model has lost or doubled the blanks in front
 * of it, which happens when an answer continues a line. Only what the lines themselves prove is mended.
 */
export function mendFirst(lines: readonly Line[], languageId: string): number[] {
  const depths = lines.map(({ depth }) => depth);
  const [first, ...rest] = lines;
  // A comment's stars stand one column deeper than its beginning.
  const others = rest.filter(({ text }) => !text.startsWith('*'));
  const [second] = others;
  const last = others.at(-1);
  if (!first || !second || !last) return depths;
  const least = leastOf(others.map(({ depth }) => depth));
  const isClosedThere =
    opens(first.text) && last.depth === least && /^([\])}]|end\b)/.test(last.text);
  const isLost =
    first.depth < least &&
    (isComplete(first.text, languageId) ||
      (isClosedThere && others.some(({ depth }) => depth > least)));
  const isDoubled =
    first.depth > least &&
    isClosedThere &&
    (second.depth > least ? second.depth <= first.depth : second === last);
  return isLost || isDoubled ? [least, ...depths.slice(1)] : depths;
}

function opens(text: string): boolean {
  return /([{([:]|=>|\b(then|do|begin))$/.test(text);
}

/** Whether nothing that follows can be part of this line, so that it cannot be deeper. */
function isComplete(text: string, languageId: string): boolean {
  if (languageId !== 'python') return /[;}]$/.test(text) || /^(\/\/|\/\*)/.test(text);
  if (/[:\\,([{]$|"""|'''/.test(text)) return false;
  return count(text, /[([{]/g) === count(text, /[)\]}]/g);
}

function count(text: string, what: RegExp): number {
  return text.match(what)?.length ?? 0;
}
