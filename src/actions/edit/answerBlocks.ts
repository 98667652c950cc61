import { readInfo } from '../../chat/markdown/infoString.ts';
import { Segmenter } from '../../chat/markdown/segmenter.ts';
import type { SegmenterOutput } from '../../chat/markdown/segmenter.ts';

/** A code block of an answer that may still be streaming. */
export interface AnswerBlock {
  /** The language of its info string, in lower case; empty if there is none. */
  readonly language: string;
  /** Its complete lines, separated by LF, without a final line end. */
  readonly code: string;
}

/**
 * Reads the fenced blocks of a streaming answer. The result does not depend on how the answer is split into pieces, and
 * the code of a block only grows, by whole lines. Blocks inside lists and quotes are not read.
 */
export class AnswerBlockReader {
  readonly #segmenter = new Segmenter();
  readonly #closed: AnswerBlock[] = [];
  #open: AnswerBlock | undefined;

  /** Adds the next piece of the answer. */
  push(piece: string): void {
    this.#append(this.#segmenter.push(piece));
  }

  /** Ends the answer and closes an open block. */
  end(): void {
    this.#append(this.#segmenter.end());
  }

  /** Whether a block has begun. */
  get hasBegun(): boolean {
    return this.#open !== undefined || this.#closed.length > 0;
  }

  /** The blocks so far, in order. */
  get blocks(): readonly AnswerBlock[] {
    if (!this.#open) return this.#closed;
    const { language, code } = this.#open;
    return [
      ...this.#closed,
      { language, code: code.slice(0, Math.max(0, code.lastIndexOf('\n'))) },
    ];
  }

  #append({ closed, open }: SegmenterOutput): void {
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
