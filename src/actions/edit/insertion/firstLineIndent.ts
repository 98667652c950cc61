import { minOf } from '../../../base/minOf.ts';

/** A line that is not blank: its indentation in columns, and its trimmed text. */
interface IndentedLine {
  readonly depth: number;
  readonly text: string;
}

/**
 * The indentation of a block's lines, with the first line corrected if the model lost or doubled its indentation, which
 * happens when an answer continues a line. Corrects only what the other lines prove.
 */
export function fixFirstLineIndent(lines: readonly IndentedLine[], languageId: string): number[] {
  const depths = lines.map(({ depth }) => depth);
  const [first, ...rest] = lines;
  // The stars of a block comment are indented by one more column.
  const others = rest.filter(({ text }) => !text.startsWith('*'));
  const [second] = others;
  const last = others.at(-1);
  if (!first || !second || !last) return depths;
  const minDepth = minOf(others.map(({ depth }) => depth));
  const isClosedAtMin =
    opens(first.text) && last.depth === minDepth && /^([\])}]|end\b)/.test(last.text);
  const isLost =
    first.depth < minDepth &&
    (isComplete(first.text, languageId) ||
      (isClosedAtMin && others.some(({ depth }) => depth > minDepth)));
  const isDoubled =
    first.depth > minDepth &&
    isClosedAtMin &&
    (second.depth > minDepth ? second.depth <= first.depth : second === last);
  return isLost || isDoubled ? [minDepth, ...depths.slice(1)] : depths;
}

function opens(text: string): boolean {
  return /([{([:]|=>|\b(then|do|begin))$/.test(text);
}

/** Whether the statement ends on this line, so that the next line cannot be deeper. */
function isComplete(text: string, languageId: string): boolean {
  if (languageId !== 'python') return /[;}]$/.test(text) || /^(\/\/|\/\*)/.test(text);
  if (/[:\\,([{]$|"""|'''/.test(text)) return false;
  return count(text, /[([{]/g) === count(text, /[)\]}]/g);
}

function count(text: string, what: RegExp): number {
  return text.match(what)?.length ?? 0;
}
