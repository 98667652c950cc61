import { isBareCode } from './bareCode.ts';
import { isBlank, linesOf } from './blanks.ts';
import { nestedBlock } from './nestedBlock.ts';
import { languageSaid } from './sameLanguage.ts';

/** An answer to the wish for new code, as far as it is there. */
export interface CodeAnswer {
  /** As the model wrote it. */
  readonly text: string;
  /** Its fenced blocks, with the language that each names; empty where it names none. */
  readonly blocks: readonly { readonly language: string; readonly code: string }[];
}

/** The code that is to go. */
export interface OldCode {
  readonly code: string;
  /** VS Code's id of its language. */
  readonly languageId: string;
}

/**
 * What an answer says: `code`, which may be empty; code in a language that is not the document's, or a diff, with
 * its name; mere `words`; or `nothing`.
 */
export type Said =
  | { readonly is: 'code'; readonly code: string }
  | { readonly is: 'foreign'; readonly language: string }
  | { readonly is: 'words' }
  | { readonly is: 'nothing' };

/** A line that begins or ends a fenced block. Longer ones are text, in characters. */
const FENCE = /^ {0,3}(`{3,}|~{3,})([^`]*)$/;
const LONGEST_FENCE_LINE = 1_000;

/**
 * The code of an answer that is still coming, as far as its lines are complete: the block that {@link codeOf} would
 * take now. It only grows, but where another block turns out to be the better one. Undefined before the first.
 */
export function codeSoFar(
  blocks: CodeAnswer['blocks'],
  { languageId }: Pick<OldCode, 'languageId'>,
): string | undefined {
  return bestOf(blocks, languageId)?.code;
}

/**
 * The code of a complete answer. Of several blocks the longest in the document's language counts, else the longest
 * that names none; words around it do not. Old code that has fences itself is likely to get an answer whose fence
 * does not outlast them: there, everything from the first fence to the last is the block. A block in a list counts
 * where it is the only one. Without any fence, the whole text is code if it looks like it.
 */
export function codeOf(answer: CodeAnswer, old: OldCode): Said {
  const { text, blocks } = answer;
  if (text.trim() === '') return { is: 'nothing' };
  const nested = blocks.length === 0 ? nestedBlock(text) : undefined;
  const block = outermost(text, old.code) ?? bestOf(blocks, old.languageId) ?? nested;
  // A single fence below code ends what nothing has begun.
  const isUnbegun = block?.code === '' && fencesIn(text).length < 2;
  if (block && !isUnbegun) {
    const isOther = languageSaid(block.language, old.languageId) === 'other';
    return isOther ? { is: 'foreign', language: block.language } : { is: 'code', code: block.code };
  }
  if (!isUnbegun && blocks[0]) return { is: 'foreign', language: blocks[0].language };
  const ends = new Set(fencesIn(text).map(({ line }) => line));
  const lines = linesOf(text).filter((_, line) => !ends.has(line));
  const bare = withoutBlankEnds(lines).join('\n');
  return isBareCode(bare, old.code) ? { is: 'code', code: bare } : { is: 'words' };
}

type Block = CodeAnswer['blocks'][number];

function bestOf(blocks: readonly Block[], languageId: string): Block | undefined {
  const longest = (said: 'same' | 'unknown'): Block | undefined =>
    blocks
      .filter(({ language }) => languageSaid(language, languageId) === said)
      .reduce<Block | undefined>(
        (best, block) => (best && best.code.length >= block.code.length ? best : block),
        undefined,
      );
  return longest('same') ?? longest('unknown');
}

/** The block from an answer's first fence to its last, where the fences of the old code would end it too soon. */
function outermost(text: string, old: string): Block | undefined {
  const longest = fencesIn(old).reduce((most, { marks }) => Math.max(most, marks.length), 0);
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
    const [, marks, info = ''] = (each.length <= LONGEST_FENCE_LINE && FENCE.exec(each)) || [];
    return marks === undefined ? [] : [{ line, marks, info: info.trim() }];
  });
}

function withoutBlankEnds(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => !isBlank(line));
  return first < 0 ? [] : lines.slice(first, lines.findLastIndex((line) => !isBlank(line)) + 1);
}
