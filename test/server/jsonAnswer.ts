import { namesFor, wordsOfName } from './names.ts';
import type { ResponseFormat, Schema } from './protocol.ts';

/** The number of items if a schema leaves it open. */
const usualItems = 4;

/** An answer as JSON about the question; undefined if text is requested. */
export function answerInJson(
  format: ResponseFormat | undefined,
  question: string,
): string | undefined {
  if (format?.type === 'json_object') return JSON.stringify({ answer: sentenceOn(question, 0) });
  if (format?.type !== 'json_schema' || !format.json_schema) return undefined;
  return JSON.stringify(valueFor(format.json_schema.schema, { question, key: '', at: 0 }));
}

/** The position of a value in the answer. */
interface SchemaPosition {
  readonly question: string;
  /** The property of the value, or of the list that contains it. */
  readonly key: string;
  /** Its index in that list. */
  readonly at: number;
}

/** A value that matches a schema. Supports the keywords that this server knows. */
function valueFor(schema: Schema, place: SchemaPosition): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum?.length) return schema.enum[place.at % schema.enum.length];
  const [choice] = schema.anyOf ?? schema.oneOf ?? [];
  if (choice) return valueFor(choice, place);
  switch (typeof schema.type === 'string' ? schema.type : schema.type?.[0]) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([key, each]) => [
          key,
          valueFor(each, { ...place, key }),
        ]),
      );
    case 'array': {
      const { minItems = 0, maxItems = Infinity, items = { type: 'string' } } = schema;
      const length = Math.min(maxItems, Math.max(minItems, usualItems));
      return Array.from({ length }, (_, at) => valueFor(items, { ...place, at }));
    }
    case 'string':
      return textFor(place).slice(0, schema.maxLength);
    case 'integer':
    case 'number':
      return Math.min(schema.maximum ?? Infinity, Math.max(schema.minimum ?? 0, place.at + 1));
    case 'boolean':
      return place.at % 2 === 0;
    case undefined:
    default:
      return null;
  }
}

function textFor({ question, key, at }: SchemaPosition): string {
  return /names?$|identifier/i.test(key)
    ? namesFor(question, at + 1)[at]!
    : sentenceOn(question, at);
}

/** A sentence with one of the names. */
function sentenceOn(question: string, at: number): string {
  return `It is about ${wordsOfName(namesFor(question, at + 1)[at]!).join(' ')}.`;
}
