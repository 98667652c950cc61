/** A validation error in Pydantic's wording, including the input. */
export interface Issue {
  readonly type: string;
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly input: unknown;
  readonly ctx?: Readonly<Record<string, unknown>>;
}

type Loc = Issue['loc'];

/** Validates a value at `loc`. Returns its errors. */
export type Check = (value: unknown, loc: Loc) => readonly Issue[];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function typed(is: (value: unknown) => boolean, type: string, what: string): Check {
  return (input, loc) =>
    is(input) ? [] : [{ type, loc, msg: `Input should be a valid ${what}`, input }];
}

/** A string. Numbers are not converted. */
export const string = typed((value) => typeof value === 'string', 'string_type', 'string');

/** A boolean. */
export const boolean = typed((value) => typeof value === 'boolean', 'bool_type', 'boolean');

/** An object with any fields. */
export const dictionary = typed(isObject, 'dict_type', 'dictionary');

/** The bounds of a number; `above` is exclusive. */
export interface Bounds {
  readonly min?: number;
  readonly above?: number;
  readonly max?: number;
}

function bounded(base: Check, { min, above, max }: Bounds): Check {
  return (input, loc) => {
    const issues = base(input, loc);
    const value = input as number;
    const issue = (type: string, wording: string, bound: string, limit: number): Issue[] => [
      {
        type,
        loc,
        msg: `Input should be ${wording} ${limit}`,
        input,
        ctx: { [bound]: limit },
      },
    ];
    if (issues.length > 0) return issues;
    if (min !== undefined && value < min)
      return issue('greater_than_equal', 'greater than or equal to', 'ge', min);
    if (above !== undefined && value <= above)
      return issue('greater_than', 'greater than', 'gt', above);
    if (max !== undefined && value > max)
      return issue('less_than_equal', 'less than or equal to', 'le', max);
    return [];
  };
}

/** A number within bounds. */
export function number(bounds: Bounds): Check {
  return bounded(
    typed((value) => typeof value === 'number', 'float_type', 'number'),
    bounds,
  );
}

/** An integer within bounds. */
export function integer(bounds: Bounds = {}): Check {
  const whole: Check = (input, loc) => {
    if (Number.isInteger(input)) return [];
    const msg = 'Input should be a valid integer';
    return typeof input === 'number'
      ? [{ type: 'int_from_float', loc, msg: `${msg}, got a number with a fractional part`, input }]
      : [{ type: 'int_type', loc, msg, input }];
  };
  return bounded(whole, bounds);
}

/** One of these strings. */
export function oneOf(...values: readonly string[]): Check {
  const expected = values.map((value) => `'${value}'`).join(' or ');
  return (input, loc) =>
    values.includes(input as string)
      ? []
      : [
          {
            type: 'literal_error',
            loc,
            msg: `Input should be ${expected}`,
            input,
            ctx: { expected },
          },
        ];
}

/** A valid value or null. */
export function nullable(check: Check): Check {
  return (value, loc) => (value === null ? [] : check(value, loc));
}

/** A list of valid values. */
export function list(item: Check, minItems = 0): Check {
  return (input, loc) => {
    if (!Array.isArray(input))
      return [{ type: 'list_type', loc, msg: 'Input should be a valid list', input }];
    if (input.length < minItems) {
      const msg = `List should have at least ${minItems} item after validation, not ${input.length}`;
      return [{ type: 'too_short', loc, msg, input }];
    }
    return input.flatMap((value, index) => item(value, [...loc, index]));
  };
}

/** A union; errors include the name of the alternative. */
export function union(checks: Readonly<Record<string, Check>>): Check {
  return (value, loc) => {
    const found = Object.entries(checks).map(([name, check]) => check(value, [...loc, name]));
    return found.some((issues) => issues.length === 0) ? [] : found.flat();
  };
}

/** An object with these fields and no others; `required` ones must be present. */
export function object(
  fields: Readonly<Record<string, Check>>,
  required: readonly string[] = [],
): Check {
  return (input, loc) => {
    if (!isObject(input)) {
      const msg = 'Input should be a valid dictionary or object to extract fields from';
      return [{ type: 'model_attributes_type', loc, msg, input }];
    }
    const missing = required
      .filter((name) => !Object.hasOwn(input, name))
      .map((name) => ({ type: 'missing', loc: [...loc, name], msg: 'Field required', input }));
    const wrong = Object.entries(input).flatMap(([name, value]) => {
      const check = Object.hasOwn(fields, name) ? fields[name] : undefined;
      return (check ?? forbidden)(value, [...loc, name]);
    });
    return [...missing, ...wrong];
  };
}

const forbidden: Check = (input, loc) => [
  { type: 'extra_forbidden', loc, msg: 'Extra inputs are not permitted', input },
];

/** A union of objects discriminated by the field `tag`, whose value is added to `loc`. */
export function tagged(tag: string, shapes: Readonly<Record<string, Check>>): Check {
  const tags = Object.keys(shapes)
    .map((name) => `'${name}'`)
    .join(', ');
  return (input, loc) => {
    const name = isObject(input) ? input[tag] : undefined;
    if (name === undefined) {
      const msg = `Unable to extract tag using discriminator '${tag}'`;
      return [{ type: 'union_tag_not_found', loc, msg, input, ctx: { discriminator: `'${tag}'` } }];
    }
    if (typeof name === 'string' && Object.hasOwn(shapes, name))
      return shapes[name]!(input, [...loc, name]);
    const msg = `Input tag '${JSON.stringify(name)}' found using '${tag}' does not match any of the expected tags: ${tags}`;
    return [{ type: 'union_tag_invalid', loc, msg, input }];
  };
}
