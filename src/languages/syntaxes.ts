import type { LiteralSource } from './literals/literal.ts';
import type { LiteralRule } from './literals/literalRule.ts';

/** Syntax of a language as far as the engine needs it: not a grammar. */
export interface Language {
  /** Tokens that start a comment to the end of the line. */
  readonly lineComments: readonly string[];
  /** Pairs of tokens that open and close a multi-line comment. */
  readonly blockComments: readonly (readonly [string, string])[];
  /** Characters that open and close a single-line string. */
  readonly quotes: string;
  /** Tokens that open and close a multi-line string. */
  readonly longQuotes: readonly string[];
  /** Further literals, tried before the comments and strings above. */
  readonly literals: readonly LiteralRule[];
  /** Finds literals instead of these rules: a grammar. */
  readonly source?: LiteralSource;
  /** Natural language: Markdown, LaTeX, plain text. */
  readonly prose: boolean;
  /** One key per line: YAML, TOML, properties. */
  readonly keyed: boolean;
  /** Blocks may end with a keyword: `end`, `fi`, `done`. */
  readonly worded: boolean;
  /** Blocks are marked by colon and indentation alone, so that any other deeper line is an error. */
  readonly offside: boolean;
  /** A period ends a statement, so that a line with one at its end is complete. */
  readonly periods: boolean;
  /** Each clause of a statement may be on its own line, and a semicolon ends the statement: SQL. */
  readonly clauses: boolean;
  /** `pattern)` starts a branch, so that its bracket has no opening one. */
  readonly casePatterns: boolean;
  /** Usually indented with tabs. */
  readonly tabbed: boolean;
}

const braces: Language = {
  lineComments: ['//'],
  blockComments: [['/*', '*/']],
  quotes: `"'`,
  // Rare otherwise: a doubled quote at the beginning of a string.
  longQuotes: ['"""'],
  literals: [],
  prose: false,
  keyed: false,
  worded: false,
  offside: false,
  periods: false,
  clauses: false,
  casePatterns: false,
  tabbed: false,
};
const dashes: Language = { ...braces, lineComments: ['--'], worded: true };
const hash: Language = { ...braces, lineComments: ['#'], blockComments: [], worded: true };
const markup: Language = {
  ...braces,
  lineComments: [],
  blockComments: [['<!--', '-->']],
  quotes: '"',
};

/** Kinds of syntax, named after a typical language or feature. */
export const SYNTAXES = {
  braces,
  css: { ...braces, lineComments: [] },
  dashes,
  doubleQuotes: { ...braces, quotes: '"' },
  go: { ...braces, longQuotes: ['`'], tabbed: true },
  hash,
  javascript: { ...braces, longQuotes: ['`'] },
  keyed: { ...hash, keyed: true, worded: false },
  makefile: { ...hash, tabbed: true },
  markup,
  // Erlang, Prolog, COBOL
  periods: { ...braces, lineComments: ['%'], blockComments: [], worded: true, periods: true },
  php: { ...braces, lineComments: ['//', '#'] },
  // In prose, an apostrophe is not a quote.
  prose: { ...markup, quotes: '', prose: true },
  python: { ...hash, longQuotes: ['"""', "'''"], worded: false, offside: true },
  semicolons: { ...braces, lineComments: [';'], blockComments: [], quotes: '"', longQuotes: [] },
  shell: { ...hash, casePatterns: true },
  sql: { ...dashes, clauses: true },
  tripleQuotes: { ...braces, longQuotes: ['"""', "'''"] },
  // For languages that are not in the table: both common comment styles, and blocks of either kind.
  unknown: {
    ...braces,
    lineComments: ['//', '#'],
    longQuotes: ['"""', "'''"],
    worded: true,
  },
} satisfies Readonly<Record<string, Language>>;

/** Name of a kind of syntax. */
export type SyntaxName = keyof typeof SYNTAXES;
