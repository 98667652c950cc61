import type { LiteralRule } from './literalRule.ts';

/** One row of {@link LITERAL_TABLE}: how the comments and literals of some languages differ from their syntax. */
export interface LiteralRow {
  /** VS Code's language IDs, separated by spaces. */
  readonly ids: string;
  readonly lineComments?: readonly string[];
  readonly blockComments?: readonly (readonly [string, string])[];
  /** Characters that open and close a string, in addition to `literals`; those of the syntax if absent. */
  readonly quotes?: string;
  readonly multilineQuotes?: readonly string[];
  /** Tried in this order, before the comments and quotes. */
  readonly literals: readonly LiteralRule[];
}
