import { expectsContinuation, continuesExpression, opensBlock } from '../../../languages/blocks.ts';
import { onlyCloses } from '../../../languages/closers.ts';
import { isCLike, withoutComment } from '../../../languages/syntax.ts';
import type { LanguageSyntax } from '../../../languages/syntaxPresets.ts';
import type { Snapshot } from '../../snapshot.ts';
import type { AnswerText, AnswerLine } from './answerLines.ts';
import { startsInBlockComment, lastLineOfLiteral, nextFilled } from './answerLines.ts';
import { stopAtBlockEnd } from './blockEnd.ts';
import type { StopPoint } from './stopRule.ts';

/** How far from the cursor other statements are looked for, in characters. */
const NEARBY = 1000;

/** The end of one statement or one block, with the comments and attributes above it. */
export function stopAfterStatement(answer: AnswerText, first: number): StopPoint | undefined {
  const { lines, snapshot } = answer;
  // Comments, decorators and attributes belong to the statement below them.
  const head = lines.findIndex(
    (line, index) => index >= first && !line.isBlank && !isLeadingTriviaLine(line, snapshot),
  );
  return head < 0 ? undefined : stopAtStatementEnd(answer, head, mayContinue);
}

/** The end of the statement that starts at index `head`. `needsNextLine` decides whether its next line is needed. */
export function stopAtStatementEnd(
  answer: AnswerText,
  head: number,
  needsNextLine: (line: AnswerLine, snapshot: Snapshot) => boolean,
): StopPoint | undefined {
  const { lines, snapshot } = answer;
  const line = lines[head];
  if (!line) return undefined;
  if (opensBlock(line.text, snapshot.syntax) || line.opened > 0) {
    const end = stopAtBlockEnd(answer, head + 1, {
      floor: line.columns,
      opened: Math.max(0, line.opened),
      inDocument: false,
      head: line.text.trim() === '{' ? (lines[head - 1]?.text ?? '') : line.text,
    });
    return end && { lines: end.lines, rule: 'one block' };
  }
  // The keys of an item are deeper than its hyphen, and so is its text after `|`.
  if (snapshot.syntax.isKeyValue && /^\s*- \S+:/.test(line.text)) {
    const floor = { floor: line.columns, opened: 0, inDocument: false, head: line.text };
    return stopAtBlockEnd(answer, head + 1, floor);
  }
  const last = lastLineOfLiteral(answer, head);
  if (last === undefined) return undefined;
  const isOpen = needsNextLine(line, snapshot) || lacksPeriod(line.text, snapshot);
  if (last > head || !isOpen) return { lines: last + 1, rule: 'line' };
  const next = lines[nextFilled(answer, head + 1)];
  if (!next) return undefined;
  const isMore =
    expectsContinuation(line.text, snapshot.syntax) || lacksPeriod(line.text, snapshot);
  // `let f x =`: the deeper lines below are its body, unless one of them ends the statement.
  if (
    isMore &&
    next.columns > line.columns &&
    /=\s*$/.test(line.text) &&
    !/;\s*$/.test(next.text)
  ) {
    return stopAtBlockEnd(answer, head + 1, {
      floor: line.columns,
      opened: Math.max(0, line.opened),
      inDocument: false,
      head: line.text,
    });
  }
  // A line with only a brace begins the body; a deeper line continues the statement.
  const isNext = lines[head + 1] === next;
  const continues =
    (snapshot.syntax.hasMultilineStatements && isNext) || isContinuationOf(next, line);
  if (isMore || next.text.trim() === '{' || continues) {
    return stopAtStatementEnd(answer, nextFilled(answer, head + 1), needsNextLine);
  }
  return { lines: head + 1, rule: 'line' };
}

/** Whether a statement continues on the next line because the period that ends it is missing. */
function lacksPeriod(line: string, { syntax }: Snapshot): boolean {
  return syntax.endsWithPeriod && !/\.$/.test(withoutComment(line, syntax));
}

function isContinuationOf(next: AnswerLine, line: AnswerLine): boolean {
  if (onlyCloses(next.text)) return false;
  return next.columns > line.columns || continuesExpression(next.text);
}

/** For a whole line: whether the statement may continue, since nothing shows that it has ended. */
function mayContinue({ text }: AnswerLine, { syntax }: Snapshot): boolean {
  if (/[;,{]\s*$/.test(text) || onlyCloses(text)) return false;
  return !syntax.isOffside || expectsContinuation(text, syntax);
}

/** For the rest of a typed line: whether it is visibly incomplete, or a head whose brace may be on the next line. */
export function mustContinue({ text }: AnswerLine, snapshot: Snapshot): boolean {
  const { syntax, languageId } = snapshot;
  if (expectsContinuation(text, syntax) || isChainCall(text, languageId)) return true;
  if (!isCLike(syntax)) return false;
  return /\)\s*$/.test(text) || (!/[;,:{}]\s*$/.test(text) && endsWithSemicolons(snapshot));
}

/** Whether a line has a call of a chain, which the next one may follow: `.map { $0.id }`. In CSS, that is a rule. */
function isChainCall(text: string, languageId: string): boolean {
  const isStyle = /^(?:css|scss|less|sass|stylus)$/.test(languageId);
  return !isStyle && /^\s*\??\.\w+\s*[({]/.test(text) && /[)}]\s*$/.test(text);
}

/** Whether a statement near the cursor ends with a semicolon, so that a line without one continues. */
function endsWithSemicolons({ prefix, suffix, lineBefore, lineAfter }: Snapshot): boolean {
  const above = prefix.slice(-NEARBY, prefix.length - lineBefore.length);
  return /;[ \t]*\n/.test(above + suffix.slice(lineAfter.length, NEARBY));
}

/** Whether a line belongs to the statement below it: a comment, a decorator, an attribute. */
export function isLeadingTriviaLine(line: AnswerLine, snapshot: Snapshot): boolean {
  return (
    line.isBlank ||
    startsInBlockComment(line, snapshot) ||
    isLeadingTrivia(line.text, snapshot.syntax)
  );
}

/** Whether a line that begins outside of comments has a comment, a decorator or an attribute. */
export function isLeadingTrivia(line: string, syntax: LanguageSyntax): boolean {
  const text = line.trim();
  return (
    syntax.lineComments.some((token) => text.startsWith(token)) ||
    syntax.blockComments.some(([open, close]) => text.startsWith(open) || text.endsWith(close)) ||
    /^(?:\*|@[\w.]+(?:\(.*\))?$|#\[.*\]$|\[{1,2}(?:[A-Za-z][\w.:]*(?:\(.*\))?|<.*>)\]{1,2}$|template\s*<.*>$)/.test(
      text,
    )
  );
}
