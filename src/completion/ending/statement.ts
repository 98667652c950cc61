import { asksForMore, continuesExpression, onlyCloses, opensBlock } from '../language.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Answer, AnswerLine } from './lines.ts';
import { isInComment, lastOfText, nextFilled } from './lines.ts';
import { endOfBody } from './body.ts';
import type { End } from './end.ts';

/** One statement, or one block from its head to its end, with what announces it. */
export function endOfOne(answer: Answer, first: number): End | undefined {
  const { lines, snapshot } = answer;
  // What announces a block comes with it: comments above, decorators, attributes.
  const head = lines.findIndex(
    (line, index) => index >= first && !line.isBlank && !isAnnouncement(line, snapshot),
  );
  return head < 0 ? undefined : endOfStatement(answer, head, mayGoOn);
}

/** The statement whose first line is at `head`; `mayGoOn` says whether its next line must be seen. */
export function endOfStatement(
  answer: Answer,
  head: number,
  mayGoOn: (line: AnswerLine, snapshot: Snapshot) => boolean,
): End | undefined {
  const { lines, snapshot } = answer;
  const line = lines[head];
  if (!line) return undefined;
  if (opensBlock(line.text, snapshot.language) || line.opened > 0) {
    const end = endOfBody(answer, head + 1, {
      floor: line.columns,
      opened: Math.max(0, line.opened),
      inDocument: false,
      head: line.text.trim() === '{' ? (lines[head - 1]?.text ?? '') : line.text,
    });
    return end && { lines: end.lines, rule: 'one block' };
  }
  const last = lastOfText(answer, head);
  if (last === undefined) return undefined;
  if (last > head || !mayGoOn(line, snapshot)) return { lines: last + 1, rule: 'line' };
  const next = lines[nextFilled(answer, head + 1)];
  if (!next) return undefined;
  const isMore = asksForMore(line.text, snapshot.language);
  // A brace on a line of its own begins the body; a deeper line goes on with the statement.
  if (isMore || next.text.trim() === '{' || isPartOf(next, line)) {
    return endOfStatement(answer, nextFilled(answer, head + 1), mayGoOn);
  }
  return { lines: head + 1, rule: 'line' };
}

function isPartOf(next: AnswerLine, line: AnswerLine): boolean {
  if (onlyCloses(next.text)) return false;
  return next.columns > line.columns || continuesExpression(next.text);
}

/** On a line of its own: whatever does not end a statement visibly may go on. */
function mayGoOn({ text }: AnswerLine, { language }: Snapshot): boolean {
  if (/[;,{]\s*$/.test(text) || onlyCloses(text)) return false;
  return !language.offside || asksForMore(text, language);
}

/** Behind what is typed: only what visibly asks for more, or the head of a body whose brace comes below. */
export function mustGoOn({ text }: AnswerLine, { language }: Snapshot): boolean {
  if (asksForMore(text, language)) return true;
  return language.lineComments[0] === '//' && /\)\s*$/.test(text);
}

/** Whether a line belongs to what comes after it: a comment, a decorator, an attribute. */
export function isAnnouncement(line: AnswerLine, snapshot: Snapshot): boolean {
  const { language } = snapshot;
  const text = line.text.trim();
  return (
    line.isBlank ||
    isInComment(line, snapshot) ||
    language.lineComments.some((token) => text.startsWith(token)) ||
    language.blockComments.some(([open, close]) => text.startsWith(open) || text.endsWith(close)) ||
    /^(?:\*|@[\w.]+(?:\(.*\))?$|#\[.*\]$|template\s*<.*>$)/.test(text)
  );
}
