import { asRecord, isRecord } from '../../base/json.ts';

/**
 * The error in a stream event, or in a JSON body instead of a stream; undefined if there is none. Known forms beside
 * Mistral's `object: "error"`: `error` as an object or text, with or without choices; `detail`, `message` or a status
 * without choices; an error inside a choice; a list of these.
 */
export function errorIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(errorIn).find((error) => error !== undefined);
  if (!isRecord(value)) return undefined;
  if (value.object === 'error' || value.type === 'error' || saysSomething(value.error))
    return value;
  const { choices } = value;
  if (Array.isArray(choices)) {
    const inner = choices.map((choice) => asRecord(choice).error).find(saysSomething);
    if (inner !== undefined) return { error: inner };
    if (choices.length > 0) return undefined;
  }
  // A 422's message can be an object. Any other object belongs to another protocol.
  const message = isRecord(value.message) ? value.message.detail : value.message;
  const texts = [value.detail, message, value.error_type, value.errors];
  if (texts.some(saysSomething)) return value;
  const status = Number(value.status_code ?? value.statusCode ?? value.status ?? value.code);
  return status >= 400 && status < 600 ? value : undefined;
}

/** Some servers send `error: null`, `false` or `{}` with every chunk. */
function saysSomething(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isRecord(value)) return Object.keys(value).length > 0;
  return (
    (typeof value === 'string' && value.trim() !== '') ||
    typeof value === 'number' ||
    value === true
  );
}

/** The part of an error chunk that is still answer text; undefined if there is none. */
export function textBeside(chunk: unknown): Readonly<Record<string, unknown>> | undefined {
  const { choices, ...rest } = asRecord(chunk);
  if (!Array.isArray(choices)) return undefined;
  const first = asRecord(choices[0]);
  const { content } = asRecord(first.delta);
  if (typeof content !== 'string' || content === '') return undefined;
  return { ...rest, choices: [{ index: first.index, delta: first.delta }] };
}
