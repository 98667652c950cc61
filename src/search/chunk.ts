/** A part of a file that is found as a whole: a function, a type, the text below a heading. */
export interface Chunk {
  /** From 1, both included. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** The declared name with that of its type (`Cart.total`), or the headings above; empty if there is none. */
  readonly symbol: string;
  readonly text: string;
}

/** Maximum length of a chunk, in characters: about 800 tokens, a tenth of what `codestral-embed` reads. */
export const MAX_CHUNK_LENGTH = 2_400;
/** Shorter declarations next to each other share a chunk, in characters. */
export const MIN_CHUNK_LENGTH = 240;

/** The lines of a symbol, zero-based, from `line` to before `end`. */
export interface Section {
  readonly line: number;
  readonly end: number;
  readonly symbol: string;
}
