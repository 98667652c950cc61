import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkArguments, jsonQuoted } from '../../../../src/chat/tools/toolArguments.ts';

const SCHEMA = {
  type: 'object',
  properties: {
    path: { type: 'string', minLength: 1 },
    line: { type: 'integer', minimum: 1, maximum: 9 },
    staged: { type: 'boolean' },
    kind: { enum: ['a', 'b'] },
    edits: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        properties: { oldText: { type: 'string' }, newText: { type: 'string' } },
        required: ['oldText', 'newText'],
      },
    },
  },
  required: ['path'],
};

describe('checkArguments', () => {
  const accepted: readonly [string, object][] = [
    ['{"path":"a"}', { path: 'a' }],
    [
      '{"path":"a","line":3,"staged":true,"kind":"b"}',
      { path: 'a', line: 3, staged: true, kind: 'b' },
    ],
    ['{"path":"a","line":null}', { path: 'a' }],
    ['{"path":"a","other":1}', { path: 'a', other: 1 }],
    [
      '{"path":"a","edits":[{"oldText":"","newText":"x"}]}',
      { path: 'a', edits: [{ oldText: '', newText: 'x' }] },
    ],
  ];
  for (const [text, values] of accepted) {
    it(`accepts ${text}`, () => {
      assert.deepEqual(checkArguments(text, SCHEMA), { values });
    });
  }

  const refused: readonly [string, RegExp][] = [
    ['', /^"path" is missing\.$/],
    ['{}', /"path" is missing/],
    ['{"path":', /not a JSON object/],
    ['[]', /not a JSON object/],
    ['null', /not a JSON object/],
    ['"path"', /not a JSON object/],
    ['{"path":null}', /^"path" must be a string\.$/],
    ['{"path":""}', /must not be empty/],
    ['{"path":["a"]}', /must be a string/],
    ['{"path":"a","line":"3"}', /^"line" must be an integer\.$/],
    ['{"path":"a","line":1.5}', /must be an integer/],
    ['{"path":"a","line":0}', /1 or more/],
    ['{"path":"a","line":1e300}', /must be an integer/],
    ['{"path":"a","line":10}', /9 or less/],
    ['{"path":"a","staged":"yes"}', /must be a boolean/],
    ['{"path":"a","kind":"c"}', /one of \["a","b"\]/],
    ['{"path":"a","edits":[]}', /"edits" must not be empty/],
    ['{"path":"a","edits":{}}', /must be an array/],
    ['{"path":"a","edits":[{"oldText":"x"}]}', /"edits\[0\]\.newText" is missing/],
    ['{"path":"a","edits":[1]}', /"edits\[0\]" must be an object/],
  ];
  for (const [text, error] of refused) {
    it(`refuses ${text || 'nothing'}`, () => {
      const checked = checkArguments(text, SCHEMA);
      assert.match('error' in checked ? checked.error : '', error);
    });
  }

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.anything(), (text, schema) => {
        checkArguments(text, { properties: { a: schema }, required: schema });
      }),
    );
  });
});

describe('quoted', () => {
  it('puts a text on one short line', () => {
    assert.equal(jsonQuoted('a\nb'), '"a b"');
    assert.ok(jsonQuoted('x'.repeat(1_000)).length < 70);
  });
});
