import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ToolNames } from '../../../../src/mistral/tools/toolNames.ts';
import { wireTools } from '../../../../src/mistral/tools/wireTools.ts';
import { repairedParameters } from '../../../../src/mistral/tools/repairSchema.ts';
import { schemaFault } from '../../../server/schemaRules.ts';

/** An object schema with a property `a` of this schema. */
const of = (schema: unknown, more: object = {}) => ({
  type: 'object',
  properties: { a: schema },
  ...more,
});

type Case = readonly [what: string, schema: object, repaired: object];

/** Schemas that the service rejects, and their replacements. */
const BROKEN: readonly Case[] = [
  [
    'an exclusive minimum as a flag',
    of({ type: 'number', minimum: 0, exclusiveMinimum: true }),
    of({ type: 'number', exclusiveMinimum: 0 }),
  ],
  [
    'an exclusive maximum that is off',
    of({ type: 'number', maximum: 9, exclusiveMaximum: false }),
    of({ type: 'number', maximum: 9 }),
  ],
  ['an exclusive minimum of nothing', of({ exclusiveMinimum: true }), of({})],
  [
    '`required` as a flag of a property',
    of({ type: 'string', required: true }),
    of({ type: 'string' }, { required: ['a'] }),
  ],
  ['`required` as a flag that is off', of({ required: false }), of({})],
  ['`required` as one name', of({}, { required: 'a' }), of({}, { required: ['a'] })],
  ['a name that is required twice', of({}, { required: ['a', 'a'] }), of({}, { required: ['a'] })],
  ['the type any', of({ type: 'any' }), of({})],
  ['the type int', of({ type: 'int' }), of({ type: 'integer' })],
  ['a type in capitals', of({ type: 'STRING' }), of({ type: 'string' })],
  ['two types in one text', of({ type: 'string|null' }), of({ type: ['string', 'null'] })],
  ['a type twice', of({ type: ['string', 'str'] }), of({ type: 'string' })],
  ['types that include any', of({ type: ['string', 'any'] }), of({})],
  ['no types', of({ type: [] }), of({})],
  ['a type that is a schema', of({ type: { type: 'string' } }), of({})],
  [
    'null for every keyword',
    of(
      Object.fromEntries(
        [
          ...['type', 'required', 'properties', 'description', 'enum', 'items', 'title', 'format'],
          ...['additionalProperties', 'anyOf', 'not', 'pattern', 'minimum', 'maxLength', '$ref'],
          ...['uniqueItems', 'dependencies', 'patternProperties', 'definitions', 'examples', 'if'],
        ].map((name) => [name, null]),
      ),
    ),
    of({ anyOf: [{ type: 'null' }] }),
  ],
  ['an empty anyOf', of({ anyOf: [] }), of({})],
  [
    'an anyOf that is one schema',
    of({ anyOf: { type: 'int' } }),
    of({ anyOf: [{ type: 'integer' }] }),
  ],
  ['a property that is the name of a type', of('string'), of({ type: 'string' })],
  ['a property that is a text', of('The path.'), of({ description: 'The path.' })],
  ['a property that is null', of(null), of({})],
  ['a property that is a number', of(1), of({})],
  [
    'properties as a list',
    { type: 'object', properties: [{ name: 'a', type: 'int', required: true }] },
    of({ type: 'integer' }, { required: ['a'] }),
  ],
  [
    'properties as an empty list',
    { type: 'object', properties: [] },
    { type: 'object', properties: {} },
  ],
  ['no items', of({ items: [] }), of({})],
  ['items as the name of a type', of({ items: 'string' }), of({ items: { type: 'string' } })],
  [
    'additional properties as a text',
    of({}, { additionalProperties: 'false' }),
    of({}, { additionalProperties: false }),
  ],
  ['bounds as texts', of({ minLength: '1', maximum: '9.5' }), of({ minLength: 1, maximum: 9.5 })],
  ['bounds that make no sense', of({ minLength: -1, maxItems: 1.5, multipleOf: 0 }), of({})],
  ['an enum of one value', of({ enum: 'a' }), of({ enum: ['a'] })],
  [
    'an enum with duplicates',
    of({ enum: [1, 1, { a: 1, b: 2 }, { b: 2, a: 1 }] }),
    of({ enum: [1, { b: 2, a: 1 }] }),
  ],
  ['an empty enum', of({ enum: [] }), of({})],
  ['a description in lines', of({ description: ['a', 'b'] }), of({ description: 'a\nb' })],
  ['a pattern that is none', of({ pattern: '(' }), of({})],
  ['a pattern of JavaScript alone', of({ pattern: '^\\p{L}+$' }), of({})],
  [
    'faults inside everything',
    of(
      {
        items: { anyOf: [{ oneOf: [{ type: 'any' }] }, { not: { type: 'int' } }] },
        additionalProperties: { patternProperties: { '^a': { type: 'bool' } } },
      },
      { $defs: { b: { exclusiveMinimum: true } }, definitions: { c: { enum: null } } },
    ),
    of(
      {
        items: { anyOf: [{ oneOf: [{}] }, { not: { type: 'integer' } }] },
        additionalProperties: { patternProperties: { '^a': { type: 'boolean' } } },
      },
      { $defs: { b: {} }, definitions: { c: {} } },
    ),
  ],
  [
    'another type than object at the root',
    { type: 'array', items: 'string' },
    { type: 'object', items: { type: 'string' } },
  ],
  ['object or null at the root', { type: ['object', 'null'] }, { type: 'object' }],
];

/** Valid schemas, which are kept. */
const VALID: readonly (readonly [string, object])[] = [
  ['a usual one', of({ type: 'string', description: 'd', default: null }, { required: ['a'] })],
  ['references', of({ $ref: '#/$defs/b' }, { $defs: { b: { type: 'integer', minimum: 1 } } })],
  ['boolean schemas', of(true, { additionalProperties: false })],
  ['a tuple', of({ items: [{ type: 'string' }], additionalItems: false })],
  ['prefix items', of({ prefixItems: [{ type: 'string' }] })],
  ['no required names', of({}, { required: [] })],
  ['keywords of others', of({ nullable: true, example: { b: [1] }, 'x-order': 1 })],
  [
    'a property named like a keyword',
    { type: 'object', properties: { required: { type: 'boolean' }, type: {} } },
  ],
  ['dependencies', of({}, { dependencies: { a: ['b'], c: { minProperties: 1 } } })],
  ['an if', of({ if: { const: 1 }, then: { maximum: 1 }, else: { not: {} } })],
  ['a pattern', of({ pattern: '^[\\w.-]+\\/(?=a)\\d{1,3}$' })],
];

describe('repairedParameters', () => {
  for (const [what, schema, repaired] of BROKEN) {
    it(`repairs ${what}`, () => {
      assert.deepEqual(repairedParameters(schema), repaired);
      assert.equal(schemaFault(repairedParameters(schema)), undefined);
    });
  }

  for (const [what, schema] of VALID) {
    it(`keeps ${what}`, () => {
      assert.equal(schemaFault(schema), undefined, 'not a valid case');
      assert.deepEqual(repairedParameters(schema), schema);
    });
  }

  it('keeps a property named __proto__', () => {
    const schema: unknown = JSON.parse('{"properties":{"__proto__":{"type":"int"}}}');
    assert.match(JSON.stringify(repairedParameters(schema)), /"__proto__":\{"type":"integer"\}/);
  });

  it('returns a valid schema for any input', () => {
    const keywords = [
      ...['type', 'properties', 'required', 'items', 'anyOf', 'allOf', 'enum', 'minimum', 'format'],
      ...['exclusiveMinimum', 'maxLength', 'pattern', 'additionalProperties', '$defs', 'not'],
      ...['definitions', 'dependencies', 'patternProperties', 'description', '$ref', 'multipleOf'],
    ];
    const { schema } = fc.letrec((tie) => ({
      schema: fc.dictionary(
        fc.constantFrom(...keywords),
        fc.oneof(
          { depthSize: 'small' },
          fc.constantFrom(null, true, false, 0, -1, 1.5, '', 'any', 'int', 'string', '(', '5'),
          fc.array(fc.oneof(fc.constantFrom('a', 'int', null, 3), tie('schema')), { maxLength: 3 }),
          tie('schema'),
        ),
        { maxKeys: 5 },
      ),
    }));
    fc.assert(
      fc.property(schema, (value) => {
        assert.equal(schemaFault(repairedParameters(value)), undefined);
      }),
    );
  });

  it('cuts recursive and too deep schemas', () => {
    const round: Record<string, unknown> = { type: 'object' };
    round.properties = { round, list: { items: round } };
    assert.deepEqual(repairedParameters(round), {
      type: 'object',
      properties: { round: {}, list: { items: {} } },
    });
    let deep: object = { type: 'any' };
    for (let level = 0; level < 20_000; level += 1) deep = { items: deep };
    assert.equal(schemaFault(repairedParameters(deep)), undefined);
  });

  it('rejects schemas that are too large', () => {
    let doubled: object = { type: 'string' };
    for (let level = 0; level < 40; level += 1) doubled = { anyOf: [doubled, doubled] };
    const properties = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [at, {}]));
    const schemas = [
      ...[doubled, { properties }, { description: 'x'.repeat(300_000) }, of({ type: 'int' })],
      {
        get type() {
          throw new Error('not readable');
        },
      },
    ];
    const names = schemas.map((_, at) => `tool${at}`);
    const leftOut: string[] = [];
    const tools = wireTools(
      schemas.map((schema, at) => ({ name: names[at]!, description: '', schema })),
      new ToolNames(names),
      (name) => leftOut.push(name),
    );
    assert.deepEqual(
      tools.map(({ name }) => name),
      ['tool3'],
    );
    assert.deepEqual(leftOut, ['tool0', 'tool1', 'tool2', 'tool4']);
  });
});
