import type { StoppedAnswer } from '../postprocess/stop/applyStopRules.ts';
import { unwrap } from '../postprocess/normalize/unwrapAnswer.ts';
import type { PlacedCompletion } from '../postprocess/range/placeCompletion.ts';
import type { Snapshot } from '../snapshot.ts';
import type { RequestTrace } from '../request/requestTrace.ts';

/** Stop rules after which the answer may continue usefully; the others stop where it repeats the document. */
const CONTINUES: ReadonlySet<string> = new Set([
  'line',
  'line limit',
  'block end',
  'block closed',
  'one block',
  'second definition',
]);

/** Returns the text received after a suggestion, in complete lines; more while the stream is open. */
export type Continuation = () => string;

/** Whether the text after the end of an answer may be the next suggestion. */
export function canContinue(stopped: StoppedAnswer, snapshot: Snapshot): boolean {
  return stopped.isDecided && CONTINUES.has(stopped.rule ?? '') && snapshot.lineAfter.trim() === '';
}

/** The received text that can no longer change: complete lines, or everything once the model has finished. */
export function receivedText({ raw, finishReason }: RequestTrace): string {
  return finishReason === 'stop' ? raw : raw.slice(0, raw.lastIndexOf('\n') + 1);
}

/** The text of an answer after its suggestion; undefined if post-processing trimmed the end of the answer. */
export function continuationOf(
  answer: () => string,
  stopped: StoppedAnswer,
  placed: PlacedCompletion,
  snapshot: Snapshot,
): Continuation | undefined {
  if (!canContinue(stopped, snapshot) || !isSameEnd(placed.text, stopped.text)) return undefined;
  const from = stopped.text.trimEnd().length;
  return () => {
    const { text } = unwrap(answer().replaceAll('\r', ''), snapshot);
    return text.startsWith(stopped.text) ? text.slice(from) : '';
  };
}

function isSameEnd(shown: string, stopped: string): boolean {
  const last = (text: string) => text.trimEnd().split('\n').at(-1)?.trim() ?? '';
  return last(stopped).endsWith(last(shown));
}
