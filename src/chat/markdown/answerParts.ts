import { codeBlocks } from './codeBlocks.ts';
import type { CodeBlock } from './codeBlocks.ts';

/** A tool call as far as its place in the answer is concerned. */
export interface PlacedStep {
  /** The length of the answer's text when the call was made. */
  readonly textLength: number;
}

/** A piece of an answer's text, and the tool calls that follow it. */
export interface AnswerPart<S extends PlacedStep> {
  /** Where the text begins in the answer's text. */
  readonly from: number;
  readonly text: string;
  readonly steps: readonly S[];
}

/**
 * Divides the text of an answer where the model called tools, so that text and calls are in the order in which they
 * happened. The last part has no calls; it is empty while nothing is written after them. Each part is a Markdown text:
 * what a call interrupts, such as a code block, ends there. Blank text between calls is dropped.
 */
export function answerParts<S extends PlacedStep>(
  text: string,
  steps: readonly S[],
): readonly AnswerPart<S>[] {
  const parts: { from: number; text: string; steps: S[] }[] = [];
  let from = 0;
  for (const step of steps) {
    // A damaged archive may contain any length.
    const to = Math.min(text.length, Math.max(from, step.textLength));
    const piece = text.slice(from, to);
    const last = parts.at(-1);
    if (last && piece.trim() === '') last.steps.push(step);
    else parts.push({ from, text: piece, steps: [step] });
    from = to;
  }
  return [...parts, { from, text: text.slice(from), steps: [] }];
}

/** All code blocks of an answer, in order. */
export function answerCodeBlocks(text: string, steps: readonly PlacedStep[]): readonly CodeBlock[] {
  return answerParts(text, steps)
    .flatMap((part) => codeBlocks(part.text))
    .map((block, index) => ({ ...block, index }));
}
