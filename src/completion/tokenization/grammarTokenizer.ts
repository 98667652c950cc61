import type { LiteralKind } from '../../languages/literals/literal.ts';

/** State of a grammar between two lines. */
export interface GrammarState {
  readonly depth: number;
  equals(other: GrammarState): boolean;
}

/** A part of a line that is of one kind. */
export interface TokenRun {
  readonly from: number;
  readonly to: number;
  /** Absent for code. */
  readonly kind?: LiteralKind | undefined;
  /** Whether its brackets have no counterpart, such as `)` in a shell's `case`. */
  readonly isUnbalanced?: boolean;
}

/** The runs of a line, in order and without gaps. */
export interface TokenizedLine {
  readonly runs: readonly TokenRun[];
  readonly end: GrammarState;
  /** Whether the time limit ended the work, so that the runs are incomplete. */
  readonly isStopped: boolean;
}

/** Splits lines into strings, comments and code. */
export interface GrammarTokenizer {
  /** Name of the grammar for the explanation of a completion. */
  readonly name: string;
  /** `state` is the end of the line above; undefined at the start of a document. `limitMs` is in milliseconds. */
  tokenize(line: string, state: GrammarState | undefined, limitMs: number): TokenizedLine;
}
