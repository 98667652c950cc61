import type { LiteralSource } from './literals/literal.ts';
import type { LiteralRule } from './literals/literalRule.ts';

/** Syntax of a language as far as the engine needs it: not a grammar. */
export interface LanguageSyntax {
  /** Tokens that start a comment to the end of the line. */
  readonly lineComments: readonly string[];
  /** Pairs of tokens that open and close a multi-line comment. */
  readonly blockComments: readonly (readonly [string, string])[];
  /** Characters that open and close a single-line string. */
  readonly quotes: string;
  /** Tokens that open and close a multi-line string. */
  readonly multilineQuotes: readonly string[];
  /** Further literals, tried before the comments and strings above. */
  readonly literals: readonly LiteralRule[];
  /** Finds literals instead of these rules: a grammar. */
  readonly source?: LiteralSource;
  /** Natural language: Markdown, LaTeX, plain text. */
  readonly isProse: boolean;
  /** One key per line: YAML, TOML, properties. */
  readonly isKeyValue: boolean;
  /** Blocks may end with a keyword: `end`, `fi`, `done`. */
  readonly hasKeywordBlocks: boolean;
  /** Blocks are marked by colon and indentation alone, so that any other deeper line is an error. */
  readonly isOffside: boolean;
  /** A period ends a statement, so that a line with one at its end is complete. */
  readonly endsWithPeriod: boolean;
  /** Each clause of a statement may be on its own line, and a semicolon ends the statement: SQL. */
  readonly hasMultilineStatements: boolean;
  /** `pattern)` starts a branch, so that its bracket has no opening one. */
  readonly hasCasePatterns: boolean;
  /** Usually indented with tabs. */
  readonly usesTabs: boolean;
}

const braces: LanguageSyntax = {
  lineComments: ['//'],
  blockComments: [['/*', '*/']],
  quotes: `"'`,
  // Rare otherwise: a doubled quote at the beginning of a string.
  multilineQuotes: ['"""'],
  literals: [],
  isProse: false,
  isKeyValue: false,
  hasKeywordBlocks: false,
  isOffside: false,
  endsWithPeriod: false,
  hasMultilineStatements: false,
  hasCasePatterns: false,
  usesTabs: false,
};
const dashes: LanguageSyntax = { ...braces, lineComments: ['--'], hasKeywordBlocks: true };
const hash: LanguageSyntax = {
  ...braces,
  lineComments: ['#'],
  blockComments: [],
  hasKeywordBlocks: true,
};
const markup: LanguageSyntax = {
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
  go: { ...braces, multilineQuotes: ['`'], usesTabs: true },
  hash,
  javascript: { ...braces, multilineQuotes: ['`'] },
  keyed: { ...hash, isKeyValue: true, hasKeywordBlocks: false },
  makefile: { ...hash, usesTabs: true },
  markup,
  // Erlang, Prolog, COBOL
  periods: {
    ...braces,
    lineComments: ['%'],
    blockComments: [],
    hasKeywordBlocks: true,
    endsWithPeriod: true,
  },
  php: { ...braces, lineComments: ['//', '#'] },
  // In prose, an apostrophe is not a quote.
  prose: { ...markup, quotes: '', isProse: true },
  python: { ...hash, multilineQuotes: ['"""', "'''"], hasKeywordBlocks: false, isOffside: true },
  semicolons: {
    ...braces,
    lineComments: [';'],
    blockComments: [],
    quotes: '"',
    multilineQuotes: [],
  },
  shell: { ...hash, hasCasePatterns: true },
  sql: { ...dashes, hasMultilineStatements: true },
  tripleQuotes: { ...braces, multilineQuotes: ['"""', "'''"] },
  // For languages that are not in the table: both common comment styles, and blocks of either kind.
  unknown: {
    ...braces,
    lineComments: ['//', '#'],
    multilineQuotes: ['"""', "'''"],
    hasKeywordBlocks: true,
  },
} satisfies Readonly<Record<string, LanguageSyntax>>;

/** Name of a kind of syntax. */
export type SyntaxName = keyof typeof SYNTAXES;
