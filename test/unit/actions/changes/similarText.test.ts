import assert from 'node:assert/strict';
import { similarText } from '../../../../src/actions/changes/similarText.ts';

const FILE = [
  'export function total(items) {',
  '\tlet sum = 0;',
  '\tfor (const item of items) sum += item.price;',
  '\treturn sum;',
  '}',
].join('\n');

describe('similarText', () => {
  it('finds lines that differ in whitespace only', () => {
    assert.deepEqual(
      similarText(FILE, '  let sum = 0;\n    for (const item of items) sum += item.price;\n'),
      {
        line: 2,
        text: '\tlet sum = 0;\n\tfor (const item of items) sum += item.price;',
        differsOnlyInWhitespace: true,
      },
    );
  });

  it('finds lines of a file with CRLF', () => {
    const found = similarText(FILE.replaceAll('\n', '\r\n'), ' let sum = 0;');
    assert.deepEqual(found, { line: 2, text: '\tlet sum = 0;', differsOnlyInWhitespace: true });
  });

  it('finds the lines around the most similar one', () => {
    assert.deepEqual(
      similarText(FILE, 'let sum = 0;\nfor (const one of items) sum += one.price;'),
      {
        line: 2,
        text: '\tlet sum = 0;\n\tfor (const item of items) sum += item.price;',
        differsOnlyInWhitespace: false,
      },
    );
  });

  for (const [name, text, oldText] of [
    ['an unrelated text', FILE, 'zzz qqq'],
    ['an empty file', '', 'abc'],
    ['blank lines', FILE, '\n  \n'],
    ['a single letter', FILE, 'q'],
  ] as const) {
    it(`finds nothing for ${name}`, () => {
      assert.equal(similarText(text, oldText), undefined);
    });
  }

  it('returns at most 40 lines and 2,000 characters', () => {
    const long = similarText(` ${'ab'.repeat(5_000)}`, 'ab'.repeat(5_000));
    assert.equal(long?.text.length, 2_000);
    const lines = similarText('\tx y\n'.repeat(100), 'x y\n'.repeat(100));
    assert.equal(lines?.text.split('\n').length, 40);
  });
});
