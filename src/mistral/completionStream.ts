import type { CompletionEvent } from '@mistralai/mistralai/models/components/completionevent.js';
import type { DeltaMessage } from '@mistralai/mistralai/models/components/deltamessage.js';
import type { UsageInfo } from '@mistralai/mistralai/models/components/usageinfo.js';
import type { Usage } from './client.ts';
import { asRecord } from './json.ts';
import type { Exchange } from './transport.ts';

/** What a piece of an answer says, as the SDK hands it over: text, or a list of chunks. */
export type Content = DeltaMessage['content'];

/** Makes pieces of what an answer says. */
export interface DeltaReader<Piece> {
  /** What of it can be told at once. */
  read(delta: DeltaMessage): readonly Piece[];
  /** What had to be waited for; nothing more comes. */
  end?(): readonly Piece[];
}

/** The end of a stream, as completions and chat share it. */
export interface StreamEnd {
  /** `stop`, `length`, or a reason of the server's own. */
  readonly end: string;
  readonly usage?: Usage;
}

/**
 * Reads the SDK's stream: what the reader finds in each piece, then one end. The end is
 * yielded as soon as it is known; what comes after the finish reason is waited for only shortly, and
 * may fail. A stream without a finish reason throws `truncated`.
 */
export async function* readStream<Piece>(
  chunks: ReadableStreamDefaultReader<CompletionEvent>,
  exchange: Exchange,
  reader: DeltaReader<Piece>,
): AsyncGenerator<Piece | StreamEnd, void, undefined> {
  let finish: string | undefined;
  let isEnded = false;
  try {
    for (let step = await chunks.read(); !step.done; step = await chunks.read()) {
      const { choices, usage } = step.value.data;
      const choice = choices[0];
      if (!isEnded && choice) yield* reader.read(choice.delta);
      if (choice?.finishReason && finish === undefined) {
        finish = choice.finishReason;
        exchange.endSoon();
      }
      if (finish === 'error') throw exchange.error('server', 'finishReason');
      if (finish !== undefined && usage && !isEnded) {
        isEnded = true;
        yield* reader.end?.() ?? [];
        yield { end: finish, usage: readUsage(usage) };
      }
    }
  } catch (thrown) {
    if (finish === undefined || finish === 'error' || exchange.isAborted) throw thrown;
  }
  if (finish === undefined) throw exchange.error('truncated');
  if (isEnded) return;
  yield* reader.end?.() ?? [];
  yield { end: finish };
}

/** The number of cached tokens has been seen in three places; the SDK passes them as they are. */
function readUsage(usage: UsageInfo): Usage {
  const details = asRecord(usage.prompt_tokens_details ?? usage.prompt_token_details);
  const cached: unknown = details.cached_tokens ?? usage.num_cached_tokens;
  return {
    promptTokens: usage.promptTokens ?? 0,
    completionTokens: usage.completionTokens ?? 0,
    cachedTokens: typeof cached === 'number' ? cached : 0,
  };
}
