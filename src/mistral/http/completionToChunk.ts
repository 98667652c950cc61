import { isRecord } from '../../base/json.ts';

/**
 * Converts a complete answer to a chunk, for servers that respond to a streaming request with a single JSON body.
 * Returns undefined if the value is not an answer.
 */
export function completionToChunk(body: unknown): Readonly<Record<string, unknown>> | undefined {
  if (!isRecord(body) || !Array.isArray(body.choices)) return undefined;
  const choices = body.choices.filter(isRecord);
  if (!choices.some(hasAnswer)) return undefined;
  return {
    ...body,
    object: 'chat.completion.chunk',
    choices: choices.map(({ message, delta, ...choice }) => ({
      // A complete body has ended, even without a finish reason.
      finish_reason: 'stop',
      ...withoutNull(choice),
      ...(message === undefined && delta === undefined ? {} : { delta: message ?? delta }),
    })),
  };
}

/** Chat and FIM answers have a message, plain completions a text. */
function hasAnswer({ message, delta, text }: Readonly<Record<string, unknown>>): boolean {
  return isRecord(message) || isRecord(delta) || typeof text === 'string';
}

function withoutNull(choice: Readonly<Record<string, unknown>>): object {
  const { finish_reason: finish, ...rest } = choice;
  return typeof finish === 'string' ? choice : rest;
}
