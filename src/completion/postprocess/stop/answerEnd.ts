import { columnsOf } from '../../../base/indentation.ts';
import { scanBrackets } from '../range/scanBrackets.ts';
import { stateAtLine } from '../range/scanStates.ts';
import { continuesBlock, isDirective, opensBlock, opensLayout } from '../../../languages/blocks.ts';
import { closesByWord } from '../../../languages/closers.ts';
import type { LanguageSyntax } from '../../../languages/syntaxPresets.ts';
import type { Snapshot } from '../../snapshot.ts';
import { lineBelow, linesBelow } from '../../snapshot.ts';
import type { AnswerLine, AnswerText } from './answerLines.ts';
import { lastLineOfLiteral, nextFilled, toAnswerText } from './answerLines.ts';
import { stopAtTextBelow } from './textBelow.ts';
import { hasMoreClauses, openerOf, stopAtBlockEnd } from './blockEnd.ts';
import { stopAtEnclosingBracket } from './enclosingBracket.ts';
import type { StopPoint } from './stopRule.ts';
import { isBeforeText, stopBeforeText } from './beforeText.ts';
import { stopProse } from './proseEnd.ts';
import { stopAfterStatement, stopAtStatementEnd, mustContinue } from './statementEnd.ts';
import { isLiteralClosedBelow } from './openLiterals.ts';

/**
 * Finds the line at which an answer ends. Uses only complete lines, and for each line only those before it, so that
 * the result does not depend on how the answer is streamed. Undefined if the lines do not decide it yet.
 */
export function findAnswerEnd(
  lines: readonly string[],
  isComplete: boolean,
  snapshot: Snapshot,
): StopPoint | undefined {
  const answer = toAnswerText(lines, isComplete, snapshot);
  const block = isBeforeText(snapshot)
    ? stopBeforeText(answer, isComplete)
    : snapshot.syntax.isProse
      ? stopProse(answer, lines[0] ?? '')
      : endOfCode(answer, lines[0] ?? '');
  const below = stopAtTextBelow(answer, isComplete);
  if (!block || !below) return block ?? below;
  return below.lines < block.lines ? below : block;
}

function endOfCode(answer: AnswerText, added: string): StopPoint | undefined {
  const { lines, snapshot } = answer;
  const first = nextFilled(answer, 0);
  if (first < 0) return undefined;
  if (snapshot.lineBefore.trim() !== '') return endAfterTypedText(answer, added);
  const { inside } = stateAtLine(snapshot);
  const below = lineBelow(snapshot);
  if (inside !== undefined && /^\w/.test(inside)) {
    // `SQL;` in PHP
    const isEnd = (text: string) => text.trim().replace(/(?<![;,)\]])[;,)\]]+$/, '') === inside;
    const end = lines.findIndex(({ text }) => isEnd(text));
    if (!isLiteralClosedBelow(inside, snapshot))
      return end < 0 ? undefined : { lines: end + 1, rule: 'block closed' };
    // The here-document has no text yet.
    if (below !== undefined && isEnd(below))
      return end < 0 ? undefined : { lines: end, rule: 'closed already' };
  }
  // In a string such as a docstring, a sentence is not an expression that continues.
  if (inside !== undefined && endsSentence(lines[first]?.text ?? ''))
    return { lines: first + 1, rule: 'line' };
  const { text: opener, columns: floor } = openerOf(lines[first]?.columns ?? 0, snapshot);
  const belowColumns = below === undefined ? -1 : columnsOf(below, snapshot.indent.tabSize);
  // The body continues below the cursor, so only one statement or one whole block is inserted.
  if (below !== undefined && belowColumns > floor && !continuesBlock(below)) {
    return isKey(answer, first) ? endOfKeys(answer, first) : stopAfterStatement(answer, first);
  }
  if (floor < 0) return endOfTopLevel(answer, first);
  const last = lastLineOfLiteral(answer, first);
  if (last === undefined) return undefined;
  return stopAtBlockEnd(answer, last + 1, {
    floor,
    opened: 0,
    inDocument: true,
    head: opener,
  });
}

/** Whether a line ends with the end of a sentence. */
function endsSentence(line: string): boolean {
  return /\p{L}[ \t]\p{L}{2,}[.!?]$/u.test(line.trimEnd());
}

/** Whether the line at index `first` is a key, which others of the same mapping may follow. */
function isKey({ lines, snapshot }: AnswerText, first: number): boolean {
  return snapshot.syntax.isKeyValue && /^\s*[\w.-]+\s*[=:]/.test(lines[first]?.text ?? '');
}

/** The end of keys, before a blank line or one of an outer mapping. */
function endOfKeys({ lines }: AnswerText, first: number): StopPoint | undefined {
  const columns = lines[first]?.columns ?? 0;
  const end = lines.findIndex(
    (line, index) => index > first && (line.isBlank || line.columns < columns),
  );
  return end < 0 ? undefined : { lines: end, rule: 'block end' };
}

/** The end of an answer on a line with text: this line, unless the answer makes it the head of a block. */
function endAfterTypedText(answer: AnswerText, added: string): StopPoint | undefined {
  const { lines, snapshot } = answer;
  const { syntax, lineBefore, lineAfter } = snapshot;
  const [head] = lines;
  if (!head) return undefined;
  const isAtEnd = lineAfter.trim() === '';
  if (isAtEnd && startsCondition(head.text, syntax)) return endOfCondition(answer);
  const text = lines[1]?.inside;
  if (text !== undefined && isAtEnd && !isLiteralClosedBelow(text, snapshot)) {
    const last = lastLineOfLiteral(answer, 0);
    return last === undefined ? undefined : { lines: last + 1, rule: 'line' };
  }
  const { open, unopened } = scanBrackets(added, syntax);
  const opens = open.length > unopened.length || (isAtEnd && head.opened > 0);
  if (!opens && !opensBlock(head.text, syntax)) {
    if (!isAtEnd) return stopAtEnclosingBracket(answer);
    const next = lines[nextFilled(answer, 1)];
    if (added.trim() === '' && !next) return undefined;
    // Deeper lines below the cursor's line are its body, whatever its keyword.
    const hasBody = added.trim() === '' && next !== undefined && next.columns > head.columns;
    if (hasBody || isItem(head.text, snapshot) || opensLayout(head.text, syntax)) {
      return stopAtBlockEnd(answer, 1, {
        floor: head.columns,
        opened: 0,
        inDocument: false,
        head: head.text,
      });
    }
    return added.trim() === ''
      ? stopAfterStatement(answer, 1)
      : stopAtStatementEnd(answer, 0, mustContinue);
  }
  const next = lines[nextFilled(answer, 1)];
  // The content of an element may be as deep as its tags.
  if (closesByWord(lineAfter) && added.trim() === '' && next && next.columns <= head.columns)
    return stopAtEnclosingBracket(answer);
  const line = lineBefore + lineAfter;
  if (!isAtEnd && hasBodyBelow(head, line, snapshot)) return { lines: 1, rule: 'line' };
  const before = scanBrackets(line, syntax);
  return stopAtBlockEnd(answer, 1, {
    floor: head.columns,
    opened: Math.max(0, head.opened),
    inDocument: opensBlock(line, syntax) || before.open.length > before.unopened.length,
    head: head.text,
  });
}

/** Whether a line begins a conditional section of the preprocessor: `#ifdef A`. */
function startsCondition(line: string, syntax: LanguageSyntax): boolean {
  return isDirective(line, syntax) && /^\s*#\s*if/.test(line);
}

/** Whether a line ends a conditional section: `#endif`. */
function endsCondition(line: string, syntax: LanguageSyntax): boolean {
  return isDirective(line, syntax) && /^\s*#\s*endif/.test(line);
}

/** The end of a conditional section; only the first line if the document already has its `#endif`. */
function endOfCondition({ lines, snapshot }: AnswerText): StopPoint | undefined {
  const { syntax } = snapshot;
  const next = linesBelow(snapshot).find(
    (line) => isDirective(line, syntax) && /^\s*#\s*(?:if|el|endif)/.test(line),
  );
  if (next !== undefined && !startsCondition(next, syntax)) return { lines: 1, rule: 'line' };
  let depth = 0;
  for (const [index, { text }] of lines.entries()) {
    if (startsCondition(text, syntax)) depth += 1;
    else if (endsCondition(text, syntax)) depth -= 1;
    if (depth === 0) return { lines: index + 1, rule: 'one block' };
  }
  return undefined;
}

/** Whether the answer's first line completes the head of a block that has a body below it: `if (█) {`. */
function hasBodyBelow(head: AnswerLine, line: string, snapshot: Snapshot): boolean {
  const { syntax, lineAfter, indent } = snapshot;
  const squeezed = (text: string) => text.replace(/\s+/g, '');
  const completes = squeezed(head.text).endsWith(squeezed(lineAfter));
  if (!completes || !opensBlock(line, syntax)) return false;
  return columnsOf(lineBelow(snapshot) ?? '', indent.tabSize) > head.columns;
}

/** Whether a line starts a list item with keys, such as `- name: a`; its other keys are indented deeper. */
function isItem(text: string, { syntax }: Snapshot): boolean {
  return syntax.isKeyValue && /^\s*-\s+[\w"'.-]+:\s/.test(`${text} `);
}

/** 1 for a line that opens an element, -1 for one that closes it, or else 0. */
function elementsOpened(line: string, { syntax }: Snapshot): number {
  if (/^<\//.test(line)) return -1;
  return /^<\w/.test(line) && opensBlock(line, syntax) ? 1 : 0;
}

/** The end of an answer at the top level: the end of one definition, or a blank line between statements. */
function endOfTopLevel(answer: AnswerText, first: number): StopPoint | undefined {
  const { lines, snapshot } = answer;
  let head = lines[first]?.text ?? '';
  let depth = lines[first]?.opened ?? 0;
  let isDeeper = false;
  let conditions = 0;
  let elements = 0;
  for (const [index, line] of lines.entries()) {
    if (startsCondition(line.text, snapshot.syntax)) conditions += 1;
    const isInCondition = conditions > 0;
    if (endsCondition(line.text, snapshot.syntax)) conditions -= 1;
    if (index <= first || line.isBlank) continue;
    depth += line.opened;
    // Directives of a conditional section are in the first column, but do not end the answer.
    const isPart = isInCondition && isDirective(line.text, snapshot.syntax);
    if (line.inside !== undefined || isPart) continue;
    // The elements of a page are often as deep as the one around them: `<html>`, `<head>`.
    if (line.columns === 0) elements = Math.max(0, elements + elementsOpened(line.text, snapshot));
    if (elements > 0) continue;
    if (line.columns > 0) isDeeper = true;
    else if (continuesBlock(line.text)) {
      const isBracket = depth <= 0 && !opensBlock(line.text, snapshot.syntax);
      if ((isBracket && !/^[\w|]/.test(line.text)) || closesByWord(line.text)) {
        const more = hasMoreClauses(answer, index, head);
        if (more === undefined) return undefined;
        if (!more) return { lines: index + 1, rule: 'block closed' };
      }
    } else if (isDeeper) return { lines: index, rule: 'second definition' };
    else if (lines[index - 1]?.isBlank) return { lines: index, rule: 'block end' };
    else head = line.text;
  }
  return undefined;
}
