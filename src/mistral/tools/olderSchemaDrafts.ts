import { isRecord } from '../../base/json.ts';
import { namesOf } from './keywords.ts';

/** A JSON schema that is an object. */
export type Schema = Readonly<Record<string, unknown>>;

/** Converts keywords of older drafts: boolean exclusive bounds, and `required` inside properties. */
export function withOlderKeywords(fixed: Schema, { properties, required, ...raw }: Schema): Schema {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, ...others } = fixed;
  const named = Array.isArray(properties) ? byName(properties) : properties;
  const inProperties = Object.entries(isRecord(named) ? named : {})
    .filter(([, each]) => isRecord(each) && each.required === true)
    .map(([name]) => name);
  const bound = (name: string, is: unknown, otherwise: unknown, flag: unknown) => {
    const value = flag === true ? is : otherwise;
    return value === undefined ? {} : { [name]: value };
  };
  const { exclusiveMinimum: isAbove, exclusiveMaximum: isBelow } = raw;
  return {
    ...others,
    ...bound('minimum', undefined, minimum, isAbove),
    ...bound('maximum', undefined, maximum, isBelow),
    ...bound('exclusiveMinimum', minimum, exclusiveMinimum, isAbove),
    ...bound('exclusiveMaximum', maximum, exclusiveMaximum, isBelow),
    ...(inProperties.length > 0
      ? { required: [...new Set([...(namesOf(required) ?? []), ...inProperties])] }
      : {}),
  };
}

/** Properties as a list with names, which some generators produce. */
export function byName(list: readonly unknown[]): Schema {
  const named = list.filter(isRecord).filter(({ name }) => typeof name === 'string');
  return Object.fromEntries(named.map(({ name, ...schema }) => [name as string, schema]));
}
