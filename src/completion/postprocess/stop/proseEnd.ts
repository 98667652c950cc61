import { languageIdOf } from '../../../languages/languages.ts';
import { opensBlock } from '../../../languages/blocks.ts';
import { languageOf } from '../../../languages/syntax.ts';
import type { Snapshot } from '../../snapshot.ts';
import type { AnswerText } from './answerLines.ts';
import { nextFilled } from './answerLines.ts';
import { stopAtHeldBracket } from './heldBracket.ts';
import type { StopPoint } from './stopRule.ts';

/** The beginning of a fenced block, with its language: ```` ```py ````, ```` ```{r} ````. */
const FENCE = /^\s*(`{3,}|~{3,})\s*\{?\.?([\w+#-]*)/;

/** The beginning of an environment in LaTeX, of a block in Org, or of an element, alone on its line. */
const BEGIN = /^\s*(?:\\begin\{([\w*]+)\}|#\+begin_(\w+)|<([a-z]\w*)(?:\s[^<>]*)?>\s*$)/i;

/** The line that ends the block that a line of prose begins; undefined if it begins none. */
function endingOf(line: string): string | undefined {
  const fence = FENCE.exec(line)?.[1];
  if (fence !== undefined) return fence;
  const [, environment, block, element] = BEGIN.exec(line) ?? [];
  if (environment !== undefined) return `\\end{${environment}}`;
  if (block !== undefined) return `#+end_${block}`;
  return element !== undefined && opensBlock(line, languageOf('html'))
    ? `</${element}>`
    : undefined;
}

/** In prose, stops after one line, or after the whole fenced block, environment or element. */
export function stopProse(answer: AnswerText, added: string): StopPoint | undefined {
  if (/^\s*<\//.test(answer.snapshot.lineAfter)) return stopAtHeldBracket(answer);
  const isFinished = added.trim() === '' && answer.snapshot.lineAfter.trim() === '';
  const first = nextFilled(answer, isFinished ? 1 : 0);
  if (first < 0) return undefined;
  // The block begins on the cursor's line, or it is the answer.
  const own = isFinished ? endingOf(answer.lines[0]?.text ?? '') : undefined;
  const ending = own ?? endingOf(answer.lines[first]?.text ?? '');
  if (ending === undefined) return { lines: first + 1, rule: 'line' };
  const close = closingIndex(answer, own === undefined ? first + 1 : first, ending);
  return close < 0 ? undefined : { lines: close + 1, rule: 'one block' };
}

/** Index of the line that ends a block whose lines begin at index `from`; -1 if it has not arrived. */
function closingIndex({ lines }: AnswerText, from: number, ending: string): number {
  let depth = 1;
  for (let at = from; at < lines.length; at += 1) {
    const text = lines[at]?.text ?? '';
    if (text.trim().toLowerCase() === ending.toLowerCase()) depth -= 1;
    else if (!/^\W+$/.test(ending) && endingOf(text) === ending) depth += 1;
    if (depth === 0) return at;
  }
  return -1;
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
