/** The longest message, in characters. */
const MAX_MESSAGE_LENGTH = 10_000;

// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f]/g;

/** Introductions that models write before the message. */
const LEAD_IN =
  /^(?:here(?:['’]s| is| are)\b|sure\b|certainly\b|of course\b|okay\b|based on\b|(?:the |suggested |proposed )?commit message\b|voici\b|bien sûr\b|d['’]accord\b)/i;
/** A label before the message, on the same line. */
const LABEL =
  /^(?:(?:the |suggested |proposed )?commit message|message de commit|subject) ?:[ \t]*/i;
const QUOTES: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['“', '”'],
  ['«', '»'],
];

/**
 * The commit message in a model's answer, without fences, quotes and text around it. While `isComplete` is false, text
 * that may turn out not to belong to the message is held back.
 */
export function readMessage(answer: string, isComplete: boolean): string {
  const text = answer.slice(0, MAX_MESSAGE_LENGTH).replace(/\r\n?/g, '\n').replace(CONTROLS, '');
  const started = withoutLeadIn(text.trimStart(), isComplete);
  const inner = withinFence(started, isComplete) ?? started;
  return (isComplete ? withoutQuotes(inner.trim()) : inner.trim()).toWellFormed();
}

/** The text without a first line that only introduces the message. */
function withoutLeadIn(text: string, isComplete: boolean): string {
  const end = text.indexOf('\n');
  const first = (end === -1 ? text : text.slice(0, end)).replace(/^\*\*(.+?)\*\*/, '$1').trim();
  const isLeadIn = LEAD_IN.test(first);
  const named = first.replace(LABEL, '');
  if (end === -1) {
    if (named !== first && named !== '') return named;
    const mayBe = isLeadIn || first.startsWith('*');
    return (mayBe && !isComplete) || (isLeadIn && first.endsWith(':')) ? '' : text;
  }
  const rest = text.slice(end).trimStart();
  const introduces = first.endsWith(':') || (isLeadIn && /[.!]$/.test(first));
  const isAlone = rest === '' && isComplete && !isLeadIn;
  if ((introduces && !isAlone) || (isLeadIn && rest.startsWith('```'))) return rest;
  return text.replace(LABEL, '');
}

/** The content of the fence at the beginning of a text; undefined if there is none. */
function withinFence(text: string, isComplete: boolean): string | undefined {
  if (!isComplete && /^`{1,2}$/.test(text)) return '';
  const fence = /^`{3,}/.exec(text)?.[0];
  if (fence === undefined) return undefined;
  const start = text.indexOf('\n');
  if (start === -1) return '';
  const body = text.slice(start);
  const end = closingFence(body, fence);
  if (end !== undefined) return body.slice(0, end);
  return isComplete ? body : body.replace(/\n`+$/, '');
}

/** The text without quotes around all of it. A message may begin with a quoted word. */
function withoutQuotes(text: string): string {
  const quotes = QUOTES.find(([open]) => text.startsWith(open));
  if (!quotes) return text;
  const [open, close] = quotes;
  const inner = text.slice(open.length);
  const at = inner.indexOf(close);
  return at === inner.length - close.length && at >= 0 ? inner.slice(0, at).trim() : text;
}

/** The offset of the line break before the closing fence; undefined if there is none. */
function closingFence(body: string, fence: string): number | undefined {
  for (const { 0: line, index } of body.matchAll(/\n`{3,}[ \t]*(?=\n|$)/g)) {
    if (line.startsWith(fence, 1)) return index;
  }
  return undefined;
}
