import { Ajv } from 'ajv';
import { wrongSchema } from './errorBodies.ts';
import type { CompleteResponse } from './errorBodies.ts';
import type { Tool } from './protocol.ts';

/** The meta-schema of draft-07, from Ajv. */
const DRAFT_07 = 'http://json-schema.org/draft-07/schema#';

/** Python's `check_schema` compiles patterns. It checks other formats only if optional packages are installed. */
const ajv = new Ajv({
  strict: false,
  formats: { regex: isPattern, uri: true, 'uri-reference': true },
});

/** Compiled here, since Ajv's own copy checks no formats. */
const isSchema = ajv.compile(withoutId(ajv.getSchema(DRAFT_07)?.schema));

function withoutId(schema: unknown): object {
  return { ...(schema as object), $id: undefined, $schema: undefined };
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    // Python does not support this syntax for named groups, nor Unicode property classes.
    return !/\\p|\(\?<(?![=!])/i.test(text);
  } catch {
    return false;
  }
}

/** The part of a value that is not valid JSON Schema draft-07; undefined if it is valid. */
export function schemaFault(schema: unknown): string | undefined {
  if (isSchema(schema)) return undefined;
  const [first] = isSchema.errors ?? [];
  return `${first?.instancePath ?? ''} ${first?.message ?? 'is invalid'}`.trim();
}

/** The service checks the schemas of tools first. */
export function schemaRefusal(tools: readonly Tool[]): CompleteResponse | undefined {
  for (const {
    function: { name, parameters },
  } of tools) {
    const fault = schemaFault(parameters);
    if (fault !== undefined) return wrongSchema(name, fault);
  }
  return undefined;
}
