import { COMPILED_LITERALS } from './compiledLiterals.ts';
import { CONFIG_LITERALS } from './configLiterals.ts';
import type { LiteralRow } from './literalRow.ts';
import { SCRIPT_LITERALS } from './scriptLiterals.ts';

/** The comments and literals of languages, where they differ from what the syntax says. */
export const LITERAL_TABLE: readonly LiteralRow[] = [
  ...COMPILED_LITERALS,
  ...SCRIPT_LITERALS,
  ...CONFIG_LITERALS,
];
