import type { FimEvent, FimRequest } from '../mistral/client.ts';
import type { Ended } from './ending/ending.ts';
import { endAnswer } from './ending/ending.ts';
import type { Mode } from './ending/mode.ts';
import type { Snapshot } from './snapshot.ts';
import type { RequestTrace } from './trace.ts';

/** No token has more characters on the average; what goes on for longer does not heed `max_tokens`. */
const CHARACTERS_A_TOKEN = 16;

/**
 * Listens until the answer's end is known, notes in `trace` what arrives, and calls `heard` with every piece.
 * Closes the stream where more is to come; else lets it run out behind our back, which keeps its connection.
 */
export async function listen(
  events: AsyncIterable<FimEvent>,
  at: { readonly snapshot: Snapshot; readonly mode: Mode; readonly request: FimRequest },
  trace: RequestTrace,
  heard: () => void,
): Promise<Ended> {
  const stream = events[Symbol.asyncIterator]();
  const longest = at.request.maxTokens * CHARACTERS_A_TOKEN;
  for (;;) {
    const step = await stream.next();
    if (step.done) return endAnswer(trace.raw, true, at.snapshot, at.mode);
    if ('end' in step.value) {
      const { end, usage } = step.value;
      trace.finish = end;
      if (usage) trace.usage = usage;
      void leave(stream, 'read on');
      return endAnswer(
        end === 'length' ? wholeLines(trace.raw) : trace.raw,
        true,
        at.snapshot,
        at.mode,
      );
    }
    trace.raw += step.value.text;
    heard();
    if (trace.raw.length > longest) {
      void leave(stream, 'close');
      return endAnswer(wholeLines(trace.raw), true, at.snapshot, at.mode);
    }
    if (!step.value.text.includes('\n')) continue;
    const ended = endAnswer(trace.raw, false, at.snapshot, at.mode);
    if (!ended.isDecided) continue;
    void leave(stream, 'close');
    return ended;
  }
}

/** The last line of an answer that was cut by length is half a line. */
function wholeLines(raw: string): string {
  return raw.includes('\n') ? raw.replace(/[^\n]*$/, '') : raw;
}

/** What follows is of no interest, not even a failure: the answer is complete. */
async function leave(stream: AsyncIterator<FimEvent>, how: 'close' | 'read on'): Promise<void> {
  try {
    if (how === 'close') await stream.return?.();
    else while (!(await stream.next()).done);
  } catch {
    // Nobody waits for it any more.
  }
}
