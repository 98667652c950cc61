import * as shared from './sharedRules.ts';
import type { LiteralRow } from './literalRow.ts';
import { doubled, nestedComment, quoted, raw } from './literalRule.ts';
import {
  MULTILINE,
  NESTED_SLASH_STAR,
  VERBATIM,
  SWIFT_RAW,
  RUST_RAW,
  CPP_RAW,
} from './sharedRules.ts';

/** Rows for languages with braces, and for functional languages. To add a language, add a row. */
export const COMPILED_LITERALS: readonly LiteralRow[] = [
  {
    ids: 'javascript javascriptreact typescript typescriptreact vue svelte astro',
    literals: [shared.REGEX],
  },
  {
    ids: 'coffeescript',
    multilineQuotes: ['"""', "'''"],
    literals: [raw('///', MULTILINE), shared.RUBY_REGEX],
  },
  { ids: 'groovy', literals: [shared.REGEX], multilineQuotes: ['"""', "'''"] },
  {
    ids: 'rust',
    quotes: '',
    literals: [NESTED_SLASH_STAR, RUST_RAW, shared.CHARACTER, quoted('"', MULTILINE)],
  },
  { ids: 'swift', quotes: '"', literals: [NESTED_SLASH_STAR, SWIFT_RAW] },
  { ids: 'kotlin', literals: [NESTED_SLASH_STAR, raw('"""', MULTILINE)], multilineQuotes: [] },
  {
    ids: 'scala',
    quotes: '"',
    multilineQuotes: [],
    literals: [NESTED_SLASH_STAR, raw('"""', MULTILINE), shared.CHARACTER],
  },
  {
    ids: 'dart',
    literals: [
      NESTED_SLASH_STAR,
      raw('"""', { ...MULTILINE, starts: 'r', open: /(?<!\w)r"""/y }),
      raw("'''", { ...MULTILINE, starts: 'r', open: /(?<!\w)r'''/y }),
      raw('"', { starts: 'r', open: /(?<!\w)r"/y }),
      raw("'", { starts: 'r', open: /(?<!\w)r'/y }),
    ],
  },
  { ids: 'go', literals: [raw('`', MULTILINE)], multilineQuotes: [] },
  { ids: 'c cpp objective-c objective-cpp cuda-cpp', literals: [CPP_RAW] },
  {
    ids: 'csharp razor aspnetcorerazor',
    literals: [raw('"""', MULTILINE), VERBATIM],
    multilineQuotes: [],
  },
  {
    ids: 'fsharp',
    quotes: '',
    blockComments: [['(*', '*)']],
    literals: [
      { ...nestedComment('(*', '*)'), open: /\(\*(?!\))/y },
      raw('"""', MULTILINE),
      VERBATIM,
      shared.CHARACTER,
      quoted('"', MULTILINE),
    ],
  },
  {
    ids: 'ocaml ocaml.interface',
    quotes: '',
    lineComments: [],
    blockComments: [['(*', '*)']],
    literals: [
      { ...nestedComment('(*', '*)'), open: /\(\*(?!\))/y },
      {
        kind: 'string',
        starts: '{',
        open: /\{([a-z_]*)\|/y,
        close: (m) => `|${m[1] ?? ''}}`,
        isMultiline: true,
      },
      shared.CHARACTER,
      quoted('"', MULTILINE),
    ],
  },
  {
    ids: 'sml',
    quotes: '',
    lineComments: [],
    blockComments: [['(*', '*)']],
    literals: [nestedComment('(*', '*)'), shared.SML_CHARACTER, quoted('"')],
  },
  {
    ids: 'coq rocq isabelle',
    quotes: '',
    lineComments: [],
    blockComments: [['(*', '*)']],
    literals: [nestedComment('(*', '*)'), doubled('"', MULTILINE)],
  },
  {
    ids: 'lean lean4',
    quotes: '"',
    blockComments: [['/-', '-/']],
    literals: [nestedComment('/-', '-/'), shared.CHARACTER],
  },
  {
    ids: 'haskell elm purescript agda idris',
    quotes: '"',
    blockComments: [['{-', '-}']],
    literals: [nestedComment('{-', '-}'), shared.CHARACTER],
  },
];
