import type { FIMCompletionStreamRequest } from '@mistralai/mistralai/models/components/fimcompletionstreamrequest.js';
import type { FimRequest } from './client.ts';
import type { DeltaReader } from './completionStream.ts';
import type { OpenService } from './services.ts';

/** The request as the SDK takes it: fields that are not set are not sent. */
export function fimBody(service: OpenService, request: FimRequest): FIMCompletionStreamRequest {
  const { stop, promptCacheKey, ...fields } = request;
  return {
    ...fields,
    ...(stop?.length ? { stop: [...stop] } : {}),
    ...(promptCacheKey !== undefined && service.isDefaultUrl ? { promptCacheKey } : {}),
  };
}

/** The text of a completion: content is text, or a list of chunks of which some are text. */
export const fimReader: DeltaReader<{ readonly text: string }> = {
  read: ({ content }) => {
    const text =
      typeof content === 'string'
        ? content
        : (content ?? []).map((chunk) => (chunk.type === 'text' ? chunk.text : '')).join('');
    return text === '' ? [] : [{ text }];
  },
};
