import type { Ended } from './ending/ending.ts';
import { unwrap } from './ending/unwrap.ts';
import type { Placed } from './placing.ts';
import type { Snapshot } from './snapshot.ts';
import type { RequestTrace } from './trace.ts';

/** Rules that end an answer which may go on well; the others found what stands in the document already. */
const GOES_ON: ReadonlySet<string> = new Set([
  'line',
  'portion',
  'block end',
  'block closed',
  'one block',
  'second definition',
]);

/** Reads what has arrived behind a suggestion: complete lines, and more may come while the stream runs on. */
export type Beyond = () => string;

/** Whether an answer may go on behind its end in a way that the user could want next. */
export function mayGoOn(ended: Ended, snapshot: Snapshot): boolean {
  return ended.isDecided && GOES_ON.has(ended.rule ?? '') && snapshot.lineAfter.trim() === '';
}

/** What of an answer has arrived for certain: whole lines, and all of it once the model itself has ended it. */
export function arrived({ raw, finish }: RequestTrace): string {
  return finish === 'stop' ? raw : raw.slice(0, raw.lastIndexOf('\n') + 1);
}

/** What lies behind a suggestion in its answer; undefined where something was taken off its end. */
export function beyondOf(
  answer: () => string,
  ended: Ended,
  placed: Placed,
  snapshot: Snapshot,
): Beyond | undefined {
  if (!mayGoOn(ended, snapshot) || !isSameEnd(placed.text, ended.text)) return undefined;
  const from = ended.text.trimEnd().length;
  return () => {
    const { text } = unwrap(answer().replaceAll('\r', ''), snapshot);
    return text.startsWith(ended.text) ? text.slice(from) : '';
  };
}

function isSameEnd(shown: string, ended: string): boolean {
  const last = (text: string) => text.trimEnd().split('\n').at(-1)?.trim() ?? '';
  return last(ended).endsWith(last(shown));
}
