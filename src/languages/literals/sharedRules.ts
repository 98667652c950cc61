import type { LiteralRule } from './literalRule.ts';
import { delimited, doubled, heredoc, nestedComment, quoted, whole } from './literalRule.ts';

/** Spreads into a rule whose literals may contain line breaks. */
export const MULTILINE = { isMultiline: true } as const;
/** The block comment of C. */
export const SLASH_STAR = ['/*', '*/'] as const;
/** The block comment of C where comments nest: Rust, Swift, Kotlin. */
export const NESTED_SLASH_STAR = nestedComment('/*', '*/');
/** C#'s and F#'s strings without escapes. */
export const VERBATIM = doubled('"', { open: /\$?@\$?"/y, starts: '@$', ...MULTILINE });
/** Swift's strings between number signs. */
export const SWIFT_RAW: LiteralRule = {
  kind: 'string',
  starts: '#',
  open: /(#+)("""|")/y,
  close: (match) => `${match[2] ?? ''}${match[1] ?? ''}`,
  isMultiline: true,
};
/** Rust's strings without escapes. */
export const RUST_RAW: LiteralRule = {
  kind: 'string',
  starts: 'bcr',
  open: /(?<!\w)[bc]?r(#*)"/y,
  close: (match) => `"${match[1] ?? ''}`,
  isMultiline: true,
};
/** C++'s strings without escapes. */
export const CPP_RAW: LiteralRule = {
  kind: 'string',
  starts: 'R',
  open: /R"([^()\\\s"]{0,16})\(/y,
  close: (match) => `)${match[1] ?? ''}"`,
  isMultiline: true,
};
/** Lua's and CMake's strings between long brackets. */
export const LUA_LONG: LiteralRule = {
  kind: 'string',
  starts: '[',
  open: /\[(=*)\[/y,
  close: (match) => `]${match[1] ?? ''}]`,
  isMultiline: true,
};
/** A comment between long brackets, whose level `open` captures. */
export function bracketComment(open: RegExp): LiteralRule {
  return { ...LUA_LONG, kind: 'comment', starts: '-#', open };
}

/**
 * `'x'`, `'\n'`, `'\u{1f600}'`: a character between apostrophes. After a word or a closing bracket, an apostrophe is
 * a prime, a transposition, an attribute or a separator of digits.
 */
export const CHARACTER = whole(
  'character',
  "'b",
  /(?<![\w)\]}'])b?'(?:\\(?:u\{[^}'\n]{1,8}\}|[xuUo]?[0-9a-fA-F]{1,8}|\^?[^\n])|[^'\\\n][\ufe0f\udc00-\udfff]?)'/y,
);

/** `\(`, `\newline`: a character in Clojure. */
export const CLOJURE_CHARACTER = whole(
  'character',
  '\\',
  /\\(?:u[0-9a-fA-F]{4}|o[0-7]{1,3}|[a-z]{2,9}|[^\n])/y,
);

/** `#\(`, `#\space`: a character in Scheme and Lisp. */
export const LISP_CHARACTER = whole('character', '#', /#\\(?:[A-Za-z][\w-]{1,20}|[^\n])/y);

/** `#"("`, `#"\n"`: a character in Standard ML. */
export const SML_CHARACTER = whole('character', '#', /#"(?:\\(?:\d{3}|\^?[^\n])|[^"\\\n])"/y);

/**
 * A string in Tcl. A quote has no meaning within a word, or if a closing brace comes before the next quote: `{5" disk}`,
 * `{"}`.
 */
export const TCL_STRING: LiteralRule = quoted('"', {
  open: /(?<=^|[\s[{(;])"(?=(?:[^"\\\n]|\\[^\n])*"|(?:[^"\\\n}]|\\[^\n])*$)/my,
  isMultiline: true,
});

/** `?(`, `?\n`: a character in Emacs Lisp, Elixir and Ruby. */
export const QUESTION_CHARACTER = whole(
  'character',
  '?',
  /(?<![\w)\]}])\?(?:\\[^\n]|[^\s\w](?![\w"']))/y,
);

/** `0'(`, `0'\n`: a character in Prolog. */
export const PROLOG_CHARACTER = whole('character', '0', /(?<!\w)0'(?:\\[^\n]|''|[^\n])/y);

/** `$(`, `$"`: a character in Erlang. */
export const DOLLAR_CHARACTER = whole('character', '$', /\$(?:\\[^\n]|[^\s\w])/y);

/**
 * A regular expression where an operand is expected: after an operator, an opening bracket, a separator or a keyword.
 * Elsewhere a slash divides or ends a tag. A slash in a character class does not end it.
 */
export const REGEX = whole(
  'regex',
  '/',
  /(?<=(?:^|=>|[(,=:[!&|?{;~%^*]|[^+]\+|[^-]-|^[+-]|\b(?:return|typeof|case|in|of|delete|void|throw|new|do|else|yield|await|instanceof))[ \t]{0,40})\/(?![*/])(?!(?<=\{\/)\w{1,20}\})(?:[^/\\[\n]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n]){0,300}\])+\/[a-z]*/my,
);

/** A regular expression in Ruby, also as the first argument of a call without brackets: `split /,\s/`. */
export const RUBY_REGEX = whole(
  'regex',
  '/',
  /(?<=(?:^|=>|[(,=:[!&|?{;~%^*]|\b(?:return|and|or|not|if|unless|elsif|when|while|until|then|do|in))[ \t]{0,40}|[a-z_][?!]?[ \t](?=\/[^ =]))\/(?![*/])(?:[^/\\[\n]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n]){0,300}\])+\/[a-z]*/my,
);

/** Perl's operators with two parts: `s/a/b/g`, `tr/a-z/A-Z/`. */
export const PERL_SUBSTITUTION = whole(
  'regex',
  'sty',
  /(?<![\w$@%&>{-])(?:s|tr|y)([/|!#,~])(?:\\[^\n]|(?!\1)[^\\\n])*\1(?:\\[^\n]|(?!\1)[^\\\n])*\1[a-z]*/y,
);

/** A substitution in sed, after an address or at the start of a command. */
export const SED_SUBSTITUTION = whole(
  'regex',
  'sy',
  /(?<![\w-])[sy]([/|!#,~@])(?:\\[^\n]|(?!\1)[^\\\n])*\1(?:\\[^\n]|(?!\1)[^\\\n])*\1/y,
);

/** Perl's other operators: `m{a}`, `qr/a/`, `qw(a b)`, `q{a}`. */
export const PERL_QUOTE = delimited(
  'string',
  'mq',
  /(?<![\w$@%&>{-])(?:m|qr|qq|qw|qx|q)(?=[^\w\s=,;)])(?!#)([^\w\s])/y,
);

/** Ruby's literals with a percent sign: `%w[a b]`, `%r{a/b}`, `%(a)`. */
export const PERCENT_LITERAL = delimited(
  'string',
  '%',
  /(?<![\w)\]}][ \t]{0,8})%(?:[qQwWiIrsx](?=[^\w\s])|(?=[([{]))([^\w\s=])/y,
);

/** Elixir's sigils: `~r/a/`, `~w(a b)`; not those with three quotes. */
export const SIGIL = delimited('string', '~', /~(?:[a-z]|[A-Z]{1,8})(?!"""|''')([/|"'([{<])/y);

/** A here-document of a shell, Terraform or a Dockerfile; not a here-string (`<<<`) or a shift. */
export const SHELL_HEREDOC = heredoc(
  /(?<!<)<<(?!<)[-~]?[ \t]{0,4}(?:\\|(["']?))([A-Za-z_]\w*)\1(?!\w|[ \t]{0,4}\))/y,
);

/** A here-document of Ruby, Perl or Crystal: a name in capitals, or one after a mark or in quotes. */
export const RUBY_HEREDOC = heredoc(
  /(?<![\w)\]}<])<<(?:[-~]?[A-Z_][A-Z_\d]*\b|[-~](["'`]?)\w+\1|(["'`])\w+\2)(?<=\b(\w+)["'`]?)/y,
);

/** PHP's here-documents: `<<<HTML`, `<<<'TEXT'`. */
export const PHP_HEREDOC = heredoc(/<<<[ \t]{0,4}(["']?)([A-Za-z_]\w*)\1/y);

/** The address in `url(…)` without quotes, where `//` begins no comment. */
export const CSS_URL = whole('string', '/', /(?<=\burl\([^"'()\s/]{0,40})\/[^"'()\n]*/y);
