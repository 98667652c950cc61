import type { CompletionEvent } from '@mistralai/mistralai/models/components/completionevent.js';
import type { DeltaMessage } from '@mistralai/mistralai/models/components/deltamessage.js';
import type { FIMCompletionStreamRequest } from '@mistralai/mistralai/models/components/fimcompletionstreamrequest.js';
import type { UsageInfo } from '@mistralai/mistralai/models/components/usageinfo.js';
import type { FimEvent, FimRequest, Usage } from './client.ts';
import { asRecord } from './json.ts';
import type { OpenService } from './services.ts';
import type { Exchange } from './transport.ts';

/** The request as the SDK takes it: fields that are not set are not sent. */
export function fimBody(service: OpenService, request: FimRequest): FIMCompletionStreamRequest {
  const { stop, promptCacheKey, ...fields } = request;
  return {
    ...fields,
    ...(stop?.length ? { stop: [...stop] } : {}),
    ...(promptCacheKey !== undefined && service.isDefaultUrl ? { promptCacheKey } : {}),
  };
}

/**
 * Reads the SDK's stream. The end is yielded as soon as it is known; what comes after the finish
 * reason is waited for only shortly, and may fail.
 */
export async function* fimEvents(
  chunks: ReadableStreamDefaultReader<CompletionEvent>,
  exchange: Exchange,
): AsyncGenerator<FimEvent, void, undefined> {
  let finish: string | undefined;
  let isEnded = false;
  try {
    for (let step = await chunks.read(); !step.done; step = await chunks.read()) {
      const { choices, usage } = step.value.data;
      const choice = choices[0];
      const text = textOf(choice?.delta.content);
      if (text !== '' && !isEnded) yield { text };
      if (choice?.finishReason && finish === undefined) {
        finish = choice.finishReason;
        exchange.endSoon();
      }
      if (finish === 'error') throw exchange.error('server', 'finishReason');
      if (finish !== undefined && usage && !isEnded) {
        isEnded = true;
        yield { end: finish, usage: readUsage(usage) };
      }
    }
  } catch (thrown) {
    if (finish === undefined || finish === 'error' || exchange.isAborted) throw thrown;
  }
  if (finish === undefined) throw exchange.error('truncated');
  if (!isEnded) yield { end: finish };
}

/** Content is text, or a list of pieces of which some are text. */
function textOf(content: DeltaMessage['content']): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map((piece) => (piece.type === 'text' ? piece.text : '')).join('');
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
