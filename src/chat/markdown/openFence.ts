/** The opening line of a fenced code block. */
export interface Fence {
  /** Its indentation, 0 to 3 spaces, which is removed from the code as well. */
  readonly indent: number;
  readonly mark: '`' | '~';
  /** The number of fence characters; the closing fence has at least as many. */
  readonly length: number;
  /** The text after the fence characters. */
  readonly info: string;
}

// Maximum length of a fence line, in characters. Longer lines are text, which bounds the time per line.
const MAX_FENCE_LINE_LENGTH = 1_000;

/** Parses a line as an opening fence, as in CommonMark 4.5. */
export function readFence(line: string): Fence | undefined {
  if (line.length > MAX_FENCE_LINE_LENGTH) return undefined;
  const [, indent = '', marks = '', info = ''] =
    /^( {0,3})(`{3,}(?!`)|~{3,}(?!~))(.*)$/.exec(line) ?? [];
  const mark = marks[0];
  if (mark !== '`' && mark !== '~') return undefined;
  if (mark === '`' && info.includes('`')) return undefined;
  return { indent: indent.length, mark, length: marks.length, info: info.trim() };
}

/** The role of a line within its code block. */
export type FenceLine = 'content' | 'end' | 'undecided';

/**
 * An open code block, which receives one line after the other. In a Markdown block, models write inner fences with as
 * few characters as the outer one: a fence with a language opens an inner block, and the next bare fence closes the
 * innermost. If a bare fence may open an inner block (after a blank line or a colon), the line after it decides: code
 * follows an opening fence at once, while prose follows a closing one after a blank line.
 */
export class OpenFence {
  readonly #fence: Fence;
  readonly #holdsMarkdown: boolean;
  /** The inner fences, outermost first. */
  readonly #inner: number[] = [];
  #before = '';

  constructor(fence: Fence) {
    this.#fence = fence;
    this.#holdsMarkdown = /^(markdown|md|mdx|gfm)\b/i.test(fence.info);
  }

  get info(): string {
    return this.#fence.info;
  }

  /** Processes the next line. If its role is `undecided`, call {@link decide} with the line after it. */
  processLine(line: string): FenceLine {
    const before = this.#before;
    this.#before = line;
    const fence = readFence(line);
    if (fence?.mark !== this.#fence.mark) return 'content';
    if (fence.length < (this.#inner.at(-1) ?? this.#fence.length)) return 'content';
    if (fence.info !== '') {
      if (this.#holdsMarkdown) this.#inner.push(fence.length);
      return 'content';
    }
    if (this.#inner.pop() !== undefined) return 'content';
    const mayBegin = this.#holdsMarkdown && /(^|:)\s*$/.test(before);
    return mayBegin ? 'undecided' : 'end';
  }

  /** Decides whether the undecided fence opens an inner block, given the line after it. */
  decide(next: string): boolean {
    const begins = next.trim() !== '' && readFence(next) === undefined;
    if (begins) this.#inner.push(this.#fence.length);
    return begins;
  }

  /** A line of code without the indentation of its fence. */
  strip(line: string): string {
    let from = 0;
    while (from < this.#fence.indent && line[from] === ' ') from++;
    return line.slice(from);
  }
}
