import type { LineSource } from '../../src/base/lines.ts';
import type { IndentStyle, Snapshot } from '../../src/completion/snapshot.ts';
import { detectIndent, takeSnapshot } from '../../src/completion/snapshot.ts';
import type { Source } from './sources.ts';

/** A source file while it is typed. */
export class TypedDocument {
  readonly #source: Source;
  readonly #head: readonly string[];
  readonly #tail: readonly string[];
  /** Also known to editors, which read it from the file once. */
  readonly #indent: IndentStyle;
  /** The text after the cursor once everything is typed, which a correct suggestion contains. */
  readonly #truth: string;

  constructor(source: Source) {
    this.#source = source;
    this.#head = source.head.split('\n').slice(0, -1);
    this.#tail = source.tail === '' ? [] : source.tail.split('\n').slice(1);
    const lines = [...this.#head, ...source.typed.split('\n')];
    this.#indent = detectIndent({ count: lines.length, at: (line) => lines[line] ?? '' });
    // Text that is already after the cursor must not be repeated.
    this.#truth = source.typed + (source.tail === '' ? source.rest : '');
  }

  /** The snapshot after this number of characters. */
  snapshotAt(typed: number): Snapshot {
    const lines = this.#source.typed.slice(0, typed).split('\n');
    const last = lines.at(-1) ?? '';
    return takeSnapshot(this.#linesWith(lines), {
      document: this.#source.path,
      path: this.#source.path.slice(this.#source.path.lastIndexOf('/') + 1),
      languageId: this.#source.languageId,
      line: this.#head.length + lines.length - 1,
      column: last.length,
      indent: this.#indent,
      trigger: 'automatic',
    });
  }

  /** Whether a suggestion is the actual next text, apart from trailing whitespace. */
  isCorrect(suggestion: string, typed: number): boolean {
    return this.#truth.startsWith(suggestion.trimEnd(), typed);
  }

  #linesWith(typed: readonly string[]): LineSource {
    const behind = this.#head.length + typed.length;
    return {
      count: behind + this.#tail.length,
      at: (line) =>
        this.#head[line] ?? typed[line - this.#head.length] ?? this.#tail[line - behind] ?? '',
    };
  }
}
