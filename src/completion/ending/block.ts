import { scanBrackets } from '../brackets.ts';
import { continuesBlock, opensBlock } from '../language.ts';
import type { Snapshot } from '../snapshot.ts';
import { columnsOf, lineBelow } from '../snapshot.ts';
import type { Answer } from './lines.ts';
import { lastOfText, nextFilled, readAnswer } from './lines.ts';
import { endOfBelow } from './below.ts';
import { endOfBody, hasMoreParts, isWord } from './body.ts';
import type { End } from './end.ts';
import { endOfProse } from './prose.ts';
import { endOfOne, endOfStatement, mustGoOn } from './statement.ts';
import { isTextClosedBelow } from './text.ts';

/**
 * Finds the line at which an answer ends, from complete lines alone and each line from those before it, so
 * that the way in which the answer arrived makes no difference. Undefined while they leave it open.
 */
export function findEnd(
  lines: readonly string[],
  isComplete: boolean,
  snapshot: Snapshot,
): End | undefined {
  const answer = readAnswer(lines, isComplete, snapshot);
  const block = snapshot.language.prose
    ? endOfProse(answer, lines[0] ?? '')
    : endOfCode(answer, lines[0] ?? '');
  const below = endOfBelow(answer);
  if (!block || !below) return block ?? below;
  return below.lines < block.lines ? below : block;
}

function endOfCode(answer: Answer, added: string): End | undefined {
  const { lines, snapshot } = answer;
  const first = nextFilled(answer, 0);
  if (first < 0) return undefined;
  if (snapshot.lineBefore.trim() !== '') return endAfterStart(answer, added);
  const { text: opener, columns: floor } = openerOf(lines[first]?.columns ?? 0, snapshot);
  const below = lineBelow(snapshot);
  const belowColumns = below === undefined ? -1 : columnsOf(below, snapshot.indent);
  // More of the same body stands below: a line fits between, or one whole block.
  if (below !== undefined && belowColumns > floor && !continuesBlock(below)) {
    return endOfOne(answer, first);
  }
  if (floor < 0) return endOfTopLevel(answer, first);
  const last = lastOfText(answer, first);
  if (last === undefined) return undefined;
  return endOfBody(answer, last + 1, {
    floor,
    opened: 0,
    inDocument: true,
    head: opener,
  });
}

/** The line above that opens the body of a line with these columns; columns -1 at the top level. */
function openerOf(columns: number, { prefix, lineBefore, indent }: Snapshot) {
  const above = prefix.slice(0, prefix.length - lineBefore.length).split('\n');
  const at = above.findLastIndex(
    // The directives of a preprocessor stand at the margin wherever they are.
    (line) => line.trim() !== '' && !/^#\w/.test(line) && columnsOf(line, indent) < columns,
  );
  const text = above[at];
  if (text === undefined) return { text: '', columns: -1 };
  // The statement of a brace on a line of its own is the line above it.
  return {
    text: text.trim() === '{' ? (above[at - 1] ?? '') : text,
    columns: columnsOf(text, indent),
  };
}

/** The cursor's line has begun: the answer ends with it, unless it turns into the head of a block. */
function endAfterStart(answer: Answer, added: string): End | undefined {
  const { lines, snapshot } = answer;
  const { language, lineBefore, lineAfter } = snapshot;
  const [head] = lines;
  if (!head) return undefined;
  const isAtEnd = lineAfter.trim() === '';
  const text = lines[1]?.inside;
  if (text !== undefined && isAtEnd && !isTextClosedBelow(text, snapshot)) {
    const last = lastOfText(answer, 0);
    return last === undefined ? undefined : { lines: last + 1, rule: 'line' };
  }
  const { open, stray } = scanBrackets(added, language);
  const opens = open.length > stray.length || (isAtEnd && head.opened > 0);
  if (!opens && !opensBlock(head.text, language)) {
    if (!isAtEnd) return { lines: 1, rule: 'line' };
    // The answer goes on below a line that is finished.
    if (added.trim() === '') return endOfOne(answer, 1);
    return isItem(head.text, snapshot)
      ? endOfBody(answer, 1, {
          floor: head.columns,
          opened: 0,
          inDocument: false,
          head: head.text,
        })
      : endOfStatement(answer, 0, mustGoOn);
  }
  const line = lineBefore + lineAfter;
  const before = scanBrackets(line, language);
  return endOfBody(answer, 1, {
    floor: head.columns,
    opened: Math.max(0, head.opened),
    inDocument: opensBlock(line, language) || before.open.length > before.stray.length,
    head: head.text,
  });
}

/** `- name: a`, whose other keys follow deeper. */
function isItem(text: string, { language }: Snapshot): boolean {
  return language.keyed && /^\s*-\s+[\w"'.-]+:\s/.test(`${text} `);
}

/** At the top level there is no floor: a definition ends it, or a blank line between statements. */
function endOfTopLevel(answer: Answer, first: number): End | undefined {
  const { lines, snapshot } = answer;
  let head = lines[first]?.text ?? '';
  let depth = lines[first]?.opened ?? 0;
  let isDeeper = false;
  for (const [index, line] of lines.entries()) {
    if (index <= first || line.isBlank) continue;
    depth += line.opened;
    if (line.inside !== undefined) continue;
    if (line.columns > 0) isDeeper = true;
    else if (continuesBlock(line.text)) {
      const isBracket = depth <= 0 && !opensBlock(line.text, snapshot.language);
      if ((isBracket && !/^\w/.test(line.text)) || isWord(line.text)) {
        const more = hasMoreParts(answer, index, head);
        if (more === undefined) return undefined;
        if (!more) return { lines: index + 1, rule: 'block closed' };
      }
    } else if (isDeeper) return { lines: index, rule: 'second definition' };
    else if (lines[index - 1]?.isBlank) return { lines: index, rule: 'block end' };
    else head = line.text;
  }
  return undefined;
}
