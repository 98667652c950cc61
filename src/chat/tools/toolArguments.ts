import { isRecord } from '../../base/json.ts';
import { oneLine } from '../../base/sanitizeText.ts';
import { argumentsOf } from '../../mistral/tools/toolCallAssembler.ts';

/** The deepest nesting of a schema that is checked. */
const MAX_DEPTH = 8;
/** How much of a model's text an error message repeats, in characters. */
const MAX_QUOTED = 60;

/** Checked arguments, or why they are wrong, for the model. */
export type CheckedArguments =
  | { readonly values: Readonly<Record<string, unknown>> }
  | { readonly error: string };

/**
 * Parses and checks the arguments of a call against the schema of its tool. Of draft-07, the keywords that tools of this
 * extension use are checked: `type`, `properties`, `required`, `items`, `enum`, `minimum`, `maximum`, `minLength` and
 * `minItems`. Optional properties that are null are dropped; unknown ones are kept.
 */
export function checkArguments(
  text: string,
  schema: Readonly<Record<string, unknown>>,
): CheckedArguments {
  const values = argumentsOf(text);
  if (!values) {
    return { error: 'The arguments are not a JSON object. Send them again as one JSON object.' };
  }
  const given = withoutNull(values, schema);
  const error = errorIn(given, schema, 'arguments', 0);
  return error === undefined ? { values: given } : { error };
}

/** Models write null for a property that they leave out. */
function withoutNull(
  values: Readonly<Record<string, unknown>>,
  schema: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const required = listOf(schema['required']);
  const kept = Object.entries(values).filter(
    ([name, value]) => value !== null || required.includes(name),
  );
  return Object.fromEntries(kept);
}

/** The first error of a value, naming where it is; undefined if there is none. */
function errorIn(value: unknown, schema: unknown, at: string, depth: number): string | undefined {
  if (!isRecord(schema) || depth > MAX_DEPTH) return undefined;
  const types = typeof schema['type'] === 'string' ? [schema['type']] : listOf(schema['type']);
  if (types.length > 0 && !types.some((type) => isOfType(value, type))) {
    return `"${at}" must be ${types.map(named).join(' or ')}.`;
  }
  const choices = schema['enum'];
  if (Array.isArray(choices) && !choices.includes(value)) {
    return `"${at}" must be one of ${JSON.stringify(choices)}.`;
  }
  const { minimum, maximum, minLength, minItems } = schema;
  if (typeof value === 'number') {
    if (typeof minimum === 'number' && value < minimum)
      return `"${at}" must be ${minimum} or more.`;
    if (typeof maximum === 'number' && value > maximum)
      return `"${at}" must be ${maximum} or less.`;
  }
  if (typeof value === 'string' && typeof minLength === 'number' && value.length < minLength) {
    return `"${at}" must not be empty.`;
  }
  if (Array.isArray(value)) {
    if (typeof minItems === 'number' && value.length < minItems)
      return `"${at}" must not be empty.`;
    return firstOf(value, (item, index) =>
      errorIn(item, schema['items'], `${at}[${index}]`, depth + 1),
    );
  }
  return isRecord(value) ? errorInObject(value, schema, at, depth) : undefined;
}

function errorInObject(
  value: Readonly<Record<string, unknown>>,
  schema: Readonly<Record<string, unknown>>,
  at: string,
  depth: number,
): string | undefined {
  const missing = listOf(schema['required']).find((name) => !Object.hasOwn(value, name));
  const place = (name: string) => (depth === 0 ? name : `${at}.${name}`);
  if (missing !== undefined) return `"${place(missing)}" is missing.`;
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  return firstOf(Object.entries(properties), ([name, each]) =>
    Object.hasOwn(value, name) ? errorIn(value[name], each, place(name), depth + 1) : undefined,
  );
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'integer':
      return Number.isSafeInteger(value);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isRecord(value);
    case 'null':
      return value === null;
    default:
      return typeof value === type;
  }
}

function named(type: string): string {
  return /^[aio]/.test(type) ? `an ${type}` : `a ${type}`;
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function firstOf<T, R>(values: readonly T[], find: (value: T, index: number) => R | undefined) {
  for (const [index, value] of values.entries()) {
    const found = find(value, index);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A text of the model as an error message repeats it: on one line and short. */
export function jsonQuoted(text: string): string {
  const line = oneLine(text);
  return `"${line.length > MAX_QUOTED ? `${line.slice(0, MAX_QUOTED)}…` : line}"`;
}
