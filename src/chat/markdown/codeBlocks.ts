import { readInfo } from './info.ts';
import type { MarkdownToken } from './lexing.ts';
import { lexText, noDefinitions } from './lexing.ts';
import { Segmenter } from './segments.ts';

/** A piece of code in an answer. */
export interface CodeBlock {
  /** Its place among all of the answer, from 0, in the order of their beginning. */
  readonly index: number;
  /** As the answer names it, in small letters; empty where it does not. */
  readonly language: string;
  /** The relative path of the file that the answer says it is of. */
  readonly name: string | undefined;
  /** The source, without a line break at its end. */
  readonly code: string;
}

/** A piece of code as it is written: what stands behind its fence, and the code. */
export interface WrittenCode {
  readonly info: string;
  readonly code: string;
}

/** All code of an answer; of one that still streams, what is closed keeps its index. */
export function codeBlocks(markdown: string): readonly CodeBlock[] {
  const segmenter = new Segmenter();
  const links = noDefinitions();
  const segments = [...segmenter.push(markdown).closed, ...segmenter.end().closed];
  return segments
    .flatMap((segment) =>
      segment.kind === 'code' ? [segment] : codeIn(lexText(segment.text, links)),
    )
    .map(({ info, code }, index) => ({ index, ...readInfo(info), code }));
}

/** The code in blocks, however deep in lists and quotes, in the order of its beginning. */
export function codeIn(blocks: readonly MarkdownToken[]): readonly WrittenCode[] {
  return blocks.flatMap((block) => {
    if (block.type === 'code') return [writtenCode(block)];
    if (block.type === 'blockquote') return codeIn(block.tokens as MarkdownToken[]);
    if (block.type !== 'list') return [];
    return block.items.flatMap(({ tokens }) => codeIn(tokens as MarkdownToken[]));
  });
}

/** A block of code inside of a text, as it is written. */
export function writtenCode({
  lang,
  text,
  codeBlockStyle,
}: Extract<MarkdownToken, { type: 'code' }>): WrittenCode {
  // To indented code, marked gives the empty lines that follow it.
  return { info: lang ?? '', code: codeBlockStyle ? text.replace(/\n+$/, '') : text };
}
