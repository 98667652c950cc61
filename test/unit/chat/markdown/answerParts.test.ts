import assert from 'node:assert/strict';
import fc from 'fast-check';
import { answerCodeBlocks, answerParts } from '../../../../src/chat/markdown/answerParts.ts';

const at = (...lengths: readonly number[]) =>
  lengths.map((textLength, index) => ({ textLength, index }));

/** The texts, each followed by the number of calls after it. */
function shape(text: string, ...lengths: readonly number[]): readonly (string | number)[] {
  return answerParts(text, at(...lengths)).flatMap((part) => [part.text, part.steps.length]);
}

describe('answerParts', () => {
  it('divides the text where calls were made', () => {
    assert.deepEqual(shape('Text.'), ['Text.', 0]);
    assert.deepEqual(shape('', 0), ['', 1, '', 0]);
    assert.deepEqual(shape('abcdef', 2, 2, 4), ['ab', 2, 'cd', 1, 'ef', 0]);
    assert.deepEqual(shape('ab', 2), ['ab', 1, '', 0]);
  });

  it('keeps calls together that have only blank text between them', () => {
    assert.deepEqual(shape('a\n\n \n\nb', 3, 6), ['a\n\n', 2, 'b', 0]);
    assert.deepEqual(shape('\n\nb', 2, 2), ['\n\n', 2, 'b', 0]);
  });

  it('corrects lengths of a damaged archive', () => {
    assert.deepEqual(shape('abcd', 9, 2), ['abcd', 2, '', 0]);
    assert.deepEqual(shape('abcd', 3, 1), ['abc', 2, 'd', 0]);
  });

  it('loses no text and no call, and never changes earlier parts while an answer grows', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ' ', '\n', '`') }),
        fc.array(fc.nat(30)),
        fc.nat(30),
        (text, lengths, cut) => {
          const steps = at(...lengths.sort((a, b) => a - b).filter((each) => each <= text.length));
          const parts = answerParts(text, steps);
          const written = parts.map((part) => part.text).join('');
          assert.equal(written.replace(/\s/g, ''), text.replace(/\s/g, ''));
          assert.deepEqual(
            parts.flatMap((part) => part.steps),
            steps,
          );
          for (const { from, text: piece } of parts) {
            assert.equal(text.slice(from, from + piece.length), piece);
          }
          const before = answerParts(
            text.slice(0, cut),
            steps.filter(({ textLength }) => textLength <= cut),
          );
          for (const [index, { from, text: piece }] of before.slice(0, -1).entries()) {
            assert.deepEqual([parts[index]?.from, parts[index]?.text], [from, piece]);
          }
        },
      ),
    );
  });
});

describe('answerCodeBlocks', () => {
  it('counts the code blocks of all parts, and ends one that a call interrupts', () => {
    const text = '```ts\na();\n\nThen\n\n```\nb();\n```\n';
    const codes = answerCodeBlocks(text, at(text.indexOf('Then')));
    assert.deepEqual(
      codes.map(({ index, code, language }) => [index, code.trim(), language]),
      [
        [0, 'a();', 'ts'],
        [1, 'b();', ''],
      ],
    );
  });
});
