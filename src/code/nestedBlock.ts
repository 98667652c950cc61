import { linesOf } from './blanks.ts';

/** A fence at any depth, in a list or a quote. A `*` is none of the marks: it begins lines of comments, too. */
const FENCE = /^([ \t]*(?:(?:[-+>]|\d{1,9}[.)])[ \t]*)*)(`{3,}|~{3,})([^`]*)$/;
const LONGEST_FENCE_LINE = 1_000;
/** Signs that sentences hardly have. */
const CODE = /[;{}()[\]=<>]/;

/** A block of an answer. */
interface Block {
  readonly language: string;
  readonly code: string;
}

/**
 * The only block of an answer, where it stands too deep, or in a list or a quote, to be one for Markdown readers that
 * look at the left edge alone. Undefined where there is none, or something that may be code stands around it.
 */
export function nestedBlock(text: string): Block | undefined {
  const lines = linesOf(text);
  const fences = lines.flatMap((line, at) => {
    const [, prefix = '', marks, info = ''] =
      (line.length <= LONGEST_FENCE_LINE && FENCE.exec(line)) || [];
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
