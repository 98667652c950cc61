import type { CompletionEvent } from '@mistralai/mistralai/models/components/completionevent.js';
import type { DeltaMessage } from '@mistralai/mistralai/models/components/deltamessage.js';
import type { UsageInfo } from '@mistralai/mistralai/models/components/usageinfo.js';
import type { TokenUsage } from '../tokenUsage.ts';
import { ServiceError } from '../errors/serviceError.ts';
import { asRecord } from '../../base/json.ts';
import type { Exchange } from './exchange.ts';

/** The content of a delta as the SDK provides it: text or a list of chunks. */
export type Content = DeltaMessage['content'];

/** Converts deltas to pieces of the answer. */
export interface DeltaReader<Piece> {
  /** The pieces that are available now. */
  read(delta: DeltaMessage): readonly Piece[];
  /** The pieces that were held back. Called once at the end. */
  end?(): readonly Piece[];
}

/** The end of a stream, for completions and chat. */
export interface StreamEnd {
  /** `stop`, `length`, or a reason specific to the server. */
  readonly end: string;
  readonly usage?: TokenUsage;
}

/**
 * Reads the SDK's stream: yields what the reader finds in each chunk, then one end. The end is yielded as soon as it is
 * known; the wait for data after the finish reason is short, and its failure is ignored. Throws `truncated` if there is
 * no finish reason. With the finish reason `error`, throws the error that follows, or `server` if none does.
 */
export async function* readSdkStream<Piece>(
  chunks: ReadableStreamDefaultReader<CompletionEvent>,
  exchange: Exchange,
  reader: DeltaReader<Piece>,
): AsyncGenerator<Piece | StreamEnd, void, undefined> {
  let finish: string | undefined;
  let isEnded = false;
  let usage: TokenUsage | undefined;
  try {
    for (let step = await chunks.read(); !step.done; step = await chunks.read()) {
      const { choices, usage: reported } = step.value.data;
      const choice = choices[0];
      if (!isEnded && choice) yield* reader.read(choice.delta);
      if (choice?.finishReason && finish === undefined) {
        finish = choice.finishReason;
        exchange.drain();
      }
      const counted = reported && readUsage(reported);
      usage = largest(usage, counted);
      const isComplete = finish !== undefined && finish !== 'error' && counted;
      if (isComplete && !isEnded) {
        isEnded = true;
        yield* reader.end?.() ?? [];
        yield endOf(finish, usage);
      }
    }
  } catch (thrown) {
    if (finish === undefined || exchange.isAborted) throw thrown;
    if (finish === 'error' && isServiceError(thrown)) throw thrown;
  }
  if (finish === 'error') throw exchange.error('server', 'finishReason');
  if (finish === undefined) throw exchange.error('truncated');
  if (isEnded) return;
  yield* reader.end?.() ?? [];
  yield endOf(finish, usage);
}

function endOf(end: string | undefined, usage: TokenUsage | undefined): StreamEnd {
  return { end: end ?? '', ...(usage ? { usage } : {}) };
}

/** Whether an error was sent by the service, as opposed to a broken connection. */
function isServiceError(thrown: unknown): thrown is ServiceError {
  return thrown instanceof ServiceError && thrown.status !== undefined && thrown.status !== 200;
}

/**
 * The larger counts. Some services report usage with every chunk, starting or ending with zeros; the counts only
 * increase.
 */
function largest(
  one: TokenUsage | undefined,
  other: TokenUsage | undefined,
): TokenUsage | undefined {
  if (!one || !other) return one ?? other;
  return {
    promptTokens: Math.max(one.promptTokens, other.promptTokens),
    completionTokens: Math.max(one.completionTokens, other.completionTokens),
    cachedTokens: Math.max(one.cachedTokens, other.cachedTokens),
  };
}

/**
 * The token usage; undefined if there are no counts. Services report cached tokens in three different places, which the
 * SDK passes on unchanged.
 */
function readUsage(usage: UsageInfo): TokenUsage | undefined {
  const { promptTokens = 0, completionTokens = 0 } = usage;
  if (promptTokens === 0 && completionTokens === 0) return undefined;
  const details = asRecord(usage.prompt_tokens_details ?? usage.prompt_token_details);
  const cached: unknown = details.cached_tokens ?? usage.num_cached_tokens;
  return { promptTokens, completionTokens, cachedTokens: typeof cached === 'number' ? cached : 0 };
}
