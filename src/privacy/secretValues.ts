import type { OffsetRange } from '../base/offsetRange.ts';
import { isSecretName, isSecretWord } from './secretNames.ts';

/** Maximum length of a name, in characters. */
const MAX_NAME_LENGTH = 100;
const NAME_PART = /[\w.$-]/;
const QUOTES = '"\'`';
/** Values that are not secrets: empty, a boolean, or a reference (`$TOKEN`, `%TOKEN%`, `<token>`). */
const NO_VALUE =
  /^(?:true|false|null|none|undefined|\$(?:env:)?\w+|\$\{[^}]*\}|\$\([^)]*\)|%\w+%|<[^>]*>|\*+)?$/i;
/** Maximum length of such a value, in characters. */
const MAX_NO_VALUE_LENGTH = 200;
/** Options and commands that separate name and value with a space. */
const SPACED =
  /(?<![^\s"'`])(?:--?([a-z][\w-]{0,60})|(?:set|setenv)[ \t]{1,5}(?:-{1,2}\w{1,10}[ \t]{1,5}){0,3}(\w{1,60}))[ \t]{1,5}(?=[^\s=:-])/gi;

/** Finds the values of assignments to secret names in any notation. Takes linear time. */
export function* assignedSecrets(text: string): Generator<OffsetRange, void, undefined> {
  const lines = new LineEnds(text);
  // The end of the last value: text before it is skipped, which keeps the time linear.
  let valueEnd = 0;
  for (const { index: at } of text.matchAll(/[=:]/g)) {
    // `:=`, `==`, `=>` and `::` are recognized at their last character.
    if (at < valueEnd || '=:>'.includes(text[at + 1] ?? ' ')) continue;
    const name = nameBefore(text, at);
    if (name === undefined) continue;
    const isEqual = text[at] === '=';
    if (!isSecretName(name.word) && !isSecretWord(name.word, name.before)) continue;
    const value = valueAt(lines, at + 1, !isEqual && name.isFirst);
    if (!value) continue;
    valueEnd = value.end;
    yield value;
  }
  valueEnd = 0;
  for (const match of text.matchAll(SPACED)) {
    const [all, option, variable] = match;
    if (match.index < valueEnd || !isSecretName(option ?? variable ?? '')) continue;
    const value = valueAt(lines, match.index + all.length, false);
    if (!value) continue;
    valueEnd = value.end;
    yield value;
  }
}

/** The name before a separator, without quotes, and whether it is the first word of its line. */
function nameBefore(
  text: string,
  at: number,
): { readonly word: string; readonly before: string; readonly isFirst: boolean } | undefined {
  let end = at;
  while (end > 0 && at - end < 8 && /[ \t:=?+"'`\\\]]/.test(text[end - 1] ?? '')) end -= 1;
  let start = end;
  while (start > 0 && end - start < MAX_NAME_LENGTH && NAME_PART.test(text[start - 1] ?? ''))
    start -= 1;
  if (start === end) return undefined;
  const before = text.slice(Math.max(0, start - 40), start);
  const word = text.slice(start, end).replace(/^[-$.]+/, '');
  return { word, before, isFirst: /(?:^|\n)[ \t]*(?:- )?["']?$/.test(before) };
}

/** The value that starts here. A plain one extends to the end of the line if `isLine`. */
function valueAt(lines: LineEnds, from: number, isLine: boolean): OffsetRange | undefined {
  const { text } = lines;
  let start = from;
  while (start - from < 8 && /[ \t]/.test(text[start] ?? '')) start += 1;
  if (/^@?\\?["'`]/.test(text.slice(start, start + 3))) return quotedAt(lines, start);
  const lineEnd = lines.endOfLineAt(start);
  if (
    isLine &&
    /^[|>][+\d-]{0,2}[ \t]*\r?$/.test(text.slice(start, Math.min(lineEnd, start + 20)))
  ) {
    return { start: lineEnd, end: endOfBlock(lines, lineEnd) };
  }
  const stop = isLine ? /[\r\n]|[,}]\s|\s#/g : /[\s"'`,;&|<>(){}\]]/g;
  stop.lastIndex = start;
  const end = stop.exec(text.slice(0, lineEnd))?.index ?? lineEnd;
  return rangeOf(text, start, end);
}

/** The range of a value; undefined if it is not a secret. */
function rangeOf(text: string, start: number, end: number): OffsetRange | undefined {
  const isNone = end - start <= MAX_NO_VALUE_LENGTH && NO_VALUE.test(text.slice(start, end).trim());
  return isNone ? undefined : { start, end };
}

/** A quoted value. Its quotes may be escaped, as in JSON inside a string. */
function quotedAt(lines: LineEnds, at: number): OffsetRange | undefined {
  const { text } = lines;
  let start = at;
  while (!QUOTES.includes(text[start] ?? '')) start += 1;
  const isEscaped = text[start - 1] === '\\';
  const quote = text[start] ?? '';
  start += 1;
  const lineEnd = lines.endOfLineAt(start);
  let end = start;
  for (; end < lineEnd; end += 1) {
    if (text[end] === '\\' && !(isEscaped && text[end + 1] === quote)) end += 1;
    else if (text[end] === quote || (isEscaped && text[end] === '\\')) break;
  }
  return rangeOf(text, start, Math.min(end, lineEnd));
}

/** The end of an indented YAML block that starts after the line that ends at `lineEnd`. */
function endOfBlock(lines: LineEnds, lineEnd: number): number {
  const { text } = lines;
  let end = lineEnd;
  while (end < text.length && /^\n(?:[ \t]|\r?\n)/.test(text.slice(end, end + 3))) {
    end = lines.endOfLineAt(end + 1);
  }
  return end;
}

/** Finds line ends. That of a long line is searched for once. */
class LineEnds {
  readonly text: string;
  #from = 0;
  #end = -1;

  constructor(text: string) {
    this.text = text;
  }

  /** The end of the line that contains a position. */
  endOfLineAt(position: number): number {
    if (position < this.#from || position > this.#end) {
      const end = this.text.indexOf('\n', position);
      this.#from = position;
      this.#end = end === -1 ? this.text.length : end;
    }
    return this.#end;
  }
}
