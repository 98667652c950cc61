import type { LineState } from '../../languages/literals/literal.ts';
import type { LineSource } from '../../base/lines.ts';
import type { GrammarLiterals } from './grammarLiterals.ts';

/** The states of a document's lines. An edit keeps those above it, and those below if they turn out the same. */
export class DocumentStates {
  readonly literals: GrammarLiterals;
  /** The state at the start of each line; those from `#known` on may be out of date. */
  #states: (LineState | undefined)[];
  /** Number of lines whose state is known. */
  #known = 1;
  /** Number of lines that were known before the last edit, and where it ends. */
  #stale = { known: 0, from: 0 };

  constructor(literals: GrammarLiterals) {
    this.literals = literals;
    this.#states = [literals.first];
  }

  /** The state at the start of a line; undefined if it is not known yet. */
  at(line: number): LineState | undefined {
    return line < this.#known ? this.#states[line] : undefined;
  }

  /** The line breaks after line `first` changed: `removed` of them were replaced by `added` others. */
  onEdit(first: number, removed: number, added: number): void {
    const known = Math.max(this.#known, this.#stale.known);
    if (first + 1 >= known) return;
    // States from before an earlier edit follow from each other, but not from those that were read since.
    const consistentFrom = this.#known < known ? Math.max(this.#known, this.#stale.from) : 0;
    // Most edits replace nothing but text within a line; large documents have large arrays.
    if (removed !== added) {
      const unknown = Array.from({ length: added }, () => undefined);
      this.#states.splice(first + 1, removed, ...unknown);
    } else this.#states.fill(undefined, first + 1, first + 1 + added);
    const shift = added - removed;
    const from = Math.max(first + added + 1, consistentFrom + shift);
    this.#stale = { known: Math.max(first + 1, known + shift), from };
    this.#known = Math.min(this.#known, first + 1);
  }

  /** Reads one more line. Returns whether the state of `line` is still unknown. */
  readNext(lines: LineSource, line: number): boolean {
    const at = this.#known - 1;
    const state = this.#states[at];
    if (this.#known > line || this.#known >= lines.count || !state) return false;
    const next = this.literals.stateAfter(lines.at(at), state);
    const isSame = this.#states[this.#known] === next && this.#known >= this.#stale.from;
    this.#states[this.#known] = next;
    this.#known += 1;
    // From here on, everything is as before the edit.
    if (isSame)
      this.#known = Math.max(this.#known, Math.min(this.#stale.known, this.#states.length));
    return this.#known <= line && this.#known < lines.count;
  }
}
