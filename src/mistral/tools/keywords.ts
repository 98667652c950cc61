/** Names of types in draft-07 and elsewhere. */
const TYPES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    string: 'string str text char varchar date datetime time uuid uri url email file binary bytes',
    integer: 'integer int int32 int64 long short uint',
    number: 'number float double decimal numeric real',
    boolean: 'boolean bool',
    array: 'array list tuple set sequence',
    object: 'object dict dictionary map hash record struct',
    null: 'null none nil nonetype undefined void',
  }).flatMap(([type, names]) => names.split(' ').map((name): [string, string] => [name, type])),
);

/** The value of `type`: one or several names; undefined for unknown types and for any type. */
export function typeOf(value: unknown): string | readonly string[] | undefined {
  const names = (Array.isArray(value) ? value : [value]) as readonly unknown[];
  const words = names.flatMap((name) => (typeof name === 'string' ? name.split(/[|,]/) : [name]));
  if (words.length === 0 || words.length > 20) return undefined;
  const types = words.map((word) =>
    typeof word === 'string' ? TYPES.get(word.trim().toLowerCase()) : undefined,
  );
  const known = [...new Set(types.filter((type) => type !== undefined))];
  if (types.includes(undefined)) return undefined;
  return known.length === 1 ? known[0] : known;
}

/** The value of `required` and of a dependency: unique names. A boolean belongs to the surrounding schema. */
export function namesOf(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) return undefined;
  return [...new Set(value.filter((name) => typeof name === 'string'))];
}

/** The value if it is a string; else undefined. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A text, which may be given as a list of lines. */
export function proseOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.filter((line) => typeof line === 'string').join('\n');
  return typeof value === 'number' ? String(value) : textOf(value);
}

/** A number, possibly given as a string. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** A non-negative integer. */
export function countOf(value: unknown): number | undefined {
  const number = numberOf(value);
  return number !== undefined && Number.isInteger(number) && number >= 0 ? number : undefined;
}

/** A boolean, possibly given as a string. */
export function flagOf(value: unknown): boolean | undefined {
  if (value === 'true' || value === true) return true;
  return value === 'false' || value === false ? false : undefined;
}

/** Longer patterns are dropped, in characters. */
const MAX_PATTERN = 1_000;
/** Escapes that JavaScript and Python have in common. The service compiles patterns in Python. */
const COMMON_ESCAPE = /\\[bBdDsSwWfnrtvxu]/g;
/** Syntax that only JavaScript has: other escapes, named groups, and empty or negated empty classes. */
const FOREIGN = /\\[a-zA-Z]|\(\?<(?![=!])|\[\^?\]/;

/** A regular expression that is valid in Python as well. */
export function patternOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > MAX_PATTERN) return undefined;
  const others = value.replaceAll('\\\\', '').replaceAll(COMMON_ESCAPE, '');
  if (FOREIGN.test(others)) return undefined;
  try {
    new RegExp(value);
    return value;
  } catch {
    return undefined;
  }
}
