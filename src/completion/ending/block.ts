import { scanBrackets } from '../brackets.ts';
import { continuesBlock, onlyCloses, opensBlock } from '../language.ts';
import type { Snapshot } from '../snapshot.ts';
import { columnsOf, lineBelow, linesBelow } from '../snapshot.ts';

/** Which rule ended an answer; said in the trace. */
export type EndRule =
  | 'line'
  | 'block end'
  | 'block closed'
  | 'closed already'
  | 'one block'
  | 'second definition'
  | 'text below'
  | 'same key below';

/** A decided end: how many of the answer's lines stay, and by which rule. */
export interface End {
  readonly lines: number;
  readonly rule: EndRule;
}

/** The block whose lines are being read. */
interface Block {
  /** Columns at or left of which a line ends the block; -1 at the top level. */
  readonly floor: number;
  /** Brackets left open by the line that begins it; 0 where the document began it above the cursor. */
  readonly opened: number;
  /** Whether the document opened it, so that the document may close it as well. */
  readonly inDocument: boolean;
}

/** An answer at its place: its lines, the first one behind what the cursor's line holds already. */
interface Answer {
  readonly texts: readonly string[];
  readonly snapshot: Snapshot;
}

/**
 * Finds the line at which an answer ends, from complete lines alone and each line from those before it, so
 * that the way in which the answer arrived makes no difference. Undefined while they leave it open.
 */
export function findEnd(lines: readonly string[], snapshot: Snapshot): End | undefined {
  const texts = lines.map((line, index) => (index === 0 ? snapshot.lineBefore + line : line));
  const answer = { texts, snapshot };
  const block = snapshot.language.prose ? endOfProse(answer) : endOfCode(answer, lines[0] ?? '');
  const below = endOfBelow(answer);
  if (!block || !below) return block ?? below;
  return below.lines < block.lines ? below : block;
}

/** In prose a line is enough, but a fenced block comes whole. */
function endOfProse({ texts }: Answer): End | undefined {
  const first = firstOf(texts);
  const fence = /^\s*(```+|~~~+)/.exec(texts[first] ?? '')?.[1];
  if (fence === undefined) return first < 0 ? undefined : { lines: first + 1, rule: 'line' };
  const close = texts.findIndex((text, index) => index > first && text.trim() === fence);
  return close < 0 ? undefined : { lines: close + 1, rule: 'one block' };
}

/** The answer has arrived at what stands below the cursor already. */
function endOfBelow({ texts, snapshot }: Answer): End | undefined {
  const below = lineBelow(snapshot);
  if (below === undefined) return undefined;
  for (const [index, text] of texts.entries()) {
    if (text.trim() === '' || (index === 0 && snapshot.lineBefore.trim() !== '')) continue;
    // Many things begin with `/**`, `@Override` or `"""`: that alone is no repeat.
    if (isAnnouncement(text, snapshot) || /^\s*(?:"""|''')\s*$/.test(text)) continue;
    if (text.trimEnd() === below.trimEnd() && text.trim().length > 2) {
      return { lines: index, rule: 'text below' };
    }
    const key = keyOf(text, snapshot);
    if (key !== undefined && key === keyOf(below, snapshot)) {
      return { lines: index, rule: 'same key below' };
    }
  }
  return undefined;
}

/** `  name` of `  name: value` or `name = value`, where a file holds one key a line. */
function keyOf(line: string, snapshot: Snapshot): string | undefined {
  if (!snapshot.language.keyed) return undefined;
  return /^(\s*[\w."'-]+)\s*[:=]/.exec(line)?.[1];
}

function endOfCode(answer: Answer, added: string): End | undefined {
  const { texts, snapshot } = answer;
  const first = firstOf(texts);
  if (first < 0) return undefined;
  if (snapshot.lineBefore.trim() !== '') return endAfterStart(answer, added);
  const columns = columnsOf(texts[first] ?? '', snapshot.indent);
  const floor = floorOf(columns, snapshot);
  const below = lineBelow(snapshot);
  const belowColumns = below === undefined ? -1 : columnsOf(below, snapshot.indent);
  // More of the same body stands below: a line fits between, or one whole block.
  if (below !== undefined && belowColumns > floor && !continuesBlock(below)) {
    return endOfOne(answer, first);
  }
  if (floor < 0) return endOfTopLevel(answer, first);
  return endOfBody(answer, first + 1, { floor, opened: 0, inDocument: true });
}

function firstOf(texts: readonly string[]): number {
  return texts.findIndex((text) => text.trim() !== '');
}

/** Columns of the line above that opens the body of a line with these columns; -1 at the top level. */
function floorOf(columns: number, { prefix, lineBefore, indent }: Snapshot): number {
  const above = prefix.slice(0, prefix.length - lineBefore.length).split('\n');
  const opener = above.findLast(
    // The directives of a preprocessor stand at the margin wherever they are.
    (line) => line.trim() !== '' && !/^#\w/.test(line) && columnsOf(line, indent) < columns,
  );
  return opener === undefined ? -1 : columnsOf(opener, indent);
}

/** The cursor's line has begun: the answer ends with it, unless it turns into the head of a block. */
function endAfterStart(answer: Answer, added: string): End | undefined {
  const { texts, snapshot } = answer;
  const { language, lineBefore, lineAfter, indent } = snapshot;
  const head = texts[0] ?? '';
  const openedHere = bracketsOf(added, snapshot) > 0;
  const openedBefore = lineAfter.trim() === '' && bracketsOf(head, snapshot) > 0;
  if (!openedHere && !openedBefore && !opensBlock(head, language)) {
    // The answer goes on below a line that is finished.
    const next = added.trim() === '' && lineAfter.trim() === '' ? texts.findIndex(isLaterLine) : -1;
    if (added.trim() !== '' || lineAfter.trim() !== '') return { lines: 1, rule: 'line' };
    return next < 0 ? undefined : endOfOne(answer, next);
  }
  const line = lineBefore + lineAfter;
  return endOfBody(answer, 1, {
    floor: columnsOf(head, indent),
    opened: Math.max(0, bracketsOf(head, snapshot)),
    inDocument: opensBlock(line, language) || bracketsOf(line, snapshot) > 0,
  });
}

function isLaterLine(text: string, index: number): boolean {
  return index > 0 && text.trim() !== '';
}

/** One line, or one block from its head to its end. */
function endOfOne(answer: Answer, first: number): End | undefined {
  const { texts, snapshot } = answer;
  // What announces a block comes with it: comments above, decorators, attributes.
  const head = texts.findIndex((text, index) => index >= first && !isAnnouncement(text, snapshot));
  const text = texts[head];
  if (text === undefined) return undefined;
  if (!opensBlock(text, snapshot.language)) return { lines: head + 1, rule: 'line' };
  const end = endOfBody(answer, head + 1, blockOf(text, snapshot));
  return end && { lines: end.lines, rule: 'one block' };
}

/** The block that a line of the answer begins. */
function blockOf(head: string, snapshot: Snapshot): Block {
  return {
    floor: columnsOf(head, snapshot.indent),
    opened: Math.max(0, bracketsOf(head, snapshot)),
    inDocument: false,
  };
}

function isAnnouncement(text: string, { language }: Snapshot): boolean {
  const line = text.trim();
  return (
    line === '' ||
    language.lineComments.some((token) => line.startsWith(token)) ||
    language.blockComments.some(([open, close]) => line.startsWith(open) || line.endsWith(close)) ||
    /^(?:\*|@[\w.]+(?:\(.*\))?$|#\[.*\]$|template\s*<.*>$)/.test(line)
  );
}

/** Lines of a block, from `from` on, until one stands at or left of its floor and does not belong to it. */
function endOfBody(answer: Answer, from: number, block: Block): End | undefined {
  const { texts, snapshot } = answer;
  let { opened } = block;
  let depth = opened;
  for (let index = from; index < texts.length; index += 1) {
    const text = texts[index] ?? '';
    if (text.trim() === '') continue;
    const columns = columnsOf(text, snapshot.indent);
    depth += bracketsOf(text, snapshot);
    const isClosed = opened > 0 ? depth <= 0 : depth < 0;
    if (columns > block.floor) {
      // `foo(a,⏎    b)`: the statement is whole when its last bracket closes.
      if (opened > 0 && isClosed) return { lines: index + 1, rule: 'block closed' };
      continue;
    }
    if (columns < block.floor || !continuesBlock(text)) return { lines: index, rule: 'block end' };
    if (opensBlock(text, snapshot.language)) {
      // `} else {`, `) -> int:`: the next part begins.
      opened = Math.max(0, depth);
      depth = opened;
    } else if (isClosed || isWord(text)) {
      return block.inDocument && isClosedBelow(text, block.floor, snapshot)
        ? { lines: index, rule: 'closed already' }
        : { lines: index + 1, rule: 'block closed' };
    }
  }
  return undefined;
}

/** A line that closes by a word: `end`, `fi`, `</div>`. */
function isWord(text: string): boolean {
  return onlyCloses(text) && /^\s*[\w<]/.test(text);
}

/** Whether the document closes the block below the cursor already. */
function isClosedBelow(closing: string, floor: number, snapshot: Snapshot): boolean {
  const below = linesBelow(snapshot).find(
    (line) => line.trim() !== '' && columnsOf(line, snapshot.indent) <= floor,
  );
  if (below === undefined || columnsOf(below, snapshot.indent) < floor) return false;
  return below.trim().startsWith(closing.trim().charAt(0));
}

/** At the top level there is no floor: a definition ends it, or a blank line between statements. */
function endOfTopLevel({ texts, snapshot }: Answer, first: number): End | undefined {
  let depth = bracketsOf(texts[first] ?? '', snapshot);
  let isDeeper = false;
  for (let index = first + 1; index < texts.length; index += 1) {
    const text = texts[index] ?? '';
    if (text.trim() === '') continue;
    depth += bracketsOf(text, snapshot);
    if (columnsOf(text, snapshot.indent) > 0) isDeeper = true;
    else if (continuesBlock(text)) {
      if (depth <= 0 && !opensBlock(text, snapshot.language) && !/^\w/.test(text)) {
        return { lines: index + 1, rule: 'block closed' };
      }
      if (isWord(text)) return { lines: index + 1, rule: 'block closed' };
    } else if (isDeeper) return { lines: index, rule: 'second definition' };
    else if ((texts[index - 1] ?? '').trim() === '') return { lines: index, rule: 'block end' };
  }
  return undefined;
}

/** Brackets that a line leaves open, less those it closes for the lines before it. */
function bracketsOf(line: string, { language }: Snapshot): number {
  const { open, stray } = scanBrackets(line, language);
  return open.length - stray.length;
}
