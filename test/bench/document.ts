import type { Indent, Lines, Snapshot } from '../../src/completion/snapshot.ts';
import { detectIndent, takeSnapshot } from '../../src/completion/snapshot.ts';
import type { Source } from './sources.ts';

/** A source while it is being typed. */
export class TypedDocument {
  readonly #source: Source;
  readonly #head: readonly string[];
  readonly #tail: readonly string[];
  /** An editor knows it too, and looks it up in the file once. */
  readonly #indent: Indent;
  /** What follows the cursor once all is typed: what a correct suggestion says. */
  readonly #truth: string;

  constructor(source: Source) {
    this.#source = source;
    this.#head = source.head.split('\n').slice(0, -1);
    this.#tail = source.tail === '' ? [] : source.tail.split('\n').slice(1);
    this.#indent = detectIndent([...this.#head, ...source.typed.split('\n')]);
    // What stands behind the cursor already must not be said again.
    this.#truth = source.typed + (source.tail === '' ? source.rest : '');
  }

  /** The snapshot with so many characters of the stretch typed. */
  snapshotAt(typed: number): Snapshot {
    const lines = this.#source.typed.slice(0, typed).split('\n');
    const last = lines.at(-1) ?? '';
    return takeSnapshot(this.#linesWith(lines), {
      document: this.#source.path,
      path: this.#source.path.slice(this.#source.path.lastIndexOf('/') + 1),
      languageId: this.#source.languageId,
      line: this.#head.length + lines.length - 1,
      column: last.length,
      eol: '\n',
      indent: this.#indent,
      trigger: 'automatic',
    });
  }

  /** Whether a suggestion is what really follows there, blanks at its end aside. */
  isCorrect(suggestion: string, typed: number): boolean {
    return this.#truth.startsWith(suggestion.trimEnd(), typed);
  }

  #linesWith(typed: readonly string[]): Lines {
    const behind = this.#head.length + typed.length;
    return {
      count: behind + this.#tail.length,
      at: (line) =>
        this.#head[line] ?? typed[line - this.#head.length] ?? this.#tail[line - behind] ?? '',
    };
  }
}
