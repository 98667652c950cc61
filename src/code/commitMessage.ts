/** More is no message, in characters. */
const LONGEST = 10_000;

// eslint-disable-next-line no-control-regex
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f]/g;

/** How models begin that cannot begin with the message. */
const LEAD_IN =
  /^(?:here(?:['’]s| is| are)\b|sure\b|certainly\b|of course\b|okay\b|based on\b|(?:the |suggested |proposed )?commit message\b|voici\b|bien sûr\b|d['’]accord\b)/i;
/** A name before the message, on its line. */
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
 * The commit message in a model's answer, without fences, quotes and words around it. `isOver` is false while the
 * answer still comes: then what may turn out not to belong to the message is held back.
 */
export function readMessage(answer: string, isOver: boolean): string {
  const text = answer.slice(0, LONGEST).replace(/\r\n?/g, '\n').replace(CONTROLS, '');
  const begun = withoutLeadIn(text.trimStart(), isOver);
  const inner = withinFence(begun, isOver) ?? begun;
  return (isOver ? withoutQuotes(inner.trim()) : inner.trim()).toWellFormed();
}

/** Without a first line that only introduces the message. */
function withoutLeadIn(text: string, isOver: boolean): string {
  const end = text.indexOf('\n');
  const first = (end === -1 ? text : text.slice(0, end)).replace(/^\*\*(.+?)\*\*/, '$1').trim();
  const isLeadIn = LEAD_IN.test(first);
  const named = first.replace(LABEL, '');
  if (end === -1) {
    if (named !== first && named !== '') return named;
    const mayBe = isLeadIn || first.startsWith('*');
    return (mayBe && !isOver) || (isLeadIn && first.endsWith(':')) ? '' : text;
  }
  const rest = text.slice(end).trimStart();
  const introduces = first.endsWith(':') || (isLeadIn && /[.!]$/.test(first));
  const isAlone = rest === '' && isOver && !isLeadIn;
  if ((introduces && !isAlone) || (isLeadIn && rest.startsWith('```'))) return rest;
  return text.replace(LABEL, '');
}

/** What stands in the fence that a text begins with; undefined where it begins with none. */
function withinFence(text: string, isOver: boolean): string | undefined {
  if (!isOver && /^`{1,2}$/.test(text)) return '';
  const fence = /^`{3,}/.exec(text)?.[0];
  if (fence === undefined) return undefined;
  const start = text.indexOf('\n');
  if (start === -1) return '';
  const body = text.slice(start);
  const end = body.search(new RegExp(`\\n${fence}\`*[ \\t]*(?:\\n|$)`));
  if (end !== -1) return body.slice(0, end);
  return isOver ? body : body.replace(/\n`+$/, '');
}

/** Without quotes around the whole: a message may well begin with a quoted word. */
function withoutQuotes(text: string): string {
  const quotes = QUOTES.find(([open]) => text.startsWith(open));
  if (!quotes) return text;
  const [open, close] = quotes;
  const inner = text.slice(open.length);
  const at = inner.indexOf(close);
  return at === inner.length - close.length && at >= 0 ? inner.slice(0, at).trim() : text;
}
