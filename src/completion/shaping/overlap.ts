import { onlyCloses } from '../language.ts';
import type { Snapshot } from '../snapshot.ts';
import { linesBelow } from '../snapshot.ts';

/** A last line that breaks off repeats the line below if it has this many characters or more, blanks apart. */
const SIGNIFICANT = 8;

/**
 * Cuts the end of an answer that repeats the lines below the cursor. Blanks are not compared, but the
 * indentation of closing lines is, since it tells whose end they are.
 */
export function dropOverlap(text: string, snapshot: Snapshot): string {
  const below = linesBelow(snapshot).filter((line) => line.trim() !== '');
  if (below.length === 0) return text;
  const lines = text.split('\n');
  const whole = (index: number) =>
    index === 0 ? snapshot.lineBefore + (lines[0] ?? '') : (lines[index] ?? '');
  const first = snapshot.lineBefore.trim() === '' ? 0 : 1;
  for (let from = first; from < lines.length; from += 1) {
    if (whole(from).trim() === '') continue;
    const tail = lines.map((_, index) => whole(index)).slice(from);
    if (repeats(tail, below)) return lines.slice(0, from).join('\n');
  }
  return text;
}

/** Whether lines stand again at the beginning of others; the last one may break off. */
function repeats(lines: readonly string[], below: readonly string[]): boolean {
  const filled = lines.filter((line) => line.trim() !== '');
  return (
    filled.length <= below.length &&
    filled.every((line, index) => {
      const other = below[index] ?? '';
      if (isSameLine(line, other)) return true;
      const isLast = index === filled.length - 1;
      return (
        isLast && squeeze(line).length >= SIGNIFICANT && squeeze(other).startsWith(squeeze(line))
      );
    })
  );
}

function isSameLine(a: string, b: string): boolean {
  if (onlyCloses(a)) return a.trimEnd() === b.trimEnd();
  return squeeze(a) === squeeze(b);
}

function squeeze(line: string): string {
  return line.replace(/\s/g, '');
}
