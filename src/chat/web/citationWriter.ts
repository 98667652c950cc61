import type { NamedSource } from '../../mistral/conversations/conversationEvent.ts';
import { OpenFence, readFence } from '../markdown/openFence.ts';
import type { WebSource } from '../session/conversation.ts';
import { citation } from './citations.ts';
import { webSource } from './webSource.ts';

/** Maximum number of sources of an answer. Real answers have fewer than twenty. */
const MAX_SOURCES = 100;

/**
 * Writes an answer from the web as Markdown: sources are numbered in order of their first use, and their numbers are
 * inserted where they support the text. The result does not depend on how the text is split. Within a code block, a
 * number waits for the end of the block, since code shows no links.
 */
export class CitationWriter {
  #sources: readonly WebSource[] = [];
  readonly #numbers = new Map<string, number>();
  /** The current line so far; only as much as a fence may have. */
  #line = '';
  #fence: OpenFence | undefined;
  #waiting: string[] = [];

  /** The sources so far; number 1 is the first. */
  get sources(): readonly WebSource[] {
    return this.#sources;
  }

  /** Adds a piece of text. Returns what to append to the answer. */
  text(piece: string): string {
    let written = '';
    let from = 0;
    for (let end = piece.indexOf('\n'); end !== -1; end = piece.indexOf('\n', from)) {
      written += piece.slice(from, end + 1);
      this.#endLine(this.#line + piece.slice(from, end));
      from = end + 1;
      if (!this.#fence) written += this.#release();
    }
    this.#line += piece.slice(from);
    return written + piece.slice(from);
  }

  /** Adds a source at the current position. Returns what to append to the answer: its number, or nothing yet. */
  source(named: NamedSource): string {
    const source = webSource(named);
    const key = source.url ?? `title ${source.title}`;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      if (this.#sources.length >= MAX_SOURCES) return '';
      this.#sources = [...this.#sources, source];
      number = this.#sources.length;
      this.#numbers.set(key, number);
    }
    const cited = citation(number, this.#sources[number - 1] ?? source);
    if (!this.#isInCode) return cited;
    if (!this.#waiting.includes(cited)) this.#waiting.push(cited);
    return '';
  }

  /** Ends the answer. Returns the numbers that waited for the end of a code block, unless it is still open. */
  end(): string {
    if (this.#waiting.length === 0) return '';
    this.#endLine(this.#line);
    return this.#fence ? '' : `\n\n${this.#release()}`;
  }

  get #isInCode(): boolean {
    return this.#fence !== undefined || readFence(this.#line) !== undefined;
  }

  #endLine(whole: string): void {
    const line = whole.replace(/\r$/, '');
    this.#line = '';
    if (this.#fence) {
      // An inner block of Markdown is rare in an answer from the web: the numbers may come a little early.
      if (this.#fence.processLine(line) !== 'content') this.#fence = undefined;
      return;
    }
    const fence = readFence(line);
    if (fence) this.#fence = new OpenFence(fence);
  }

  #release(): string {
    const released = this.#waiting.join('');
    this.#waiting = [];
    return released === '' ? '' : `${released}\n`;
  }
}
