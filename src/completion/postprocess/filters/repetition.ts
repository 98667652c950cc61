import { onlyCloses } from '../../../languages/closers.ts';
import type { Snapshot } from '../../snapshot.ts';
import { linesAbove } from '../../snapshot.ts';

/** Maximum number of lines in a repeated group. */
const MAX_GROUP_LINES = 6;
/** Minimum number of consecutive repetitions of a group that count as a loop. */
const MIN_REPETITIONS = 3;

/** Maximum length of the text that is searched for repeated pieces; 1,024 tokens have fewer characters. */
const MAX_LINE_LENGTH = 8_000;

/** Cuts a repetitive answer after the first occurrence: groups of lines, then parts of the last line. */
export function dropRepetition(text: string, snapshot: Snapshot): string {
  const [first = '', ...rest] = text.split('\n');
  const kept = endOfFirstOccurrence([snapshot.lineBefore + first, ...rest], snapshot);
  const once = [first, ...rest].slice(0, kept).join('\n');
  // The row of a table ends with a bar, which is an operator elsewhere.
  const isTableRow = /^\s*\|/.test(snapshot.lineBefore + first);
  const incompleteListEnd = isTableRow ? /[,=+*/&.-]\s*$/ : /[,=+*/&|.-]\s*$/;
  const { isProse } = snapshot.syntax;
  const started = isProse ? beforeRestart(once, snapshot) : once;
  const whole = dropPieces(started, incompleteListEnd, isProse ? SENTENCE_END : PART_END, snapshot);
  // `[1, 1, █]`: no separator remains before a closing bracket.
  return whole !== once && /^[)\]}]/.test(snapshot.lineAfter)
    ? whole.replace(/(?<![,;\s])[,;\s]+$/, '')
    : whole;
}

/**
 * Number of lines up to the end of the first occurrence of a repeated group, excluding lines at its end that are already
 * above the cursor; all lines if no group is repeated.
 */
function endOfFirstOccurrence(lines: readonly string[], snapshot: Snapshot): number {
  const isDistinctive = lines.map((line) => line.trim() !== '' && !onlyCloses(line));
  let [begin, end] = [lines.length, lines.length];
  for (let size = 1; size <= MAX_GROUP_LINES; size += 1) {
    const first = loopFrom(lines, size);
    const last = Math.min(begin - 1, lines.length - MIN_REPETITIONS * size);
    for (let from = first; from <= last; from += 1) {
      const group = lines.slice(from, from + size);
      if (!isDistinctive.slice(from, from + size).includes(true)) continue;
      const areAllRows = group.every(isRow) && !isCutOff(lines, size);
      if (areAllRows && lines.length - from < MIN_LOOP_ELEMENTS) continue;
      [begin, end] = [from, from + size];
      break;
    }
  }
  if (begin > 0 || end === lines.length) return end;
  // The first line above the cursor may be the last one of the group.
  const above = linesAbove(snapshot);
  while (end > 1 && isDistinctive[end - 1] && lines[end - 1] === above.pop()) end -= 1;
  return end;
}

/** Whether the last line is an incomplete copy of the line `size` lines above it. */
function isCutOff(lines: readonly string[], size: number): boolean {
  const [last = '', whole = ''] = [lines.at(-1), lines.at(-1 - size)];
  if (last.length >= whole.length || !whole.startsWith(last) || isRow(last)) return false;
  // The last row of a matrix in LaTeX needs no line break.
  return whole.slice(last.length).trim() !== '\\\\';
}

/**
 * Whether a line is a row of a table or matrix, or an element of a list, which may be repeated; not a call: `(newline)`,
 * `.join()`, `->get(1)`.
 */
function isRow(line: string): boolean {
  const text = line.trim();
  if (/^[-+\d.][-+\d.,;\s]*$/.test(text)) return true;
  if (text.includes('&') && text.endsWith('\\\\')) return true;
  return /[\d"'`,|<]/.test(text) && /^(?:[[({<"'|\d]|[.+-]+\d).*[,|)\]}>]$/.test(text);
}

/**
 * Index of the first line from which on groups of `size` lines are the same up to the end of the answer. The last line
 * may be incomplete.
 */
function loopFrom(lines: readonly string[], size: number): number {
  let from = lines.length - size;
  while (from > 0) {
    const line = lines[from + size - 1] ?? '';
    const expected = lines[from - 1] ?? '';
    const isLast = from + size === lines.length;
    if (line !== expected && !(isLast && expected.startsWith(line))) break;
    from -= 1;
  }
  return Math.max(0, from);
}

/** Minimum length of a line's beginning whose repetition in the answer indicates a loop. */
const MIN_BEGINNING_LENGTH = 16;

/** Cuts prose where the answer restarts the cursor's line: `The server will █` + `wait. The server will wait. The`. */
function beforeRestart(text: string, { lineBefore }: Snapshot): string {
  const beginning = lineBefore.trim();
  if (beginning.length < MIN_BEGINNING_LENGTH) return text;
  const at = text.indexOf(beginning);
  const before = text.slice(0, Math.max(0, at)).trimEnd();
  return /[.!?]$/.test(before) ? before : text;
}

/**
 * Cuts a loop such as `foo.foo.foo.foo.foo`: a piece of 4 to 60 characters, at least five times at the end of a line.
 * `incompleteListEnd` matches the end of a list that is incomplete, `partEnd` a place where the first piece may end.
 */
function dropPieces(
  text: string,
  incompleteListEnd: RegExp,
  partEnd: RegExp,
  { lineAfter }: Snapshot,
): string {
  const last = text.slice(text.lastIndexOf('\n') + 1).slice(-MAX_LINE_LENGTH);
  const endsWithOperator = OPERATOR_END.test(last);
  const loop = loopOfPieces(
    Array.from(last),
    endsWithOperator ? MIN_REPETITIONS : MIN_PIECE_REPETITIONS,
  );
  // `1fr 1fr 1fr 1fr 1fr;` is complete, so it is not a loop.
  if (
    !loop?.piece.startsWith(loop.rest) ||
    isList(last.slice(-loop.length), loop, incompleteListEnd)
  )
    return text;
  const before = text.slice(0, text.length - loop.length);
  // `n = n = n =`: one piece would be incomplete, too.
  if (OPERATOR_END.test(loop.piece) || opensBrackets(loop.piece)) return before;
  const first = firstOf(loop.piece, partEnd);
  // `\cite{a}~\cite{a}~\cite{`: the document has the bracket that ends the first occurrence.
  const closer = /^[)\]}]/.test(lineAfter) ? first.indexOf(lineAfter.charAt(0)) : -1;
  return before + (closer > 0 && opensLater(first, closer) ? first.slice(0, closer) : first);
}

/** Whether a piece opens a bracket after the closer at an offset, and none before it. */
function opensLater(piece: string, closer: number): boolean {
  return /[([{]/.test(piece.slice(closer)) && !/[([{]/.test(piece.slice(0, closer));
}

/** The end of a sentence. */
const SENTENCE_END = /[.!?](?=\s+\p{Lu})/u;
/** The end of a sentence or, in code and its comments, of the part before a word that connects it with another one. */
const PART_END = /[.!?](?=\s+\p{Lu})|(?<=\S)(?=\s(?:and|or|AND|OR)(?:\s|$))/u;

/** A repeated piece up to the end of a part. It may begin with the end of the sentence before it. */
function firstOf(piece: string, partEnd: RegExp): string {
  const begin = /^[.!?;](?=\s)/.exec(piece)?.[0];
  if (begin !== undefined) return piece + begin;
  const end = partEnd.exec(piece);
  return end ? piece.slice(0, end.index + end[0].length) : piece;
}

/** The end of a line that is incomplete after an operator. */
const OPERATOR_END = /(?:[=+*/&|^-]|\s\.)\s*$/;

/** A list with at least this many equal elements is a loop. */
const MIN_LOOP_ELEMENTS = 32;

/** Whether repeated pieces are a complete list, table row or ruler, which does not end like one that is cut off. */
function isList(text: string, { piece, rest }: PieceLoop, incompleteListEnd: RegExp): boolean {
  if (!/[\p{L}\p{N}]/u.test(piece)) return true;
  if (opensBrackets(piece)) return false;
  if (incompleteListEnd.test(text) || Math.ceil(text.length / periodOf(piece)) >= MIN_LOOP_ELEMENTS)
    return false;
  // A list ends with a whole element; a loop can be cut off anywhere.
  const isWhole = rest === '' && !/[([{]\s*$/.test(piece);
  const isComplete = isWhole || /^(?:\s*[,;|\])}]|\s+$)/.test(piece.slice(rest.length));
  if (/[,;|]/.test(piece) || !isComplete) return isComplete;
  // Words of a sentence and operands of an expression are not elements.
  return !/[\p{L}\p{N}_]\s*[.=+*/<>^-]|(?<!\p{L})\p{L}{2,}\s+\p{L}{2,}/u.test(piece + piece);
}

/** Whether a piece opens more brackets than it closes, so that repeating it nests without end. */
function opensBrackets(piece: string): boolean {
  return piece.replace(/[^([{]/g, '').length > piece.replace(/[^)\]}]/g, '').length;
}

/** The length of the shortest text that a piece repeats. */
function periodOf(piece: string): number {
  return (piece + piece).indexOf(piece, 1);
}

/** Minimum and maximum length of a piece; the maximum also applies to the text after its last repetition. */
const MIN_PIECE_LENGTH = 4;
const MAX_PIECE_LENGTH = 60;
/** Minimum number of occurrences of a piece. */
const MIN_PIECE_REPETITIONS = 5;
/** Minimum length of a piece that counts as a sentence or call, and its minimum number of occurrences. */
const LONG_PIECE_LENGTH = 16;
const LONG_PIECES = 4;

/** A piece that is repeated up to the end of a line, the text after it, and the length of all in UTF-16 units. */
interface PieceLoop {
  readonly piece: string;
  readonly rest: string;
  readonly length: number;
}

/** The loop that starts first, with the shortest piece. Takes one pass for each length of a piece. */
function loopOfPieces(characters: readonly string[], min: number): PieceLoop | undefined {
  let found: { from: number; size: number; end: number } | undefined;
  for (let size = MIN_PIECE_LENGTH; size <= MAX_PIECE_LENGTH; size += 1) {
    // Number of characters from `from` on that are repeated one piece later.
    let same = 0;
    for (let from = characters.length - size - 1; from >= 0; from -= 1) {
      same = characters[from] === characters[from + size] ? same + 1 : 0;
      const pieces = 1 + Math.floor(same / size);
      const end = from + pieces * size;
      const isEnough = pieces >= (size >= LONG_PIECE_LENGTH ? Math.min(min, LONG_PIECES) : min);
      const isLoop = isEnough && characters.length - end <= MAX_PIECE_LENGTH;
      if (isLoop && (!found || from < found.from || (from === found.from && size <= found.size)))
        found = { from, size, end };
    }
  }
  if (!found) return undefined;
  const { from, size, end } = found;
  return {
    piece: characters.slice(from, from + size).join(''),
    rest: characters.slice(end).join(''),
    length: characters.slice(from).join('').length,
  };
}
