import type { FIMCompletionStreamRequest } from '@mistralai/mistralai/models/components/fimcompletionstreamrequest.js';
import type { DeltaReader } from './http/completionStream.ts';
import type { AvailableService } from './serviceRouter.ts';
import type { TokenUsage } from './tokenUsage.ts';

/** A fill-in-the-middle request, with the field names of Mistral's TypeScript SDK. */
export interface FimRequest {
  readonly model: string;
  readonly prompt: string;
  readonly suffix: string;
  readonly maxTokens: number;
  readonly temperature: number;
  /** Texts that end the completion. They are not part of it. */
  readonly stop?: readonly string[];
  readonly randomSeed?: number;
  /** Sent only to Mistral's own hosts: other servers may reject unknown fields. */
  readonly promptCacheKey?: string;
}

/** An event of a completion stream: pieces of text, then exactly one end. */
export type FimEvent =
  | { readonly text: string }
  /** `stop`, `length`, or a reason specific to the server. */
  | { readonly end: string; readonly usage?: TokenUsage };

/** The request in the SDK's format. Unset fields are not sent. */
export function fimBody(
  service: AvailableService,
  request: FimRequest,
): FIMCompletionStreamRequest {
  const { stop, promptCacheKey, ...fields } = request;
  return {
    ...fields,
    ...(stop?.length ? { stop: [...stop] } : {}),
    ...(promptCacheKey !== undefined && service.isDefaultUrl ? { promptCacheKey } : {}),
  };
}

/** The text of a completion. Content is a string or a list of chunks, some of which are text. */
export const fimReader: DeltaReader<{ readonly text: string }> = {
  read: ({ content }) => {
    const text =
      typeof content === 'string'
        ? content
        : (content ?? []).map((chunk) => (chunk.type === 'text' ? chunk.text : '')).join('');
    return text === '' ? [] : [{ text }];
  },
};
