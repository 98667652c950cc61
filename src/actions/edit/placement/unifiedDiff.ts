import { linesOf } from '../../../base/lines.ts';
import type { LineEdit } from './lineEdits.ts';
import { joinEdits } from './lineEdits.ts';

/** The lines that a hunk of a diff removes and adds, with its context in both. */
interface DiffHunk {
  readonly old: readonly string[];
  readonly now: readonly string[];
}

/** The lines of a diff that describe files. */
const FILE_LINE =
  /^(?:diff |index |--- |\+\+\+ |new file |deleted file |old mode |new mode |similarity |rename )/;

/**
 * The change that a diff makes to a document: each hunk replaces the lines that it names, wherever they are. `nowhere`
 * if some are not in the document, `ambiguous` if they occur more than once.
 */
export function placeDiff(diff: string, text: string): LineEdit | 'nowhere' | 'ambiguous' {
  const document = linesOf(text);
  const places = placesOf(document);
  const edits: LineEdit[] = [];
  for (const { old, now } of hunksIn(diff)) {
    const found = occurrences(old, document, places);
    const [first, second] = found;
    if (first === undefined) return 'nowhere';
    if (second !== undefined) return 'ambiguous';
    edits.push({ first, last: first + old.length - 1, lines: now });
  }
  if (edits.length === 0) return 'nowhere';
  return joinEdits(document, edits) ?? 'ambiguous';
}

function hunksIn(diff: string): readonly DiffHunk[] {
  const hunks: { old: string[]; now: string[] }[] = [];
  let hunk: { old: string[]; now: string[] } | undefined;
  for (const line of linesOf(diff)) {
    if (line.startsWith('@@') || (!hunk && FILE_LINE.test(line))) {
      hunk = undefined;
      continue;
    }
    if (/^(?:--- |\+\+\+ |diff )/.test(line) || line.startsWith('\\')) continue;
    if (!hunk) hunks.push((hunk = { old: [], now: [] }));
    const [mark, rest] = [line[0], line.slice(1)];
    if (mark !== '+') hunk.old.push(mark === '-' || mark === ' ' ? rest : line);
    if (mark !== '-') hunk.now.push(mark === '+' || mark === ' ' ? rest : line);
  }
  // Blank lines at the end of a block belong to no hunk.
  return hunks.map(withoutLastBlanks).filter(({ old }) => old.some((line) => line.trim() !== ''));
}

function withoutLastBlanks({ old, now }: DiffHunk): DiffHunk {
  let count = 0;
  while (old.at(-1 - count) === '' && now.at(-1 - count) === '') count += 1;
  return count === 0 ? { old, now } : { old: old.slice(0, -count), now: now.slice(0, -count) };
}

/** The indexes of each line. */
function placesOf(document: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const [at, line] of document.entries()) {
    const known = places.get(line);
    if (known) known.push(at);
    else places.set(line, [at]);
  }
  return places;
}

/** Up to two places where these lines occur. Starts with the rarest line, so that few places are compared. */
function occurrences(
  lines: readonly string[],
  document: readonly string[],
  places: ReadonlyMap<string, readonly number[]>,
): readonly number[] {
  let [rarest, at]: [readonly number[], number] = [places.get(lines[0] ?? '') ?? [], 0];
  for (const [index, line] of lines.entries()) {
    const found = places.get(line) ?? [];
    if (found.length < rarest.length) [rarest, at] = [found, index];
  }
  const found: number[] = [];
  for (const place of rarest.slice(0, MAX_PLACES)) {
    const start = place - at;
    if (lines.every((line, index) => document[start + index] === line)) found.push(start);
    if (found.length > 1) break;
  }
  return found;
}

/** No more places of a line are compared. */
const MAX_PLACES = 200;
