import { columnsOf, leadingWhitespace } from '../../../base/indentation.ts';
import { scanBrackets } from '../range/scanBrackets.ts';
import { stateAtCursor } from '../range/scanStates.ts';
import { withoutComment } from '../../../languages/syntax.ts';
import type { Snapshot } from '../../snapshot.ts';

/**
 * Markers of prompt formats that never belong to an answer: template tokens, tokens of other models, and the file
 * header of this prompt.
 */
const SENTINEL =
  /(?<![A-Za-z_]\w{0,60})\[(?:PREFIX|SUFFIX|MIDDLE|\/INST)\]|<[|｜][\w▁]{1,40}[|｜]>|<fim_\w{1,20}>|(?<!<)<(?:EOT|PRE|SUF|MID)>|<\/s>|(?:^|\n)\+{5} /g;

/** Characters without a width that some models put in front of an answer, such as a byte order mark. */
const INVISIBLE = /^[\u200b-\u200f\u2060\ufeff]+/;

/** A fence at the beginning of an answer, after a sentence that introduces it. */
const OPENING_FENCE = /^(?:[^\n`]{0,200}:[ \t]*\n+[ \t]*)?```[^\n`]{0,100}\n/;

/** The beginning of a sentence about the answer, after a blank line. */
const EXPLANATION =
  /\n[ \t]*\n(?:Note:|Explanation:|(?:This|These|Here is|Here's|Note that|In this|The (?:above|code|completion|function|method)|I(?: have|'ve)|You can|Make sure)\b)([^\n]*)/g;
/** Minimum number of further words of an explanation. */
const MIN_WORDS = 5;

/** The beginning of a reply that says why there is no code. */
const REFUSAL =
  /^(?:I['’]?m sorry|I am sorry|Sorry,|I apologize|Unfortunately, I|As an AI|(?:Sure|Certainly|Of course)[!,.] |Please (?:tell|provide|let)|I(?:['’]m| am) (?:unable|not able)|I (?:can['’]t|cannot|can not|don['’]t|do not))\b([^\n]*)/i;

/** A sentence that announces code which does not follow. */
const INTRODUCTION = /^(?:Here(?: is|['’]s| are)|Sure|Certainly)\b([^\n]*):\s*$/;

/** An answer without its wrapping, and whether text after its end was removed. */
export interface UnwrappedAnswer {
  readonly text: string;
  readonly isCut: boolean;
}

/**
 * Removes what models put around an answer: prompt markers, a Markdown fence, an introduction. In prose, a fence is
 * content.
 */
export function unwrap(raw: string, snapshot: Snapshot): UnwrappedAnswer {
  const begin = INVISIBLE.exec(raw)?.[0].length ?? 0;
  const at = Math.min(firstMark(raw, snapshot), firstBroken(raw));
  const text = raw.slice(begin, at);
  const inner = snapshot.syntax.isProse
    ? { text, isCut: false }
    : withoutExplanation(unfence(withoutRefusal(text, snapshot), snapshot), snapshot);
  return { text: inner.text, isCut: inner.isCut || at < raw.length };
}

/** Empties an answer that has only a sentence instead of code, unless the cursor is in a string or comment, where that may be the text. */
function withoutRefusal(text: string, snapshot: Snapshot): string {
  const trimmed = text.trimStart();
  const introduction = snapshot.lineBefore.trim() === '' ? INTRODUCTION.exec(trimmed) : null;
  const rest = (REFUSAL.exec(trimmed) ?? introduction)?.[1];
  if (rest === undefined || !hasSentenceWords(rest)) return text;
  return isInLineComment(snapshot) || stateAtCursor(snapshot).inside !== undefined ? text : '';
}

/** Whether the cursor is in a comment that ends with its line. */
function isInLineComment({ syntax, lineBefore }: Snapshot): boolean {
  return withoutComment(lineBefore, syntax) !== lineBefore.trimEnd();
}

/** Whether the rest of a line has enough words for a sentence, and no code but names in backticks. */
function hasSentenceWords(rest: string): boolean {
  const words = rest.replace(/`[^`]*`/g, 'code').split(/\s+/);
  return words.length > MIN_WORDS && !/[;{}=<>|]/.test(words.join(' '));
}

/** Cuts an answer before a sentence about it, unless the sentence is in a string or comment. */
function withoutExplanation(answer: UnwrappedAnswer, snapshot: Snapshot): UnwrappedAnswer {
  const { text } = answer;
  for (const { 1: rest = '', index } of text.matchAll(EXPLANATION)) {
    if (!hasSentenceWords(rest)) continue;
    const { end } = scanBrackets(text.slice(0, index), snapshot.syntax, stateAtCursor(snapshot));
    if (end.inside === undefined) return { text: text.slice(0, index), isCut: true };
  }
  return answer;
}

/** Offset of the first prompt marker, ignoring markers that the document itself contains. */
function firstMark(raw: string, { prefix, suffix }: Snapshot): number {
  const known = new Map<string, boolean>();
  const struck = /<s[\s>]/.exec(prefix.slice(-200) + raw)?.index ?? Infinity;
  for (const { 0: mark, index } of raw.matchAll(SENTINEL)) {
    const isKnown = known.get(mark) ?? (prefix.includes(mark) || suffix.includes(mark));
    known.set(mark, isKnown);
    // `parts[PREFIX]` is an index.
    if (index === 0 && mark.startsWith('[') && /[A-Za-z_]\w{0,60}$/.test(prefix)) continue;
    if (isKnown && !mark.endsWith('+ ')) continue;
    // `<s>struck</s>` is HTML.
    if (mark === '</s>' && struck < Math.min(prefix.length, 200) + index) continue;
    return index;
  }
  return raw.length;
}

/** Offset of the first lone surrogate or NUL, which must never reach the document. */
function firstBroken(raw: string): number {
  const at = raw.search(/[\p{Surrogate}\0]/u);
  return at < 0 ? raw.length : at;
}

/**
 * The code of a fence as it follows the cursor: the first line begins in its own column, which is the cursor's, and so
 * do the lines that are indented like it.
 */
function alignFencedCode(code: string, { lineBefore, indent }: Snapshot): string {
  const [first = '', ...rest] = code.split('\n');
  if (lineBefore.trim() !== '' || first.trim() === '') return code;
  const own = leadingWhitespace(first);
  const next = rest.find((line) => line.trim() !== '') ?? '';
  // The first line lacks its indentation, but the others do not.
  const isCut = columnsOf(next, indent.tabSize) >= columnsOf(lineBefore, indent.tabSize);
  const lines =
    own === '' && isCut
      ? rest
      : rest.map((line) =>
          line.startsWith(own) && line.trim() !== '' ? lineBefore + line.slice(own.length) : line,
        );
  return [first.slice(own.length), ...lines].join('\n');
}

function unfence(text: string, snapshot: Snapshot): UnwrappedAnswer {
  if (isInLineComment(snapshot)) return { text, isCut: false };
  let state = stateAtCursor(snapshot);
  const { inside } = state;
  const trimmed = text.trimStart();
  // In a string or comment, a fence is content.
  const opening = inside === undefined ? OPENING_FENCE.exec(trimmed) : null;
  const body = opening ? alignFencedCode(trimmed.slice(opening[0].length), snapshot) : text;
  // Outside strings and comments, three backticks alone on a line are never code.
  let scanned = 0;
  for (const { 1: indentation, index } of body.matchAll(/(?:^|\n)([ \t]*)```[ \t]*(?=\n|$)/g)) {
    state = scanBrackets(body.slice(scanned, index), snapshot.syntax, state).end;
    scanned = index;
    const isMargin = indentation === '' && inside === undefined;
    const isFence = isMargin || opening !== null || state.inside === undefined;
    if (isFence) return { text: body.slice(0, index), isCut: true };
  }
  return { text: body, isCut: false };
}
