import { onlyCloses } from '../language.ts';
import type { Snapshot } from '../snapshot.ts';

/** Lines of the longest group that is looked for when an answer turns in circles. */
const LONGEST_GROUP = 6;
/** How often a group must follow itself before it counts as a loop. */
const LOOP = 3;

/** Characters of a last line in which repeated pieces are looked for: more than 1,024 tokens can have. */
const LONGEST_LINE = 8_000;

/** Cuts an answer that turns in circles after the first round: groups of lines, then pieces of the last line. */
export function dropRepetition(text: string, snapshot: Snapshot): string {
  const [first = '', ...rest] = text.split('\n');
  const kept = roundsOf([snapshot.lineBefore + first, ...rest]);
  const once = [first, ...rest].slice(0, kept).join('\n');
  const whole = dropPieces(once);
  // `[1, 1, █]`: what parted the pieces parts nothing in front of a closing bracket.
  return whole !== once && /^[)\]}]/.test(snapshot.lineAfter)
    ? whole.replace(/[,;\s]+$/, '')
    : whole;
}

/** How many lines there are up to the end of the first round. */
function roundsOf(lines: readonly string[]): number {
  for (let from = 0; from < lines.length; from += 1) {
    for (let size = 1; size <= LONGEST_GROUP; size += 1) {
      const group = lines.slice(from, from + size);
      if (group.every((line) => line.trim() === '' || onlyCloses(line))) continue;
      if (lines.length - from < LOOP * size) continue;
      // A loop goes on to the end of the answer; rows of a table that are alike do not.
      const isLoop = lines.slice(from).every((line, index, rest) => {
        const expected = group[index % size] ?? '';
        return line === expected || (index === rest.length - 1 && expected.startsWith(line));
      });
      if (isLoop) return from + size;
    }
  }
  return lines.length;
}

/** `a, b, a, b, a, b, …`: a piece of 4 to 60 characters, five times or more at the end of a line. */
function dropPieces(text: string): string {
  const last = text.slice(text.lastIndexOf('\n') + 1).slice(-LONGEST_LINE);
  const loop = /(.{4,60}?)\1{4,}(.{0,60})$/u.exec(last);
  // A ruler is meant: `----------`; and `1fr 1fr 1fr 1fr 1fr;` came to an end by itself.
  if (!loop || /^(.)\1*$/u.test(loop[1] ?? '') || !(loop[1] ?? '').startsWith(loop[2] ?? ''))
    return text;
  return text.slice(0, text.length - loop[0].length + (loop[1]?.length ?? 0));
}

/** Cuts the answer at a line that says again what the line above it in the document says, unless that is one of a run. */
export function dropLineAbove(text: string, snapshot: Snapshot): string {
  const above = snapshot.prefix.slice(0, snapshot.prefix.length - snapshot.lineBefore.length);
  const [line, before] = above.trimEnd().split('\n').slice(-2).reverse();
  const first = text.split('\n').findIndex((candidate) => candidate.trim() !== '');
  const answer = text.split('\n')[first];
  if (line === undefined || answer === undefined || line.trim() === '') return text;
  const whole = first === 0 ? snapshot.lineBefore + answer : answer;
  const isRepeat = whole.trim() === line.trim() && !onlyCloses(line);
  return isRepeat && before?.trim() !== line.trim() ? '' : text;
}
