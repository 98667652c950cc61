import { isRecord } from '../../base/json.ts';
import {
  countOf,
  flagOf,
  namesOf,
  numberOf,
  patternOf,
  proseOf,
  textOf,
  typeOf,
} from './keywords.ts';
import { byName, withOlderKeywords } from './olderSchemaDrafts.ts';
import type { Schema } from './olderSchemaDrafts.ts';

/**
 * The limits for one schema, in nodes and characters. The largest in use have a few hundred nodes. A tool with a larger
 * schema is left out.
 */
const MAX_PARTS = 10_000;
const MAX_CHARACTERS = 200_000;
/** The deepest level of nested schemas that is kept. Deeper or recursive ones accept anything. */
const MAX_DEPTH = 64;

/**
 * Converts a tool's parameters to JSON Schema draft-07. The service validates them first, and one invalid schema fails
 * the whole request. Keywords of other drafts and common mistakes are converted, other invalid keywords dropped.
 * Returns undefined if the schema is too large or unreadable.
 */
export function repairedParameters(schema: unknown): Schema | undefined {
  if (!isRecord(schema)) return { type: 'object', properties: {} };
  try {
    const repaired = new Repairer().schema(schema);
    if (!isRecord(repaired)) return undefined;
    if (Object.keys(repaired).length === 0) return { type: 'object', properties: {} };
    // The arguments of a call are always an object.
    return repaired.type === undefined
      ? { type: 'object', ...repaired }
      : { ...repaired, type: 'object' };
  } catch {
    return undefined;
  }
}

/** Repairs one schema and counts its nodes. */
class Repairer {
  #parts = 0;
  #characters = 0;
  /** The objects around the current one. A recursive object is cut. */
  readonly #around = new Set<object>();

  /** Repairs a schema; undefined if the value can't be one. A plain string is a type name or a description. */
  schema(value: unknown): Schema | boolean | undefined {
    if (typeof value === 'boolean') return value;
    if (typeof value === 'string') {
      const type = typeOf(value);
      return type === undefined ? { description: this.#seen(value) } : { type };
    }
    if (!isRecord(value)) return undefined;
    return this.#within(value, {}, () => {
      const entries = Object.entries(value).flatMap(([name, each]) => {
        const fixed = this.#keyword(this.#seen(name), each);
        return fixed === undefined ? [] : [[name, fixed] as const];
      });
      return withOlderKeywords(Object.fromEntries(entries), value);
    });
  }

  /** Repairs the value of a keyword. Unknown keywords accept anything. */
  #keyword(name: string, value: unknown): unknown {
    switch (name) {
      case 'type':
        return typeOf(value);
      case 'properties':
      case 'definitions':
      case '$defs':
      case 'dependentSchemas':
        return this.#map(Array.isArray(value) ? byName(value) : value, () => true);
      case 'patternProperties':
        return this.#map(value, (key) => patternOf(key) !== undefined);
      case 'dependencies':
        return this.#map(
          value,
          () => true,
          (each) => (Array.isArray(each) ? namesOf(each) : this.schema(each)),
        );
      case 'items':
        return Array.isArray(value) ? this.#list(value) : this.schema(value);
      case 'additionalProperties':
      case 'additionalItems':
      case 'uniqueItems':
      case 'readOnly':
      case 'writeOnly': {
        const flag = flagOf(value);
        return flag === undefined && name.startsWith('additional') ? this.schema(value) : flag;
      }
      case 'contains':
      case 'propertyNames':
      case 'not':
      case 'if':
      case 'then':
      case 'else':
        return this.schema(value);
      case 'allOf':
      case 'anyOf':
      case 'oneOf':
      case 'prefixItems':
        return this.#list(Array.isArray(value) ? value : [value]);
      case 'required':
        return namesOf(value);
      case 'enum':
        return distinct(this.#values(value));
      case 'examples':
        return this.#values(value);
      case 'title':
      case 'description':
        return this.#value(proseOf(value));
      case '$id':
      case '$schema':
      case '$ref':
      case '$comment':
      case 'format':
      case 'contentMediaType':
      case 'contentEncoding':
        return this.#value(textOf(value));
      case 'pattern':
        return this.#value(patternOf(value));
      case 'minimum':
      case 'maximum':
      case 'exclusiveMinimum':
      case 'exclusiveMaximum':
        return numberOf(value);
      case 'multipleOf': {
        const number = numberOf(value);
        return number !== undefined && number > 0 ? number : undefined;
      }
      case 'minLength':
      case 'maxLength':
      case 'minItems':
      case 'maxItems':
      case 'minProperties':
      case 'maxProperties':
        return countOf(value);
      default:
        return this.#value(value);
    }
  }

  /** Schemas by name. One that can't be repaired accepts anything. */
  #map(
    value: unknown,
    isName: (name: string) => boolean,
    read: (each: unknown) => unknown = (each) => this.schema(each),
  ): object | undefined {
    if (!isRecord(value)) return undefined;
    return this.#within(value, {}, () => {
      const named = Object.entries(value).filter(([name]) => isName(this.#seen(name)));
      return Object.fromEntries(named.map(([name, each]) => [name, read(each) ?? {}]));
    });
  }

  /** A list of schemas. Draft-07 requires at least one. */
  #list(values: readonly unknown[]): readonly unknown[] | undefined {
    const schemas = this.#within(values, [], () =>
      values.flatMap((value) => this.schema(value === null ? { type: 'null' } : value) ?? []),
    );
    return schemas.length === 0 ? undefined : schemas;
  }

  #values(value: unknown): readonly unknown[] | undefined {
    if (value === null || isRecord(value)) return undefined;
    const values = this.#value(Array.isArray(value) ? value : [value]);
    return Array.isArray(values) && values.length > 0 ? values : undefined;
  }

  /** The JSON part of a value; undefined if there is none. */
  #value(value: unknown): unknown {
    if (typeof value === 'string') return this.#seen(value);
    if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
    if (typeof value === 'boolean' || value === null) return value;
    if (Array.isArray(value)) {
      return this.#within(value, undefined, () => value.map((each) => this.#value(each) ?? null));
    }
    if (!isRecord(value)) return undefined;
    return this.#within(value, undefined, () => {
      const entries = Object.entries(value).map(([name, each]) => [
        this.#seen(name),
        this.#value(each),
      ]);
      return Object.fromEntries(entries) as object;
    });
  }

  /** Reads nested values unless they are recursive or too deep. */
  #within<T, Otherwise>(value: object, otherwise: Otherwise, read: () => T): T | Otherwise {
    this.#count(0);
    if (this.#around.has(value) || this.#around.size >= 2 * MAX_DEPTH) return otherwise;
    this.#around.add(value);
    const result = read();
    this.#around.delete(value);
    return result;
  }

  #seen(text: string): string {
    this.#count(text.length);
    return text;
  }

  #count(characters: number): void {
    this.#parts += 1;
    this.#characters += characters;
    if (this.#parts > MAX_PARTS || this.#characters > MAX_CHARACTERS) {
      throw new RangeError('The schema is too large.');
    }
  }
}

/** Removes duplicates, which some validators reject in an enum. */
function distinct(values: readonly unknown[] | undefined): readonly unknown[] | undefined {
  return values && [...new Map(values.map((value) => [ordered(value), value])).values()];
}

/** JSON with sorted field names, for comparisons. */
function ordered(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    isRecord(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
