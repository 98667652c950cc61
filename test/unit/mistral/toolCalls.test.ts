import assert from 'node:assert/strict';
import fc from 'fast-check';
import { argumentsOf, CallAssembler } from '../../../src/mistral/toolCalls.ts';
import type { CallPiece } from '../../../src/mistral/toolCalls.ts';

function assembled(pieces: readonly CallPiece[]) {
  const assembler = new CallAssembler();
  for (const piece of pieces) assembler.push(piece);
  return assembler.end();
}

function piece(name: string, more: CallPiece['function']['arguments'], rest = {}): CallPiece {
  return { ...rest, function: { name, arguments: more } };
}

describe('calls of tools', () => {
  const one = { id: 'aaaaaaaaa', name: 'f', arguments: '{"a":1}' };
  const two = { id: 'bbbbbbbbb', name: 'g', arguments: '{"b":2}' };
  const table: [string, CallPiece[], object[]][] = [
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
    it(`are put together: ${name}`, () => {
      assert.deepEqual(assembled(pieces), calls);
    });
  }

  it('are the same wherever they are cut, and in whichever order they come', () => {
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
          const begun = queues.flatMap((queue) => queue.splice(0, 1));
          const rest: CallPiece[] = [];
          for (let at = 0; queues.some(({ length }) => length > 0); at += 1) {
            const queue = queues[(cuts[at % (cuts.length || 1)] ?? 0) % queues.length];
            rest.push(...(queue?.splice(0, 1) ?? []));
            if (at > 5_000) for (const left of queues) rest.push(...left.splice(0));
          }
          assert.deepEqual(
            assembled([...begun, ...rest]),
            calls.map(({ name, text }, index) => ({ id: `call${index}`, name, arguments: text })),
          );
        },
      ),
    );
  });

  it('end somewhere, however long a server goes on', () => {
    const assembler = new CallAssembler();
    for (let at = 0; at < 200; at += 1) assembler.push(piece('f', '{', { id: `${at}`, index: at }));
    for (let at = 0; at < 30; at += 1) assembler.push(piece('', ' '.repeat(100_000), { index: 7 }));
    const calls = assembler.end();
    assert.equal(calls.length, 128);
    assert.equal(calls[7]?.arguments.length, 1_000_000);
    assert.equal(argumentsOf(calls[7].arguments), undefined);
  });

  it('have an object of arguments, or none that can be used', () => {
    assert.deepEqual(argumentsOf('{"a":[1]}'), { a: [1] });
    assert.deepEqual([argumentsOf(''), argumentsOf(' \n')], [{}, {}]);
    for (const text of ['{"a":', '[1]', '"{}"', 'null', '1', 'path=a']) {
      assert.equal(argumentsOf(text), undefined, text);
    }
  });
});
