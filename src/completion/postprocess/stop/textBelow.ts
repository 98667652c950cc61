import { opensBlock } from '../../../languages/blocks.ts';
import { closesByWord, onlyCloses } from '../../../languages/closers.ts';
import { indentationFor } from '../range/closingIndentation.ts';
import { hasUnopenedCloser, lacksTemplateEnd, openWordsAfter } from '../ownBlocks.ts';
import type { Snapshot } from '../../snapshot.ts';
import { linesBelow } from '../../snapshot.ts';
import type { AnswerText, AnswerLine } from './answerLines.ts';
import { isLeadingTriviaLine } from './statementEnd.ts';
import type { StopPoint } from './stopRule.ts';

/** Minimum number of letters and digits for a comment to be recognized as a repetition. */
const SENTENCE = 12;

/** Stops an answer at the line that repeats the first line below the cursor. */
export function stopAtTextBelow(
  { lines, snapshot }: AnswerText,
  isComplete: boolean,
): StopPoint | undefined {
  const [below, next] = linesBelow(snapshot).filter((line) => line.trim() !== '');
  if (below === undefined) return undefined;
  const opens = next !== undefined && opensBlock(below, snapshot.syntax);
  const isClosing = onlyCloses(below);
  let openWords = 0;
  let openBrackets = 0;
  for (const [index, line] of lines.entries()) {
    if (line.isBlank || (index === 0 && snapshot.lineBefore.trim() !== '')) continue;
    if (isClosing) {
      // A line that closes a block of the answer is not the closing line below the cursor.
      const isOwn = closesByWord(line.text) ? openWords > 0 : openBrackets > 0;
      openWords = openWordsAfter(openWords, line.text, snapshot.syntax);
      openBrackets = Math.max(0, openBrackets + line.opened);
      if (isOwn && onlyCloses(line.text) && !hasUnopenedCloser(below, snapshot)) continue;
      if (onlyCloses(line.text) && lacksTemplateEnd(below, snapshot)) continue;
    }
    if (isCommon(line, snapshot)) continue;
    // Two letters are a word, such as `fi` or `do`; two symbols are too common.
    const isDistinctive = line.text.trim().length > 2 || /^\s*[a-z]{2}$/i.test(line.text);
    const text = index === 0 ? outdented(line.text, snapshot) : line.text;
    if (isDistinctive && isSameLine(text, below, snapshot)) {
      // Blocks of one kind begin alike: `<dependency>`.
      const after = opens ? lines.find((each, at) => at > index && !each.isBlank) : undefined;
      if (opens && !after && !isComplete) return undefined;
      if (!after || isSameLine(after.text, next ?? '', snapshot))
        return { lines: index, rule: 'text below' };
    }
    const key = keyOf(line.text, snapshot);
    if (key !== undefined && key === keyOf(below, snapshot)) {
      return { lines: index, rule: 'same key below' };
    }
  }
  return undefined;
}

/** The cursor's line as it will be indented if it closes a block. */
function outdented(line: string, snapshot: Snapshot): string {
  if (snapshot.lineBefore === '' || !onlyCloses(line)) return line;
  return indentationFor(line.trim(), snapshot) + line.trimStart();
}

/** Whether a line of an answer repeats one of the document. The answer may go on where the document's statement ends. */
function isSameLine(line: string, other: string, { syntax }: Snapshot): boolean {
  const own = line.trimEnd();
  return (
    own === other.trimEnd() || (syntax.hasMultilineStatements && `${own};` === other.trimEnd())
  );
}

/** Whether a line is too common to be a repetition, such as `/**`, `@Override` or `"""`; a whole sentence is not. */
function isCommon(line: AnswerLine, snapshot: Snapshot): boolean {
  if (/^\s*(?:"""|''')\s*$/.test(line.text)) return true;
  const isMark = /^\s*(?:@|#\[)/.test(line.text);
  const letters = line.text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  return isLeadingTriviaLine(line, snapshot) && (isMark || letters < SENTENCE);
}

/** `  name` of `  name: value` or `name = value`, in languages with one key per line. */
function keyOf(line: string, snapshot: Snapshot): string | undefined {
  if (!snapshot.syntax.isKeyValue) return undefined;
  return /^(\s*(?:[\w.-]+|"[^"]*"|'[^']*'))\s*[:=]/.exec(line)?.[1];
}
