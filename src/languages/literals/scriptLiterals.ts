import * as shared from './sharedRules.ts';
import type { LiteralRow } from './literalRow.ts';
import type { LiteralRule } from './literalRule.ts';
import { doubled, nestedComment, quoted, raw, whole } from './literalRule.ts';
import { MULTILINE, SLASH_STAR, LUA_LONG, bracketComment } from './sharedRules.ts';

/** A comment that begins with an asterisk at the start of a line. */
const STAR_COMMENT: LiteralRule = {
  kind: 'comment',
  starts: '*',
  open: /(?<=^[ \t]{0,40})\*/my,
  isLine: true,
};

/** `r"(a)"`, `R"--[b]--"` in R. */
const R_RAW: LiteralRule = {
  ...raw('', MULTILINE),
  starts: 'rR',
  open: /(?<!\w)[rR](["'])(-{0,3})([([{])/y,
  close: ([, quote = '', dashes = '', bracket = '']) =>
    `${{ '(': ')', '[': ']', '{': '}' }[bracket] ?? ''}${dashes}${quote}`,
};

/** A string in Vim script. Where no value is expected, a quote begins a comment. */
const VIM_STRING: LiteralRule = quoted('"', {
  open: /(?<=(?:[=(,[{:.+~?]|\b(?:echo\w{0,6}|exe(?:cute)?|return|throw|if|elseif|while|in))[ \t]{0,4})"/y,
});

/** Rows for scripts, queries and hardware. To add a language, add a row. */
export const SCRIPT_LITERALS: readonly LiteralRow[] = [
  {
    ids: 'clojure clojurescript',
    quotes: '',
    literals: [shared.CLOJURE_CHARACTER, quoted('"', MULTILINE)],
  },
  {
    ids: 'scheme racket lisp commonlisp',
    quotes: '',
    blockComments: [['#|', '|#']],
    literals: [nestedComment('#|', '|#'), shared.LISP_CHARACTER, quoted('"', MULTILINE)],
  },
  {
    ids: 'elisp emacs-lisp emacslisp',
    quotes: '',
    lineComments: [';'],
    blockComments: [],
    literals: [shared.QUESTION_CHARACTER, quoted('"', MULTILINE)],
  },
  { ids: 'erlang', literals: [shared.DOLLAR_CHARACTER] },
  { ids: 'prolog', blockComments: [SLASH_STAR], literals: [shared.PROLOG_CHARACTER] },
  { ids: 'abap', quotes: '', lineComments: ['"'], literals: [doubled("'")] },
  {
    ids: 'julia',
    quotes: '',
    multilineQuotes: ['"""'],
    blockComments: [['#=', '=#']],
    literals: [
      nestedComment('#=', '=#'),
      raw('"', { starts: 'r', open: /(?<!\w)raw"/y, ...MULTILINE }),
      shared.CHARACTER,
      quoted('"', { ...MULTILINE, open: /"(?!"")/y }),
    ],
  },
  {
    ids: 'matlab octave',
    quotes: '',
    lineComments: ['%'],
    blockComments: [['%{', '%}']],
    literals: [doubled("'", { open: /(?<![\w)\]}'.])'/y }), doubled('"')],
  },
  {
    ids: 'tlaplus tla',
    quotes: '"',
    lineComments: ['\\*'],
    blockComments: [['(*', '*)']],
    literals: [nestedComment('(*', '*)')],
  },
  { ids: 'ada vhdl', quotes: '', literals: [shared.CHARACTER, doubled('"')] },
  { ids: 'verilog systemverilog system-verilog', quotes: '"', lineComments: ['//'], literals: [] },
  {
    ids: 'freebasic vb vba vbs vbscript',
    quotes: '',
    lineComments: ["'"],
    blockComments: [],
    literals: [doubled('"')],
  },
  {
    ids: 'pascal delphi objectpascal',
    quotes: '',
    lineComments: ['//'],
    blockComments: [
      ['{', '}'],
      ['(*', '*)'],
    ],
    literals: [doubled("'")],
  },
  {
    ids: 'fortran fortran-modern fortran_fixed-form fortran_free-form FortranFixedForm FortranFreeForm',
    quotes: '',
    lineComments: ['!'],
    blockComments: [],
    literals: [doubled("'"), doubled('"')],
  },
  {
    ids: 'COBOL cobol',
    quotes: '',
    lineComments: ['*>'],
    blockComments: [],
    literals: [doubled("'"), doubled('"')],
  },
  {
    ids: 'sql mysql pgsql plsql mssql tsql sqlite bigquery oracle-sql postgres postgresql snowflake-sql',
    quotes: '',
    lineComments: ['--'],
    blockComments: [SLASH_STAR],
    literals: [doubled("'", { ...MULTILINE, escapesInWord: true }), doubled('"', MULTILINE)],
  },
  {
    ids: 'powershell',
    quotes: '',
    blockComments: [['<#', '#>']],
    literals: [
      { kind: 'string', starts: '@', open: '@"', close: '"@', isMultiline: true },
      { kind: 'string', starts: '@', open: "@'", close: "'@", isMultiline: true },
      doubled("'", MULTILINE),
      doubled('"', { ...MULTILINE, escapes: '`' }),
    ],
  },
  {
    ids: 'bat',
    quotes: '"',
    lineComments: ['::', 'REM ', 'rem '],
    blockComments: [],
    literals: [raw('"')],
  },
  {
    ids: 'shellscript',
    quotes: '',
    literals: [
      shared.SHELL_HEREDOC,
      quoted("'", { starts: '$', open: "$'", ...MULTILINE }),
      raw("'", { ...MULTILINE, mayBeApostrophe: true }),
      quoted('"', MULTILINE),
      whole('character', '\\', /\\[^\n]/y),
    ],
  },
  {
    ids: 'fish',
    quotes: '',
    lineComments: ['#'],
    blockComments: [],
    literals: [
      quoted("'", MULTILINE),
      quoted('"', MULTILINE),
      whole('character', '\\', /\\[^\n]/y),
    ],
  },
  {
    ids: 'ruby crystal',
    quotes: '',
    blockComments: [],
    literals: [
      shared.RUBY_HEREDOC,
      shared.PERCENT_LITERAL,
      shared.RUBY_REGEX,
      shared.QUESTION_CHARACTER,
      quoted("'", { ...MULTILINE, mayBeApostrophe: true }),
      quoted('"', MULTILINE),
      quoted('`'),
    ],
  },
  {
    ids: 'perl perl6 raku',
    quotes: '',
    literals: [
      shared.RUBY_HEREDOC,
      shared.PERL_SUBSTITUTION,
      shared.PERL_QUOTE,
      shared.RUBY_REGEX,
      quoted("'", { ...MULTILINE, mayBeApostrophe: true }),
      quoted('"', MULTILINE),
    ],
  },
  {
    ids: 'sed',
    quotes: '',
    lineComments: ['#'],
    blockComments: [],
    literals: [shared.SED_SUBSTITUTION, shared.REGEX],
  },
  { ids: 'awk', quotes: '"', lineComments: ['#'], blockComments: [], literals: [shared.REGEX] },
  { ids: 'elixir', quotes: `"'`, literals: [shared.SIGIL, shared.QUESTION_CHARACTER] },
  {
    ids: 'php',
    quotes: '',
    lineComments: ['//', '#'],
    literals: [
      shared.PHP_HEREDOC,
      quoted("'", { ...MULTILINE, mayBeApostrophe: true }),
      quoted('"', MULTILINE),
    ],
  },
  {
    ids: 'r',
    quotes: '',
    literals: [R_RAW, quoted("'", { ...MULTILINE, mayBeApostrophe: true }), quoted('"', MULTILINE)],
  },
  {
    ids: 'lua luau',
    blockComments: [['--[[', ']]']],
    literals: [bracketComment(/--\[(=*)\[/y), LUA_LONG],
  },
  {
    ids: 'nim',
    quotes: '"',
    blockComments: [['#[', ']#']],
    multilineQuotes: [],
    literals: [
      nestedComment('#[', ']#'),
      raw('"""', MULTILINE),
      doubled('"', { starts: 'r', open: /(?<!\w)r"/y }),
      shared.CHARACTER,
    ],
  },
  {
    ids: 'janet',
    quotes: '"',
    literals: [raw('`', { open: /`+/y, close: ([ticks = '']) => ticks, ...MULTILINE })],
  },
  {
    ids: 'viml vim vimscript',
    quotes: '',
    lineComments: ['"'],
    literals: [doubled("'"), VIM_STRING],
  },
  { ids: 'zig', literals: [whole('string', '\\', /\\\\[^\n]*/y)] },
  {
    ids: 'd',
    literals: [
      nestedComment('/+', '+/'),
      raw('`', MULTILINE),
      raw('"', { starts: 'r', open: /(?<!\w)r"/y }),
    ],
  },
  {
    ids: 'autoit ahk autohotkey',
    lineComments: [';'],
    multilineQuotes: [],
    literals: [doubled('"')],
  },
  {
    ids: 'smalltalk',
    quotes: '',
    lineComments: [],
    blockComments: [['"', '"']],
    literals: [shared.DOLLAR_CHARACTER, doubled("'", MULTILINE)],
  },
  {
    ids: 'stata',
    quotes: '',
    lineComments: ['//'],
    literals: [STAR_COMMENT, quoted('"')],
  },
  {
    ids: 'sas',
    quotes: '',
    lineComments: [],
    literals: [STAR_COMMENT, doubled('"'), doubled("'")],
  },
  { ids: 'arm', quotes: '"', lineComments: ['@', '//', ';'], literals: [] },
  { ids: 'robotframework robot', quotes: '', multilineQuotes: [], literals: [] },
  { ids: 'applescript', quotes: '"', blockComments: [['(*', '*)']], literals: [] },
  { ids: 'python starlark', literals: [] },
  {
    ids: 'tcl',
    quotes: '',
    literals: [shared.TCL_STRING, whole('character', '\\', /\\[^\n]/y)],
  },
];
