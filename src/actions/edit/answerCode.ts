import { isBareCode } from './bareCode.ts';
import { linesOf } from '../../base/lines.ts';
import { withoutBlankEdges } from '../../base/indentation.ts';
import { nestedBlock } from './nestedBlock.ts';
import { compareLanguage } from '../../languages/fenceLanguages.ts';

/** An answer that should contain new code. */
export interface CodeAnswer {
  /** As the model wrote it. */
  readonly text: string;
  /** Its fenced blocks; `language` is empty if a block names none. */
  readonly blocks: readonly { readonly language: string; readonly code: string }[];
}

/** The code to replace. */
export interface OriginalCode {
  readonly code: string;
  /** VS Code's language ID. */
  readonly languageId: string;
}

/**
 * What an answer contains: `code`, which may be empty; `foreign` code in another language than the document's, or a
 * diff; only `prose`; or `nothing`.
 */
export type AnswerReading =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'foreign'; readonly language: string }
  | { readonly kind: 'prose' }
  | { readonly kind: 'nothing' };

/** A line that opens or closes a fenced block. Longer lines are text, in characters. */
const FENCE = /^ {0,3}(`{3,}(?!`)|~{3,}(?!~))([^`]*)$/;
const MAX_FENCE_LINE_LENGTH = 1_000;

/**
 * The complete lines of code of a streaming answer, from the block that {@link codeOf} would choose now. They only grow,
 * unless another block turns out to be better. Undefined before the first block.
 */
export function partialCode(
  blocks: CodeAnswer['blocks'],
  { languageId }: Pick<OriginalCode, 'languageId'>,
): string | undefined {
  return bestOf(blocks, languageId)?.code;
}

/**
 * The code of a complete answer: the longest block in the document's language, or else the longest without a language.
 * If the old code contains fences, the answer's fence may be too short, so everything from the first fence to the last
 * is the block. A block in a list is used if it is the only one. Without a fence, the text is code if it looks like it.
 */
export function codeOf(answer: CodeAnswer, old: OriginalCode): AnswerReading {
  const { text, blocks } = answer;
  if (text.trim() === '') return { kind: 'nothing' };
  const nested = blocks.length === 0 ? nestedBlock(text) : undefined;
  const block = outermost(text, old.code) ?? bestOf(blocks, old.languageId) ?? nested;
  // A single fence below code closes a block that was never opened.
  const isUnopened = block?.code === '' && fencesIn(text).length < 2;
  if (block && !isUnopened) {
    const isOther = compareLanguage(block.language, old.languageId) === 'other';
    return isOther
      ? { kind: 'foreign', language: block.language }
      : { kind: 'code', code: block.code };
  }
  if (!isUnopened && blocks[0]) return { kind: 'foreign', language: blocks[0].language };
  const ends = new Set(fencesIn(text).map(({ line }) => line));
  const lines = linesOf(text).filter((_, line) => !ends.has(line));
  const bare = withoutBlankEdges(lines).join('\n');
  return isBareCode(bare, old.code) ? { kind: 'code', code: bare } : { kind: 'prose' };
}

type AnswerCodeBlock = CodeAnswer['blocks'][number];

function bestOf(
  blocks: readonly AnswerCodeBlock[],
  languageId: string,
): AnswerCodeBlock | undefined {
  const longest = (reading: 'same' | 'unknown'): AnswerCodeBlock | undefined =>
    blocks
      .filter(({ language }) => compareLanguage(language, languageId) === reading)
      .reduce<AnswerCodeBlock | undefined>(
        (best, block) => (best && best.code.length >= block.code.length ? best : block),
        undefined,
      );
  return longest('same') ?? longest('unknown');
}

/** The block from the first fence to the last, if fences in the old code would close it too early. */
function outermost(text: string, old: string): AnswerCodeBlock | undefined {
  const longest = fencesIn(old).reduce((max, { marks }) => Math.max(max, marks.length), 0);
  if (longest === 0) return undefined;
  const fences = fencesIn(text);
  const first = fences[0];
  const last = fences.findLast(({ marks, info }) => info === '' && marks[0] === first?.marks[0]);
  if (!first || !last || first === last || first.marks.length > longest) return undefined;
  const lines = linesOf(text).slice(first.line + 1, last.line);
  return {
    language: /^[\w+#.-]*/.exec(first.info)?.[0].toLowerCase() ?? '',
    code: lines.join('\n'),
  };
}

function fencesIn(text: string): { line: number; marks: string; info: string }[] {
  return linesOf(text).flatMap((each, line) => {
    const [, marks, info = ''] = (each.length <= MAX_FENCE_LINE_LENGTH && FENCE.exec(each)) || [];
    return marks === undefined ? [] : [{ line, marks, info: info.trim() }];
  });
}
