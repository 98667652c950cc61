import { readInfo } from './markdown/info.ts';
import { Segmenter } from './markdown/segments.ts';
import type { Step } from './markdown/segments.ts';

/** A block of code in an answer that may still come. */
export interface AnswerBlock {
  /** As the answer names it, in small letters; empty where it does not. */
  readonly language: string;
  /** Its complete lines, LF between them and none at the end. */
  readonly code: string;
}

/**
 * The fenced blocks of an answer while it comes. They are the same in the end however it was cut into pieces, and
 * the code of each only grows, by whole lines. Blocks within lists and quotes are text: who is asked for code alone
 * does not write them.
 */
export class AnswerBlocks {
  readonly #segmenter = new Segmenter();
  readonly #closed: AnswerBlock[] = [];
  #open: AnswerBlock | undefined;

  /** Takes the next piece of the answer. */
  push(piece: string): void {
    this.#take(this.#segmenter.push(piece));
  }

  /** The answer is complete: a block that is still open ends here. */
  end(): void {
    this.#take(this.#segmenter.end());
  }

  /** Whether a block has begun. */
  get hasBegun(): boolean {
    return this.#open !== undefined || this.#closed.length > 0;
  }

  /** All blocks so far, in their order. */
  get blocks(): readonly AnswerBlock[] {
    if (!this.#open) return this.#closed;
    const { language, code } = this.#open;
    return [
      ...this.#closed,
      { language, code: code.slice(0, Math.max(0, code.lastIndexOf('\n'))) },
    ];
  }

  #take({ closed, open }: Step): void {
    for (const segment of closed) {
      if (segment.kind !== 'code') continue;
      this.#closed.push({ language: readInfo(segment.info).language, code: segment.code });
    }
    if (closed.length > 0) this.#open = undefined;
    if (open?.kind !== 'code') return;
    const code = (this.#open?.code ?? '') + open.added;
    this.#open = { language: readInfo(open.info).language, code };
  }
}
