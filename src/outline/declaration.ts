/** A declaration of a file, without its body. */
export interface Declaration {
  /** Its names: two for `typedef struct a {…} b`. */
  readonly names: readonly string[];
  /** The type that it belongs to, if it is written outside of it: Go methods, `A.prototype.b`, Rust's `impl`. */
  readonly owner?: string;
  /** Zero-based first line, and the line after the last one. */
  readonly line: number;
  readonly end: number;
  /** The signature, in one line. */
  readonly text: string;
  /** The first line of its documentation; '' if there is none. */
  readonly doc: string;
  readonly members: readonly Declaration[];
}
