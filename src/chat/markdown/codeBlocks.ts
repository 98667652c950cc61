import { readInfo } from './infoString.ts';
import type { MarkdownToken } from './boundedLexer.ts';
import { lexText, noDefinitions } from './boundedLexer.ts';
import { Segmenter } from './segmenter.ts';

/** A code block of an answer. */
export interface CodeBlock {
  /** Its index in the answer, from 0, in document order. */
  readonly index: number;
  /** The language as the answer names it, in lower case; empty if unnamed. */
  readonly language: string;
  /** The relative path of the file, if the answer names it. */
  readonly name: string | undefined;
  /** The source, without a final line break. */
  readonly code: string;
}

/** A code block as written: its info string and code. */
export interface WrittenCode {
  readonly info: string;
  readonly code: string;
}

/** All code blocks of an answer. While it streams, complete blocks keep their index. */
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

/** The code blocks at any depth of lists and quotes, in document order. */
export function codeIn(blocks: readonly MarkdownToken[]): readonly WrittenCode[] {
  return blocks.flatMap((block) => {
    if (block.type === 'code') return [writtenCode(block)];
    if (block.type === 'blockquote') return codeIn(block.tokens as MarkdownToken[]);
    if (block.type !== 'list') return [];
    return block.items.flatMap(({ tokens }) => codeIn(tokens as MarkdownToken[]));
  });
}

/** A code block within text, as written. */
export function writtenCode({
  lang,
  text,
  codeBlockStyle,
}: Extract<MarkdownToken, { type: 'code' }>): WrittenCode {
  // For indented code, marked includes the blank lines that follow it.
  return { info: lang ?? '', code: codeBlockStyle ? text.replace(/(?<!\n)\n+$/, '') : text };
}
