import { onlyCloses } from '../../../languages/closers.ts';
import type { Snapshot } from '../../snapshot.ts';
import { lineAbove, linesBelow } from '../../snapshot.ts';
import { closesOwnBlock, lacksTemplateEnd } from '../ownBlocks.ts';

/** Minimum length, without whitespace, of an incomplete last line that repeats the beginning of the line below. */
const MIN_REPEATED_LENGTH = 8;
/** Minimum length of a completed line that repeats the line below. */
const MIN_LINE = 5;

/**
 * Cuts the end of an answer that repeats the lines below the cursor. Whitespace is ignored, except for the indentation
 * of closing lines, which shows the block that they close.
 */
export function dropRepeatedSuffix(text: string, snapshot: Snapshot): string {
  const below = linesBelow(snapshot).filter((line) => line.trim() !== '');
  if (below.length === 0) return text;
  const lines = text.split('\n');
  const whole = (index: number) =>
    index === 0 ? snapshot.lineBefore + (lines[0] ?? '') : (lines[index] ?? '');
  const { lineAfter } = snapshot;
  // `add(█)` + `src` above `add(src)`
  if (lines.length === 1 && isLineBelow(whole(0) + lineAfter, below[0], snapshot)) return '';
  const isBelow = lineAfter.trim() === '' && isLineBelow(whole(0), below[0], snapshot);
  const first = snapshot.lineBefore.trim() === '' || isBelow ? 0 : 1;
  const own = lines
    .map((_, index) => ({ index, ...lineOf(whole(index)) }))
    .filter(({ index, text }) => index >= first && text.trim() !== '');
  const others = below.slice(0, own.length).map(lineOf);
  // A repetition can't have more lines than there are below the cursor.
  for (let from = Math.max(0, own.length - others.length); from < own.length; from += 1) {
    if (!repeats(own.slice(from), others)) continue;
    const cut = own[from]?.index ?? lines.length;
    if (own[from]?.closes === true && isNeeded(lines, cut, snapshot)) continue;
    return lines.slice(0, cut).join('\n');
  }
  return text;
}

/** Whether a closing line ends a block of the answer, or one that the document leaves open. */
function isNeeded(lines: readonly string[], cut: number, snapshot: Snapshot): boolean {
  return closesOwnBlock(lines, cut, snapshot) || lacksTemplateEnd(lines[cut] ?? '', snapshot);
}

/**
 * Whether the completed line of the cursor repeats the line below, but not the one above, as in a run of equal lines.
 */
function isLineBelow(line: string, below: string | undefined, snapshot: Snapshot): boolean {
  if (below === undefined || onlyCloses(line)) return false;
  const text = line.trim();
  return text.length >= MIN_LINE && text === below.trim() && text !== lineAbove(snapshot)?.trim();
}

/** A line in the forms that are compared. */
interface Line {
  readonly text: string;
  readonly squeezed: string;
  readonly closes: boolean;
}

function lineOf(line: string): Line {
  return {
    text: line.trimEnd(),
    squeezed: line.replace(/\s+/g, ''),
    closes: onlyCloses(line),
  };
}

/** Whether lines repeat the first of the lines below; the last one may be incomplete. */
function repeats(lines: readonly Line[], below: readonly Line[]): boolean {
  return lines.every((line, index) => {
    const other = below[index];
    if (!other) return false;
    if (isSameLine(line, other)) return true;
    const mayBreakOff = index === lines.length - 1 && !line.closes;
    return (
      mayBreakOff &&
      line.squeezed.length >= MIN_REPEATED_LENGTH &&
      other.squeezed.startsWith(line.squeezed)
    );
  });
}

function isSameLine(a: Line, b: Line): boolean {
  return a.closes ? a.text === b.text : a.squeezed === b.squeezed;
}
