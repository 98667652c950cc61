import { beginningOf, endOf } from '../../base/textExcerpt.ts';
import { terminalLines } from '../context/terminalText.ts';

/** Lengths of the kept beginning and end of raw output, in characters: the end has the errors and the summary. */
const MAX_HEAD = 40_000;
const MAX_TAIL = 80_000;
/** Lengths of the beginning and end that the model receives, in characters. */
const HEAD_LENGTH = 4_000;
const TAIL_LENGTH = 12_000;

/** The output of a running command: its beginning and its end, however long it gets. */
export class CommandOutput {
  #head = '';
  #tail = '';
  #length = 0;

  /** Adds output with its escape sequences. */
  append(data: string): void {
    this.#length += data.length;
    const rest = MAX_HEAD - this.#head.length;
    this.#head += data.slice(0, rest);
    this.#tail += data.slice(Math.max(0, rest));
    // Truncating at twice the length is rarely necessary.
    if (this.#tail.length > 2 * MAX_TAIL) this.#tail = this.#tail.slice(-MAX_TAIL);
  }

  /** The output as plain text, shortened in the middle. Empty if there is none. */
  text(): string {
    const tail = this.#tail.slice(-MAX_TAIL);
    if (this.#head.length + tail.length === this.#length) return excerpt(this.#head + tail);
    const [first, last] = [terminalLines(this.#head), terminalLines(tail)];
    return joinEnds(
      beginningOf(first.join('\n'), HEAD_LENGTH),
      endOf(last.join('\n'), TAIL_LENGTH),
    );
  }
}

function excerpt(output: string): string {
  const text = terminalLines(output).join('\n');
  if (text.length <= HEAD_LENGTH + TAIL_LENGTH) return text;
  return joinEnds(beginningOf(text, HEAD_LENGTH), endOf(text, TAIL_LENGTH));
}

function joinEnds(head: string, tail: string): string {
  return `${head.trimEnd()}\n(… output left out here …)\n${tail}`;
}
