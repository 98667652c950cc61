import assert from 'node:assert/strict';
import fc from 'fast-check';
import { argumentsOf, ToolCallAssembler } from '../../../../src/mistral/tools/toolCallAssembler.ts';
import type { ToolCallDelta } from '../../../../src/mistral/tools/toolCallAssembler.ts';

function assembled(pieces: readonly ToolCallDelta[]) {
  const assembler = new ToolCallAssembler();
  for (const piece of pieces) assembler.push(piece);
  return assembler.end();
}

function piece(
  name: string,
  more: ToolCallDelta['function']['arguments'],
  rest = {},
): ToolCallDelta {
  return { ...rest, function: { name, arguments: more } };
}

describe('ToolCallAssembler', () => {
  const one = { id: 'aaaaaaaaa', name: 'f', arguments: '{"a":1}' };
  const two = { id: 'bbbbbbbbb', name: 'g', arguments: '{"b":2}' };
  const table: [string, ToolCallDelta[], object[]][] = [
    ['none', [], []],
    ['one that is whole', [piece('f', '{"a":1}', { id: one.id })], [one]],
    ['arguments that came as an object', [piece('f', { a: 1 }, { id: one.id })], [one]],
    [
      'pieces without name and id, or with "null" for one',
      [
        piece('f', '', { id: one.id, index: 0 }),
        piece('', '{"a"', { id: 'null', index: 0 }),
        piece('', ':1}', { index: 0 }),
      ],
      [one],
    ],
    [
      'an id and a name that come late',
      [piece('', '{"a"', { id: 'null' }), piece('f', ':1}', { id: one.id })],
      [one],
    ],
    [
      'an id and a name that are repeated with each piece',
      [piece('f', '{"a"', { id: one.id }), piece('f', ':1}', { id: one.id })],
      [one],
    ],
    [
      'two that are interleaved',
      [
        piece('f', '{"a"', { id: one.id, index: 0 }),
        piece('g', '{"b"', { id: two.id, index: 1 }),
        piece('', ':1}', { index: 0 }),
        piece('', ':2}', { index: 1 }),
      ],
      [one, two],
    ],
    [
      'an id that changes on the way, with the name',
      [
        piece('f', '', { id: one.id, index: 0 }),
        piece('f', '{"a"', { id: two.id, index: 0 }),
        piece('f', ':1}', { id: 'ccccccccc', index: 0 }),
      ],
      [one],
    ],
    [
      'an id that changes on the way, in the middle of a text',
      [
        piece('f', '{"a":"}', { id: one.id, index: 0 }),
        piece('f', '\\"}"}', { id: two.id, index: 0 }),
      ],
      [{ ...one, arguments: '{"a":"}\\"}"}' }],
    ],
    [
      'two of the same tool under the same number',
      [piece('f', '{"a":1}', { id: one.id }), piece('f', '{"b":2}', { id: two.id })],
      [one, { ...two, name: 'f' }],
    ],
    [
      'two without arguments under the same number',
      [piece('f', '', { id: one.id }), piece('g', '', { id: two.id })],
      [
        { ...one, arguments: '' },
        { ...two, arguments: '' },
      ],
    ],
    [
      'two under the same number',
      [
        piece('f', '{"a"', { id: one.id, index: 0 }),
        piece('', ':1}', { index: 0 }),
        piece('g', '{"b"', { id: two.id, index: 0 }),
        piece('', ':2}', { index: 0 }),
      ],
      [one, two],
    ],
    ['no id at all', [piece('f', '{}')], [{ id: undefined, name: 'f', arguments: '{}' }]],
  ];
  for (const [name, pieces, calls] of table) {
    it(`assembles ${name}`, () => {
      assert.deepEqual(assembled(pieces), calls);
    });
  }

  it('assembles the same calls for any split and order', () => {
    const call = fc.record({ name: fc.stringMatching(/^[a-z]{1,8}$/), text: fc.json() });
    fc.assert(
      fc.property(
        fc.array(call, { maxLength: 5 }),
        fc.array(fc.nat(6), { maxLength: 40 }),
        (calls, cuts) => {
          const queues = calls.map(({ name, text }, index) => {
            const cut = cuts[index] ?? 0;
            return [
              piece(name, text.slice(0, cut), { id: `call${index}`, index }),
              ...Array.from(text.slice(cut), (char) => piece('', char, { id: 'null', index })),
            ];
          });
          const partialAnswer = queues.flatMap((queue) => queue.splice(0, 1));
          const rest: ToolCallDelta[] = [];
          for (let at = 0; queues.some(({ length }) => length > 0); at += 1) {
            const queue = queues[(cuts[at % (cuts.length || 1)] ?? 0) % queues.length];
            rest.push(...(queue?.splice(0, 1) ?? []));
            if (at > 5_000) for (const left of queues) rest.push(...left.splice(0));
          }
          assert.deepEqual(
            assembled([...partialAnswer, ...rest]),
            calls.map(({ name, text }, index) => ({ id: `call${index}`, name, arguments: text })),
          );
        },
      ),
    );
  });

  it('limits endless calls', () => {
    const assembler = new ToolCallAssembler();
    for (let at = 0; at < 200; at += 1) assembler.push(piece('f', '{', { id: `${at}`, index: at }));
    for (let at = 0; at < 30; at += 1) assembler.push(piece('', ' '.repeat(100_000), { index: 7 }));
    const calls = assembler.end();
    assert.equal(calls.length, 128);
    assert.equal(calls[7]?.arguments.length, 1_000_000);
    assert.equal(argumentsOf(calls[7].arguments), undefined);
  });

  it('reads arguments as an object or reports them as invalid', () => {
    assert.deepEqual(argumentsOf('{"a":[1]}'), { a: [1] });
    assert.deepEqual([argumentsOf(''), argumentsOf(' \n')], [{}, {}]);
    const nested = (depth: number): string => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    assert.ok(argumentsOf(nested(100)) && argumentsOf(JSON.stringify({ a: '['.repeat(1_000) })));
    const deep = [nested(300), nested(100_000), `${'{"a":'.repeat(90_000)}1${'}'.repeat(90_000)}`];
    for (const text of ['{"a":', '[1]', '"{}"', 'null', '1', 'path=a', ...deep]) {
      assert.equal(argumentsOf(text), undefined, text.slice(0, 40));
    }
  });
});
