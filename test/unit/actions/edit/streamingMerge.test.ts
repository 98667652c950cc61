import assert from 'node:assert/strict';
import fc from 'fast-check';
import { StreamingMerge } from '../../../../src/actions/edit/streamingMerge.ts';

const original = [
  'function total(items) {',
  '  let sum = 0;',
  '  for (const item of items) {',
  '    sum += item.price;',
  '  }',
  '  return sum;',
  '}',
].join('\n');

/** The visible text: lines of the new text with `+`, and the remaining lines of the original. */
function shown(text: string, from = original): string[] {
  const all = new StreamingMerge(from, '\n').merge(text);
  assert.ok(all.startsWith(text));
  const left = all.slice(text.length).split('\n');
  return left.map((line) => line.trim()).filter(Boolean);
}

describe('StreamingMerge', () => {
  for (const [name, text, left] of [
    ['all of the original at first', '', original.split('\n').map((line) => line.trim())],
    [
      'all of it below the beginning of a line',
      'func',
      original.split('\n').map((line) => line.trim()),
    ],
    [
      'what follows a line that is the same',
      'function total(items) {\n',
      original
        .split('\n')
        .slice(1)
        .map((line) => line.trim()),
    ],
    [
      'all of it below lines that are new',
      '/**\n * The sum of all prices.\n */\n',
      original.split('\n').map((line) => line.trim()),
    ],
    [
      'what follows the line that new ones lead to',
      '/** The sum. */\nfunction total(items) {\n',
      original
        .split('\n')
        .slice(1)
        .map((line) => line.trim()),
    ],
    [
      'what follows a line that was rewritten',
      'function total(things) {\n',
      original
        .split('\n')
        .slice(1)
        .map((line) => line.trim()),
    ],
    [
      'what follows a line that comes later, as those before it go',
      'function total(items) {\n  return sum;\n',
      ['}'],
    ],
    [
      'the same rest below a brace that is not the next line',
      'function total(items) {\n  }\n',
      original
        .split('\n')
        .slice(1)
        .map((line) => line.trim()),
    ],
    ['nothing below all of it', `${original}\n`, []],
  ] as const) {
    it(`shows ${name}`, () => {
      assert.deepEqual(shown(text), left);
    });
  }

  it('reports the position of the first difference', () => {
    const diff = new StreamingMerge(original, '\n');
    diff.merge('function total(items) {\n');
    assert.equal(diff.firstChange, undefined);
    diff.merge('function total(items) {\n  const prices = []\n');
    assert.equal(diff.firstChange, 1);
  });

  it('starts over if the text differs from before', () => {
    const diff = new StreamingMerge(original, '\n');
    diff.merge('function total(items) {\n  let sum = 0;\n');
    assert.equal(diff.merge(''), original);
    assert.equal(diff.firstChange, undefined);
  });

  it('compares a limited number of lines per step and continues with the next one', () => {
    const lines = Array.from({ length: 12_000 }, (_, at) => `line ${at}\n`);
    const text = lines.join('');
    const diff = new StreamingMerge(text, '\n');
    assert.equal(diff.merge(text), text + lines.slice(5_000).join(''));
    assert.equal(diff.merge(text), text + lines.slice(10_000).join(''));
    assert.equal(diff.merge(text), text);
    assert.equal(diff.firstChange, undefined);
    const inLine = new StreamingMerge(text, '\n');
    const steps = [1, 2, 3].map(() => inLine.merge(`${text}x`) && inLine.firstChange);
    assert.deepEqual(steps, [undefined, undefined, undefined]);
  });

  it('handles CRLF', () => {
    const diff = new StreamingMerge('a1\r\nb2\r\nc3', '\r\n');
    assert.equal(diff.merge('a1\r\n'), 'a1\r\nb2\r\nc3');
    assert.equal(diff.merge('a1\r\nx'), 'a1\r\nx\r\nb2\r\nc3');
  });

  const line = fc.constantFrom('alpha', 'beta', 'gamma one', 'gamma two', '}', '', '  x');
  const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));

  it('shows the new text followed by an end of the original, for any split', () => {
    fc.assert(
      fc.property(text, text, fc.array(fc.nat(60)), (from, to, cuts) => {
        const diff = new StreamingMerge(from, '\n');
        for (const cut of cuts.toSorted((a, b) => a - b)) diff.merge(to.slice(0, cut));
        const all = diff.merge(to);
        assert.equal(all, new StreamingMerge(from, '\n').merge(to));
        assert.ok(all.startsWith(to));
        const rest = all.slice(to.length);
        assert.ok(from.endsWith(rest) || `\n${from}`.endsWith(rest));
      }),
    );
  });

  it('never shows a longer rest of the original than before', () => {
    fc.assert(
      fc.property(text, text, (from, to) => {
        const diff = new StreamingMerge(from, '\n');
        let before = Infinity;
        for (const part of to.split(/(?<=\n)/).map((_, at, all) => all.slice(0, at).join(''))) {
          const rest = diff.merge(part).length - part.length;
          assert.ok(rest <= before);
          before = rest;
        }
      }),
    );
  });
});
