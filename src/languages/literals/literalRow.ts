import type { LiteralRule } from './literalRule.ts';

/** The comments and literals of languages, where they differ from what the syntax says. */
export interface LiteralRow {
  /** VS Code's language IDs, separated by spaces. */
  readonly ids: string;
  readonly lineComments?: readonly string[];
  readonly blockComments?: readonly (readonly [string, string])[];
  /** Characters that open and close a string, in addition to `literals`; those of the syntax if absent. */
  readonly quotes?: string;
  readonly longQuotes?: readonly string[];
  /** Tried in this order, before the comments and quotes. */
  readonly literals: readonly LiteralRule[];
}
