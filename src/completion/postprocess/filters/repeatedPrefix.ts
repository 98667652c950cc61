import { columnsOf } from '../../../base/indentation.ts';
import type { Snapshot } from '../../snapshot.ts';
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

/** Finds what an answer may repeat of the typed text, without surrounding whitespace; undefined for nothing. */
type FindRepeated = (answer: string, typed: string, snapshot: Snapshot) => string | undefined;

/** In this order: the first one that the answer begins with is removed. */
const REPEATED: readonly FindRepeated[] = [
  // `return this.` + `this.name`: the object
  (_, typed) => {
    const access = accessAtEnd(typed);
    return access !== undefined && access.length > 2 ? access : undefined;
  },
  // `const total = █` + `const total = 42`: the line from its start
  (answer, typed, snapshot) =>
    answer.startsWith(typed) && isRestarted(answer, snapshot) ? typed : undefined,
  // `3,█` + `3,Screw,200`: the first field of a row, which names it
  (_, typed, { languageId }) => (/^(?:csv|tsv|psv)\b/.test(languageId) ? typed : undefined),
  markedContent,
  // `a="█"` + `"b" c="d"`: the quote that the editor closes
  (answer, typed, { lineAfter }) => {
    const quote = /["'`]$/.exec(typed)?.[0];
    const isPaired = quote !== undefined && lineAfter.startsWith(quote);
    return isPaired && answer.indexOf(quote, 1) > 1 ? quote : undefined;
  },
  commentMarker,
  // `data-` + `data-id`: the hyphen belongs to the name and is not an operator
  (answer, _, { lineBefore }) => {
    const names = REPEATED_NAMES.map((pattern) => pattern.exec(lineBefore)?.[0] ?? '');
    return names.find((name) => name !== '' && answer.startsWith(name));
  },
  // `{█}` + `{{ name }}` in a template
  (answer, typed, { syntax }) => {
    const isTemplate = syntax.blockComments[0]?.[0] === '<!--';
    return isTemplate && /(?<!\{)\{$/.test(typed) && /^\{[{%#]/.test(answer) ? '{' : undefined;
  },
  // `a &` + `&& b`
  (answer, _, snapshot) => {
    const symbols = repeatedSymbols(answer, snapshot);
    return symbols > 0 ? answer.slice(0, symbols) : undefined;
  },
  typedWord,
];

/** Removes what an answer repeats of the text left of the cursor. */
export function dropRepeatedPrefix(text: string, snapshot: Snapshot): string {
  const typed = snapshot.lineBefore.trim();
  if (typed === '' || isDeeper(text, snapshot)) return text;
  const answer = text.trimStart();
  for (const find of REPEATED) {
    const repeated = find(answer, typed, snapshot);
    if (repeated === undefined || !answer.startsWith(repeated)) continue;
    const rest = answer.slice(repeated.length);
    return /\s$/.test(snapshot.lineBefore) ? rest.replace(/^[ \t]+/, '') : rest;
  }
  return text;
}

/** Whether an answer begins on a new line that is deeper: `<div>█` + `<div>` there is a nested element. */
function isDeeper(text: string, { lineBefore, indent }: Snapshot): boolean {
  const lead = text.slice(0, text.length - text.trimStart().length);
  const last = lead.slice(lead.lastIndexOf('\n') + 1);
  return (
    lead.includes('\n') && columnsOf(last, indent.tabSize) > columnsOf(lineBefore, indent.tabSize)
  );
}

/** The line without its mark: ` * @param name █` + `@param name the name`, `- name: █` + `name: cart`. */
function markedContent(
  answer: string,
  typed: string,
  { lineBefore }: Snapshot,
): string | undefined {
  const content = typed.replace(/^(?:\*|\/{2,3}!?|#+|-{1,2}|;+|%+)[ \t]+/, '');
  const isWordEnd = !(/\s$/.test(lineBefore) && /^\w/.test(answer.slice(content.length)));
  return content !== typed && content.length >= MIN_WORD_LENGTH && isWordEnd ? content : undefined;
}

/** The beginning of a comment: `x = 1; // █` + `// text`. */
function commentMarker(
  answer: string,
  typed: string,
  { syntax, lineBefore }: Snapshot,
): string | undefined {
  const marker = syntax.lineComments.find(
    (token) => /\s$/.test(lineBefore) && typed.endsWith(token),
  );
  if (marker === undefined) return undefined;
  const rest = answer.slice(marker.length).split('\n', 1)[0] ?? '';
  return isRuler(marker, rest) ? undefined : marker;
}

/** The word that is being typed: `x = getU` + `getUser()`. */
function typedWord(
  answer: string,
  typed: string,
  { syntax, lineBefore }: Snapshot,
): string | undefined {
  const word = wordAtEnd(typed);
  if (word === undefined) return undefined;
  const rest = answer.slice(word.length);
  const isLong = word.length >= MIN_WORD_LENGTH;
  const isTyping = !/\s$/.test(lineBefore);
  // In prose, a word may be part of the next one: `Best reg█` + `regards`, but `re█` + `reread`.
  if (syntax.isProse) return isTyping && isLong && /^\p{L}/u.test(rest) ? word : undefined;
  // `var err █` + `error`
  if (!isTyping && /^\w/.test(rest)) return undefined;
  return rest !== '' || isLong ? word : undefined;
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
