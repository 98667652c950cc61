/**
 * The kind of a literal. Here, a comment counts as a literal as well: like a string, it is a token whose brackets, quotes
 * and comment tokens mean nothing.
 */
export type LiteralKind = 'string' | 'comment' | 'regex' | 'character';

/** A string, comment, regular expression or character in a text. */
export interface Literal {
  readonly kind: LiteralKind;
  readonly from: number;
  readonly to: number;
  /** Offset where its first part begins, if an interpolation or a line break divides it; -1 for before the text. */
  readonly begin?: number;
  /** The token that closes it; absent if nothing in the text does, or if it has none. */
  readonly close?: string;
  /** Whether it is a comment to the end of the line. */
  readonly isLine?: boolean;
  /** Offset of the line break that broke it off. */
  readonly brokenAt?: number;
}

/** A literal that is open between two lines or at the end of a text. */
export interface OpenLiteral {
  readonly kind: LiteralKind;
  readonly close: string;
}

/** What a line takes over from the line above. Opaque: only the source that made it can read it. */
export interface LineState {
  /** The literal in which the line starts. */
  readonly open?: OpenLiteral | undefined;
}

/** The literals of a text. */
export interface LiteralScan {
  /** In order, without overlaps. */
  readonly literals: readonly Literal[];
  /** What the last line took over from the line above it. */
  readonly lineState: LineState | undefined;
  /** The literal that is open at the end of the text; absent for a comment to the end of the line. */
  readonly open?: OpenLiteral | undefined;
}

/** Finds the literals of texts in one language. */
export interface LiteralSource {
  /** Name for the explanation of a completion. */
  readonly name: string;
  /** The state of the first line of the window before the cursor. */
  readonly window: LineState;
  /** `start` is the state of the text's first line, as an earlier scan returned it. */
  scan(text: string, start?: LineState): LiteralScan;
}
