import assert from 'node:assert/strict';
import fc from 'fast-check';
import { GrowingText } from '../../../src/code/growingText.ts';

const original = [
  'function total(items) {',
  '  let sum = 0;',
  '  for (const item of items) {',
  '    sum += item.price;',
  '  }',
  '  return sum;',
  '}',
].join('\n');

/** What is shown, the new text's lines with `+` in front, and those of the original that are left. */
function shown(text: string, from = original): string[] {
  const all = new GrowingText(from, '\n').with(text);
  assert.ok(all.startsWith(text));
  const left = all.slice(text.length).split('\n');
  return left.map((line) => line.trim()).filter(Boolean);
}

describe('code/growingText', () => {
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
      'as much below a brace that is not the next line',
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

  it('says where the first difference is', () => {
    const growing = new GrowingText(original, '\n');
    growing.with('function total(items) {\n');
    assert.equal(growing.firstChange, undefined);
    growing.with('function total(items) {\n  const prices = []\n');
    assert.equal(growing.firstChange, 1);
  });

  it('begins anew where the text is another', () => {
    const growing = new GrowingText(original, '\n');
    growing.with('function total(items) {\n  let sum = 0;\n');
    assert.equal(growing.with(''), original);
    assert.equal(growing.firstChange, undefined);
  });

  it('works with CRLF', () => {
    const growing = new GrowingText('a1\r\nb2\r\nc3', '\r\n');
    assert.equal(growing.with('a1\r\n'), 'a1\r\nb2\r\nc3');
    assert.equal(growing.with('a1\r\nx'), 'a1\r\nx\r\nb2\r\nc3');
  });

  const line = fc.constantFrom('alpha', 'beta', 'gamma one', 'gamma two', '}', '', '  x');
  const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));

  it('begins with the new text, ends with an end of the original, in whatever pieces it comes', () => {
    fc.assert(
      fc.property(text, text, fc.array(fc.nat(60)), (from, to, cuts) => {
        const growing = new GrowingText(from, '\n');
        for (const cut of cuts.toSorted((a, b) => a - b)) growing.with(to.slice(0, cut));
        const all = growing.with(to);
        assert.equal(all, new GrowingText(from, '\n').with(to));
        assert.ok(all.startsWith(to));
        const rest = all.slice(to.length);
        assert.ok(from.endsWith(rest) || `\n${from}`.endsWith(rest));
      }),
    );
  });

  it('never has less of the original to come than before', () => {
    fc.assert(
      fc.property(text, text, (from, to) => {
        const growing = new GrowingText(from, '\n');
        let before = Infinity;
        for (const part of to.split(/(?<=\n)/).map((_, at, all) => all.slice(0, at).join(''))) {
          const rest = growing.with(part).length - part.length;
          assert.ok(rest <= before);
          before = rest;
        }
      }),
    );
  });
});
