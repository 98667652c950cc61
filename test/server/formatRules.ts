import { wrongFormat } from './errorBodies.ts';
import type { CompleteResponse } from './errorBodies.ts';
import { textOf } from './messages.ts';
import type { ChatBody, Schema } from './protocol.ts';

/** The errors of a response format or prediction. */
export function formatRefusal({
  messages,
  n,
  prediction,
  response_format: format,
}: ChatBody): CompleteResponse | undefined {
  if (prediction?.content && (n ?? 1) > 1) {
    return wrongFormat('prediction is not supported with n greater than 1');
  }
  if (format?.type === 'json_object') {
    // The real service then streams endless whitespace; this server reports what is missing.
    const isTold = messages.some((message) => /json/i.test(textOf(message)));
    return isTold ? undefined : wrongFormat('JSON mode needs a message that asks for JSON');
  }
  if (format?.type !== 'json_schema') return undefined;
  const { name = '', schema, strict = false } = format.json_schema ?? {};
  if (!schema) return wrongFormat('response_format of type json_schema needs a json_schema');
  if (!/^[\w-]{1,64}$/.test(name)) return wrongFormat(`Invalid json_schema name: ${name}`);
  if (schema.type !== 'object') return wrongFormat('The root of a json_schema has to be an object');
  return strict ? looseObject(schema) : undefined;
}

/** A strict schema must be complete. The first text is the service's (client-ts issue 107). */
function looseObject(schema: Schema): CompleteResponse | undefined {
  const { properties = {}, items, anyOf = [], oneOf = [] } = schema;
  if (schema.type === 'object' && schema.additionalProperties !== false) {
    return wrongFormat('Missing `additionalProperties: False` in object schema');
  }
  const missing = Object.keys(properties).find((name) => !schema.required?.includes(name));
  if (missing !== undefined) return wrongFormat(`Missing \`${missing}\` in required`);
  for (const each of [
    ...Object.values(properties),
    ...(items ? [items] : []),
    ...anyOf,
    ...oneOf,
  ]) {
    const refusal = looseObject(each);
    if (refusal) return refusal;
  }
  return undefined;
}
