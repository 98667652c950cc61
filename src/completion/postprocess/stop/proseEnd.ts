import { languageIdOf } from '../../../languages/languages.ts';
import { languageOf } from '../../../languages/syntax.ts';
import type { Snapshot } from '../../snapshot.ts';
import type { AnswerText } from './answerLines.ts';
import { nextFilled } from './answerLines.ts';
import { stopAtHeldBracket } from './heldBracket.ts';
import type { StopPoint } from './stopRule.ts';

/** The beginning of a fenced block, with its language: ```` ```py ````, ```` ```{r} ````. */
const FENCE = /^\s*(`{3,}|~{3,})\s*\{?\.?([\w+#-]*)/;

/** In prose, stops after one line, or after the whole fenced block. */
export function stopProse(answer: AnswerText, added: string): StopPoint | undefined {
  if (/^\s*<\//.test(answer.snapshot.lineAfter)) return stopAtHeldBracket(answer);
  const isFinished = added.trim() === '' && answer.snapshot.lineAfter.trim() === '';
  const first = nextFilled(answer, isFinished ? 1 : 0);
  const fence = FENCE.exec(answer.lines[first]?.text ?? '')?.[1];
  if (fence === undefined) return first < 0 ? undefined : { lines: first + 1, rule: 'line' };
  const close = answer.lines.findIndex(({ text }, index) => index > first && text.trim() === fence);
  return close < 0 ? undefined : { lines: close + 1, rule: 'one block' };
}

/** A fenced block of code around the cursor. */
export interface FencedSite {
  /** The code alone, in its own language. */
  readonly snapshot: Snapshot;
  /** The closing fence. */
  readonly fence: string;
}

/** The fenced block around the cursor in a prose document; undefined if there is none. */
export function fencedAt(snapshot: Snapshot): FencedSite | undefined {
  if (!snapshot.language.prose) return undefined;
  let fence: string | undefined;
  let name = '';
  let begin = 0;
  let at = 0;
  for (const line of snapshot.prefix.split('\n').slice(0, -1)) {
    at += line.length + 1;
    const mark = FENCE.exec(line);
    if (!mark) continue;
    if (fence === undefined) {
      [, fence = '', name = ''] = mark;
      begin = at;
    } else if (line.trim() === fence) fence = undefined;
  }
  if (fence === undefined) return undefined;
  const languageId = languageIdOf(name) ?? name.toLowerCase();
  const language = languageOf(languageId);
  if (language.prose) return undefined;
  const close = lineThatBegins(snapshot.suffix, fence);
  return {
    fence,
    snapshot: {
      ...snapshot,
      languageId,
      language,
      prefix: snapshot.prefix.slice(begin),
      suffix: close < 0 ? snapshot.suffix : snapshot.suffix.slice(0, close),
    },
  };
}

/**
 * Offset of the line break before the first line that starts with a marker, ignoring whitespace; -1 if there is none.
 */
function lineThatBegins(text: string, mark: string): number {
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + mark.length)) {
    const before = text.slice(0, at);
    const whitespace = before.slice(before.trimEnd().length);
    if (whitespace.includes('\n')) return at - whitespace.length + whitespace.indexOf('\n');
  }
  return -1;
}
