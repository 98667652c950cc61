import { columnsOf, leadingWhitespace, levelColumns } from '../../../base/indentation.ts';
import { opensBlock } from '../../../languages/blocks.ts';
import type { Snapshot } from '../../snapshot.ts';
import { lineAbove } from '../../snapshot.ts';
import { repeatedSymbols } from './repeatedSymbols.ts';
import { isRestarted, isRuler } from './restartedLine.ts';

/**
 * The end of a text that an answer may repeat as a whole: a hyphenated name (`data-`, `Get-Ch`, `--no-`), a name with a
 * leading symbol (`@import`, `:class`, `\textbf`), a member (`user.name`), the beginning of a value (`onClick={`).
 * One letter after `%` or `\` is a placeholder or an escape sequence, which may be repeated: `%s`, `\n`.
 */
const REPEATED_NAMES = [
  /(?<![\w$-])-{0,2}[A-Za-z_$][\w$]*(?:-[\w$]*)+$/,
  /(?<![\w$-])(?:[@#:][A-Za-z][\w-]*|[%\\][A-Za-z]\w+)$/,
  /(?<![\w$)\]}?!-])\.[A-Za-z][\w-]*$/,
  /(?<![\w$.>:])[A-Za-z_$][\w$]*(?:(?:\.|\?\.|->|::)[\w$]+)+$/,
  /(?<![\w:@.$-])[A-Za-z_@:][\w:@.$-]*=(?:["'`]|\{{1,2})$/,
];

/** Minimum length of a word for an answer of only this word to be a repetition. */
const MIN_WORD_LENGTH = 3;

/**
 * `const total = █` + `const total = 42` is `42`: the answer repeats the line from its start.
 */
export function dropRepeatedPrefix(text: string, snapshot: Snapshot): string {
  const typedPart = snapshot.lineBefore.trim();
  if (typedPart === '') return text;
  const answer = text.trimStart();
  // `<div>█` + `<div>` on a deeper line is a nested element.
  const lead = text.slice(0, text.length - text.trimStart().length);
  const isDeeper =
    columnsOf(lead.slice(lead.lastIndexOf('\n') + 1), snapshot.indent.tabSize) >
    columnsOf(snapshot.lineBefore, snapshot.indent.tabSize);
  if (lead.includes('\n') && isDeeper) return text;
  // `return this.` + `this.name`: the answer repeats the object.
  const access = accessAtEnd(typedPart);
  if (access !== undefined && access.length > 2 && answer.startsWith(access)) {
    return answer.slice(access.length);
  }
  if (answer.startsWith(typedPart) && isRestarted(answer, snapshot)) {
    return withoutStart(answer, typedPart, snapshot);
  }
  // The first field of a row names it: `3,█` + `3,Screw,200`
  if (/^(?:csv|tsv|psv)\b/.test(snapshot.languageId) && answer.startsWith(typedPart))
    return answer.slice(typedPart.length);
  // ` * @param name █` + `@param name the name`, `- name: █` + `name: cart`
  const content = typedPart.replace(/^(?:\*|\/{2,3}!?|#+|-{1,2}|;+|%+)[ \t]+/, '');
  const isWordEnd = !(/\s$/.test(snapshot.lineBefore) && /^\w/.test(answer.slice(content.length)));
  const isMarked = content !== typedPart && content.length >= MIN_WORD_LENGTH && isWordEnd;
  if (isMarked && answer.startsWith(content)) return withoutStart(answer, content, snapshot);
  // `a="█"` + `"b" c="d"`: the answer repeats the quote that the editor closes.
  const quote = /["'`]$/.exec(typedPart)?.[0];
  const isPaired = quote !== undefined && snapshot.lineAfter.startsWith(quote);
  if (isPaired && answer.startsWith(quote) && answer.indexOf(quote, 1) > 1) return answer.slice(1);
  // `x = 1; // █` + `// text`
  const marker = snapshot.language.lineComments.find(
    (token) => /\s$/.test(snapshot.lineBefore) && typedPart.endsWith(token),
  );
  const isRepeated = marker !== undefined && answer.startsWith(marker);
  if (isRepeated && !isRuler(marker, answer.slice(marker.length).split('\n', 1)[0] ?? '')) {
    return withoutStart(answer, marker, snapshot);
  }
  // `data-` + `data-id`: the hyphen belongs to the name and is not an operator.
  const names = REPEATED_NAMES.map((pattern) => pattern.exec(snapshot.lineBefore)?.[0] ?? '');
  const name = names.find((each) => each !== '' && answer.startsWith(each));
  if (name !== undefined) return answer.slice(name.length);
  // `{█}` + `{{ name }}` in a template
  const isTemplate = snapshot.language.blockComments[0]?.[0] === '<!--';
  if (isTemplate && /(?<!\{)\{$/.test(typedPart) && /^\{[{%#]/.test(answer)) return answer.slice(1);
  const symbols = repeatedSymbols(answer, snapshot);
  if (symbols > 0) return answer.slice(symbols);
  // `x = getU` + `getUser()`: the answer repeats the word that is being typed.
  const word = wordAtEnd(typedPart);
  if (word === undefined || !answer.startsWith(word)) return text;
  // In prose, a word may be part of the next one: `Best reg█` + `regards`, but `re█` + `reread`.
  if (snapshot.language.prose && !continuesWord(answer, word, snapshot)) return text;
  // `var err █` + `error`
  if (/\s$/.test(snapshot.lineBefore) && /^\w/.test(answer.slice(word.length))) return text;
  return answer.length > word.length || word.length >= MIN_WORD_LENGTH
    ? answer.slice(word.length)
    : text;
}

/** Whether an answer begins with a longer word than the one that is being typed. */
function continuesWord(answer: string, word: string, { lineBefore }: Snapshot): boolean {
  const isTyping = !/\s$/.test(lineBefore) && word.length >= MIN_WORD_LENGTH;
  return isTyping && /^\p{L}/u.test(answer.slice(word.length));
}

/** The answer without the text that is already typed, and without whitespace if the line ends with whitespace. */
function withoutStart(answer: string, typed: string, { lineBefore }: Snapshot): string {
  const rest = answer.slice(typed.length);
  return /\s$/.test(lineBefore) ? rest.replace(/^[ \t]+/, '') : rest;
}

/**
 * Removes whitespace that the document already has: a space after a space, the line's indentation, an empty line after
 * an empty line. Keeps whitespace that the code needs.
 */
export function fixLeadingWhitespace(text: string, snapshot: Snapshot): string {
  const { lineBefore } = snapshot;
  if (lineBefore.trim() === '') return onBlankLine(text, snapshot);
  return /[ \t]$/.test(lineBefore) ? text.replace(/^[ \t]+(?=\S)/, '') : text;
}

function onBlankLine(text: string, snapshot: Snapshot): string {
  const { lineBefore } = snapshot;
  const above = snapshot.prefix.slice(0, snapshot.prefix.length - lineBefore.length);
  const isAfterEmpty = above === '' || /\n[ \t]*\n$/.test(above);
  const body = text.replace(/^(?:[ \t]*\n)+/, (empty) => {
    if (lineBefore !== '') return isShallower(text.slice(empty.length), snapshot) ? '\n' : '';
    return isAfterEmpty ? '' : mostEmptyLines(empty, snapshot);
  });
  if (lineBefore === '') return body;
  // The typed part of the indentation is removed, the missing part is kept.
  const missing = Math.max(
    0,
    expectedColumns(snapshot) - columnsOf(lineBefore, snapshot.indent.tabSize),
  );
  const whitespace = leadingWhitespace(body);
  // Binary search: the later the start, the fewer columns remain.
  let [from, enough] = [Math.max(0, whitespace.length - missing), whitespace.length];
  while (from < enough) {
    const middle = (from + enough) >> 1;
    if (columnsOf(whitespace.slice(middle), snapshot.indent.tabSize) > missing) from = middle + 1;
    else enough = middle;
  }
  return body.slice(from);
}

/** Whether a line is indented, but less than the cursor, so that it belongs below the cursor's line. */
function isShallower(line: string, { lineBefore, indent }: Snapshot): boolean {
  const columns = columnsOf(line, indent.tabSize);
  return columns > 0 && columns < columnsOf(lineBefore, indent.tabSize);
}

/** At most one empty line before the text; two in languages such as Python. */
function mostEmptyLines(empty: string, { language }: Snapshot): string {
  const breaks = empty.split('\n').length - 1;
  return '\n'.repeat(Math.min(breaks, language.offside ? 2 : 1));
}

/** Expected indentation, in columns, of a line below the one above the cursor. */
export function expectedColumns(snapshot: Snapshot): number {
  const above = lineAbove(snapshot);
  if (above === undefined) return 0;
  const step = levelColumns(snapshot.indent);
  return (
    columnsOf(above, snapshot.indent.tabSize) + (opensBlock(above, snapshot.language) ? step : 0)
  );
}

/** `this.` of `return this.`: the last word of a text that ends with a member access; undefined for others. */
function accessAtEnd(text: string): string | undefined {
  if (!/(?:\.|->|::)$/.test(text)) return undefined;
  const word = /(?<!\S)\S+$/.exec(text)?.[0] ?? '';
  const from = word.search(/[\w$]/);
  return from < 0 ? undefined : word.slice(from);
}

/** The name that a text ends with. */
function wordAtEnd(text: string): string | undefined {
  const name = /(?<![\w$])[\w$]+[!?]?$/.exec(text)?.[0] ?? '';
  const before = text.slice(0, text.length - name.length);
  const letter = /[\p{L}]$/u.exec(before.slice(-2))?.[0];
  if (letter !== undefined) return letter + name;
  const from = name.search(/[A-Za-z_$]/);
  return from < 0 ? undefined : name.slice(from);
}
