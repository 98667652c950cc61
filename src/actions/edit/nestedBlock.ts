import { linesOf } from '../../base/lines.ts';

/** A fence at any depth, also in a list or quote. Excludes `*` lists: comment lines begin with `*` as well. */
const FENCE = /^([ \t]*(?:(?:[-+>]|\d{1,9}[.)])[ \t]*)*)(`{3,}(?!`)|~{3,}(?!~))([^`]*)$/;
const MAX_FENCE_LINE_LENGTH = 1_000;
/** Characters that are rare in sentences. */
const CODE = /[;{}()[\]=<>]/;

/** A block of an answer. */
interface NestedBlock {
  readonly language: string;
  readonly code: string;
}

/**
 * The only block of an answer, if it is indented or in a list or quote, where `AnswerBlockReader` does not find it.
 * Undefined if there is none, or if the text around it may be code.
 */
export function nestedBlock(text: string): NestedBlock | undefined {
  const lines = linesOf(text);
  const fences = lines.flatMap((line, at) => {
    const [, prefix = '', marks, info = ''] =
      (line.length <= MAX_FENCE_LINE_LENGTH && FENCE.exec(line)) || [];
    return marks === undefined ? [] : [{ at, prefix, marks, info: info.trim() }];
  });
  const [first, last, ...more] = fences;
  if (!first || !last || more.length > 0 || last.info !== '') return undefined;
  const around = [...lines.slice(0, first.at), ...lines.slice(last.at + 1)];
  if (around.some((line) => CODE.test(line.replace(/^[\s>]*(?:\d{1,9}[.)])?/, '')))) {
    return undefined;
  }
  const isQuoted = first.prefix.includes('>');
  const inner = lines.slice(first.at + 1, last.at);
  const code = isQuoted ? inner.map((line) => line.replace(/^[ \t]*> ?/, '')) : inner;
  return {
    language: /^[\w+#.-]*/.exec(first.info)?.[0].toLowerCase() ?? '',
    code: code.join('\n'),
  };
}
