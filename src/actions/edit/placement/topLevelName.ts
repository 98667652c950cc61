/** Keywords that are followed by the declared name, in the languages that models write most. */
const KEYWORDS: ReadonlySet<string> = new Set(
  `function class interface enum struct union trait impl def fn func fun type typealias const let var val module
   namespace record object protocol extension actor sub procedure proc macro_rules defmodule defp`.split(
    /\s+/,
  ),
);
/** First words of statements that look like a declaration without a keyword: `if (a) {`. */
const STATEMENTS: ReadonlySet<string> = new Set(
  `if else elif elsif for foreach while until do switch case default catch try finally return throw await new delete
   using lock with match when select go defer yield typeof assert print echo unless raise super this self import from
   include require package use`.split(/\s+/),
);
/** Longer lines are not declarations that someone wrote by hand, in characters. */
const MAX_LINE_LENGTH = 1_000;
const NAME = /^[*&~]?([\p{L}_$][\p{L}\p{N}_$]*)[?!]?/u;

/**
 * The name that a line declares: a function, type or top-level value. Undefined for other lines. Without a parser, so it
 * is exact only for lines in a usual style.
 */
export function topLevelName(line: string): string | undefined {
  const text = line.trim().replace(/^pub\([\w:]{1,99}\)/, 'pub');
  if (text.length > MAX_LINE_LENGTH) return undefined;
  return afterKeyword(text) ?? beforeParameters(text);
}

/** `export async function total(`, `pub fn total<T>(`, `func (c *Cart) Total(`. */
function afterKeyword(text: string): string | undefined {
  const words = text.split(/\s+/);
  for (const [at, word] of words.entries()) {
    // A keyword after the parameters or the value is another declaration: `const f = function g`.
    if (/[=({"'`;]/.test(word) && !KEYWORDS.has(word)) return undefined;
    if (!KEYWORDS.has(word.replace(/[*!]$/, ''))) continue;
    const rest = words.slice(at + 1);
    if (KEYWORDS.has(rest[0] ?? '')) continue;
    return nameIn(withoutReceiver(rest.join(' ')).replace(/^(?:<[^<>]{0,200}>\s*)/, ''));
  }
  return undefined;
}

/** A Go method has its receiver before its name, and Rust's `impl A for B` is about `B`. */
function withoutReceiver(text: string): string {
  const receiver = /^\([^()]{0,200}\)\s*/.exec(text);
  if (receiver) return text.slice(receiver[0].length);
  const at = text.indexOf(' for ');
  return at < 0 ? text : text.slice(at + ' for '.length);
}

/** A method or function without a keyword: `async total(a) {`, `public static int total(int a)`. */
function beforeParameters(text: string): string | undefined {
  const open = text.indexOf('(');
  if (open <= 0 || /;$/.test(text) || !/[){:,(]$/.test(text)) return undefined;
  const head = text.slice(0, open).trim();
  const words = head.split(/\s+/);
  if (words.some((word) => STATEMENTS.has(word)) || /[=.,"'`!?+|]/.test(head)) return undefined;
  // A call as a statement has one word and no body: `total(a)`.
  if (words.length === 1 && !text.endsWith('{')) return undefined;
  return nameIn((words.at(-1) ?? '').split('<')[0]?.split('::').at(-1) ?? '');
}

function nameIn(text: string): string | undefined {
  return NAME.exec(text)?.[1];
}
