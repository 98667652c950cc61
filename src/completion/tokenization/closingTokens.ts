import type { LiteralKind } from '../../languages/literals/literal.ts';
import type { LanguageSyntax } from '../../languages/syntaxPresets.ts';

/** Comments over several lines in languages that the extension does not know. */
const BLOCK_COMMENTS: readonly (readonly [string, string])[] = [
  ['/*', '*/'],
  ['<!--', '-->'],
  ['{-', '-}'],
  ['(*', '*)'],
  ['#|', '|#'],
  ['#=', '=#'],
  ['<#', '#>'],
  ['--[[', ']]'],
];
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' };

/** What is in front of a quote (`rb"`, `$@"`, `#"`), and the quote. */
const QUOTE = /^[\w$@#~%]{0,3}?(#{0,8})("""|'''|''|["'`])/;
/** A literal whose opening token chooses the delimiter: `%w[`, `qr{`, `~r/`, `#"`, `[[`. */
const DELIMITER = /^(?:%\w?|~\w|m|qr|qq|qw|q)([^\w\s])/;

/** A closing token, and the length of the opening one. */
export interface Delimiters {
  readonly close: string;
  readonly opening: number;
}

/** The delimiters of a block comment that begins with a text; undefined for a comment to the end of the line. */
export function commentCloser(
  text: string,
  { blockComments }: LanguageSyntax,
): Delimiters | undefined {
  const trimmed = text.trimStart();
  const found = [...blockComments, ...BLOCK_COMMENTS].find(([open]) => trimmed.startsWith(open));
  if (!found) return undefined;
  return { close: found[1], opening: text.length - trimmed.length + found[0].length };
}

/**
 * The closing token of a literal that begins with a text, and the length of the opening one. Undefined if the text
 * does not begin like a literal: an unquoted string is code.
 */
export function closerOf(text: string, kind: LiteralKind): Delimiters | undefined {
  if (text.startsWith('/')) return { close: '/', opening: 1 };
  const delimiter = DELIMITER.exec(text);
  const mark = delimiter?.[1];
  if (delimiter && mark !== undefined)
    return { close: CLOSING[mark] ?? mark, opening: delimiter[0].length };
  const quote = QUOTE.exec(text);
  if (quote) {
    const [opening, hashes = '', token = ''] = quote;
    const isEmpty = token === "''" && text.length === 2;
    return isEmpty
      ? { close: "'", opening: 1 }
      : { close: kind === 'regex' ? token : token + hashes, opening: opening.length };
  }
  const long = /^(?:\[(=*)\[|R"([^()\\\s]{0,16})\()/.exec(text);
  if (long) return { close: `]${long[1] ?? ''}]`, opening: long[0].length };
  return /^[\\?#$]./.test(text) ? { close: text.slice(-1), opening: 1 } : undefined;
}

/** The delimiter of a here-document that begins on a line; undefined if none does. */
export function heredocName(line: string): string | undefined {
  return /<<[-~<]?[ \t]{0,4}["'`\\]?([A-Za-z_]\w*)/.exec(line)?.[1];
}
