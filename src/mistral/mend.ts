import { asRecord, isRecord } from './json.ts';

/**
 * Gives a streamed chunk the shape that the SDK insists on. Gateways and self-hosted servers leave
 * fields out, or send `usage: null` on every chunk, and the SDK would end the stream over it.
 */
export function mendChunk(chunk: Readonly<Record<string, unknown>>): object {
  const { usage, choices, ...rest } = chunk;
  return {
    ...rest,
    id: text(chunk.id, 'unknown'),
    object: text(chunk.object, 'chat.completion.chunk'),
    created: whole(chunk.created),
    model: text(chunk.model, 'unknown'),
    choices: Array.isArray(choices) ? choices.filter(isRecord).map(mendChoice) : [],
    ...(isRecord(usage) ? { usage: mendUsage(usage) } : {}),
  };
}

function mendChoice(choice: Readonly<Record<string, unknown>>, position: number): object {
  const { content, role, tool_calls: calls } = asRecord(choice.delta);
  return {
    ...choice,
    index: typeof choice.index === 'number' ? whole(choice.index) : position,
    delta: {
      ...(typeof role === 'string' ? { role } : {}),
      content: typeof content === 'string' || Array.isArray(content) ? content : null,
      ...(Array.isArray(calls) ? { tool_calls: calls.filter(isRecord).map(mendToolCall) } : {}),
    },
    finish_reason: typeof choice.finish_reason === 'string' ? choice.finish_reason : null,
  };
}

/** Calls come in pieces, too: their name in the first one alone, their id maybe never. */
function mendToolCall(call: Readonly<Record<string, unknown>>, position: number): object {
  const { name, arguments: values } = asRecord(call.function);
  return {
    id: text(call.id, 'null'),
    type: 'function',
    index: typeof call.index === 'number' ? whole(call.index) : position,
    function: { name: text(name, ''), arguments: isRecord(values) ? values : text(values, '') },
  };
}

function mendUsage(usage: Readonly<Record<string, unknown>>): object {
  return {
    ...usage,
    prompt_tokens: whole(usage.prompt_tokens),
    completion_tokens: whole(usage.completion_tokens),
    total_tokens: whole(usage.total_tokens),
  };
}

function text(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

/** Whole numbers only, and 0 for whatever cannot be counted in. */
function whole(value: unknown): number {
  const number = typeof value === 'number' ? Math.trunc(value) : 0;
  return Number.isSafeInteger(number) ? number : 0;
}
