import { asRecord, isRecord, nonNegativeInteger } from '../../base/json.ts';

/**
 * Converts a streamed chunk to the shape that the SDK requires. Gateways and self-hosted servers omit fields or send
 * `usage: null` with every chunk, which would make the SDK end the stream.
 */
export function normalizeChunk(chunk: Readonly<Record<string, unknown>>): object {
  const { usage, choices, ...rest } = chunk;
  return {
    ...rest,
    id: text(chunk.id, 'unknown'),
    object: text(chunk.object, 'chat.completion.chunk'),
    created: nonNegativeInteger(chunk.created),
    model: text(chunk.model, 'unknown'),
    choices: Array.isArray(choices) ? choices.filter(isRecord).map(normalizeChoice) : [],
    ...(isRecord(usage) ? { usage: normalizeUsage(usage) } : {}),
  };
}

function normalizeChoice(choice: Readonly<Record<string, unknown>>, position: number): object {
  const { text: plain, message, ...fields } = choice;
  const delta = asRecord(choice.delta ?? message);
  const { role, tool_calls: calls } = delta;
  const content = delta.content ?? plain;
  return {
    ...fields,
    index: typeof choice.index === 'number' ? nonNegativeInteger(choice.index) : position,
    delta: {
      ...(typeof role === 'string' ? { role } : {}),
      content: normalizeContent(content, delta.reasoning_content ?? delta.reasoning),
      ...(Array.isArray(calls)
        ? { tool_calls: calls.filter(isRecord).map(normalizeToolCall) }
        : {}),
    },
    finish_reason: typeof choice.finish_reason === 'string' ? choice.finish_reason : null,
  };
}

/** The content as text or typed chunks, preceded by reasoning that some servers send beside it. */
function normalizeContent(
  content: unknown,
  reasoning: unknown,
): string | readonly unknown[] | null {
  const normalized = Array.isArray(content) ? normalizeParts(content) : text(content, '');
  const isThinking =
    isList(normalized) && normalized.some((part) => asRecord(part).type === 'thinking');
  if (typeof reasoning !== 'string' || reasoning === '' || isThinking) {
    return typeof content === 'string' || isList(normalized) ? normalized : null;
  }
  const parts = isList(normalized) ? normalized : normalized === '' ? [] : [textPart(normalized)];
  return [thinkingPart(reasoning), ...parts];
}

/** A content list. Some servers send plain strings; among typed chunks a string may not be text. */
function normalizeParts(parts: readonly unknown[]): readonly unknown[] {
  const areTexts = parts.every((part) => typeof part === 'string');
  return areTexts ? parts.map((part) => textPart(part)) : parts.flatMap(normalizePart);
}

/** An item of a list. Some servers send texts without a type and reasoning without a list. */
function normalizePart(part: unknown): readonly unknown[] {
  if (!isRecord(part)) return [];
  const { type, thinking } = part;
  if (type === 'thinking') {
    if (Array.isArray(thinking)) return [{ ...part, thinking: normalizeParts(thinking) }];
    const thought = text(thinking, text(part.text, ''));
    return thought === '' ? [] : [thinkingPart(thought)];
  }
  const isText = type === undefined || type === 'text' || type === 'output_text';
  if (isText) return typeof part.text === 'string' ? [{ ...part, type: 'text' }] : [];
  const isReasoning = type === 'reasoning' && typeof part.text === 'string' && part.text !== '';
  return isReasoning ? [thinkingPart(text(part.text, ''))] : [part];
}

function isList(value: string | readonly unknown[]): value is readonly unknown[] {
  return typeof value !== 'string';
}

const textPart = (text: string): object => ({ type: 'text', text });

const thinkingPart = (text: string): object => ({ type: 'thinking', thinking: [textPart(text)] });

/** Tool calls are streamed in pieces as well: the name only in the first one, the ID possibly never. */
function normalizeToolCall(call: Readonly<Record<string, unknown>>, position: number): object {
  const { name, arguments: values } = asRecord(call.function);
  return {
    id: text(call.id, 'null'),
    type: 'function',
    index: typeof call.index === 'number' ? nonNegativeInteger(call.index) : position,
    function: { name: text(name, ''), arguments: isRecord(values) ? values : text(values, '') },
  };
}

/** Computes a missing count from the other two. */
function normalizeUsage(usage: Readonly<Record<string, unknown>>): object {
  const prompt = nonNegativeInteger(usage.prompt_tokens);
  const total = nonNegativeInteger(usage.total_tokens);
  const isCounted = typeof usage.completion_tokens === 'number';
  return {
    ...usage,
    prompt_tokens: prompt,
    completion_tokens: isCounted
      ? nonNegativeInteger(usage.completion_tokens)
      : Math.max(0, total - prompt),
    total_tokens: total,
  };
}

function text(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}
