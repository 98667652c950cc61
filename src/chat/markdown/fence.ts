/** The line that begins a fenced code block. */
export interface Fence {
  /** How far it is indented, 0 to 3 spaces; its code loses as many. */
  readonly indent: number;
  readonly mark: '`' | '~';
  /** How many marks; as many end it. */
  readonly length: number;
  /** What stands behind the marks. */
  readonly info: string;
}

// No fence is longer, in characters: longer lines are text, so that no line is looked at twice for long.
const LONGEST_FENCE_LINE = 1_000;

/** Reads a line as the beginning of a fence, by CommonMark 4.5. */
export function readFence(line: string): Fence | undefined {
  if (line.length > LONGEST_FENCE_LINE) return undefined;
  const [, indent = '', marks = '', info = ''] = /^( {0,3})(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
  const mark = marks[0];
  if (mark !== '`' && mark !== '~') return undefined;
  if (mark === '`' && info.includes('`')) return undefined;
  return { indent: indent.length, mark, length: marks.length, info: info.trim() };
}

/** What a line is to the fence that it stands in. */
export type FenceLine = 'content' | 'end' | 'undecided';

/**
 * An open fence, told line by line. In a fence of Markdown, models write fences with as few marks as the outer
 * one has: there, a fence with a language begins an inner one, and the next bare fence ends the innermost. A
 * bare fence that could begin an inner one (after an empty line or a colon) is decided by the line after it:
 * code follows its fence at once, an answer goes on after an empty line.
 */
export class OpenFence {
  readonly #fence: Fence;
  readonly #holdsMarkdown: boolean;
  /** The marks of the inner fences, outermost first. */
  readonly #inner: number[] = [];
  #before = '';

  constructor(fence: Fence) {
    this.#fence = fence;
    this.#holdsMarkdown = /^(markdown|md|mdx|gfm)\b/i.test(fence.info);
  }

  get info(): string {
    return this.#fence.info;
  }

  /** Takes the next line; of one that is undecided, {@link decide} is told when the line after it is known. */
  take(line: string): FenceLine {
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

  /** Whether the undecided fence begins an inner one, now that the line after it is known. */
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
