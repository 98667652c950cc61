import assert from 'node:assert/strict';
import fc from 'fast-check';
import { codeBlocks, codeIn } from '../../../../src/chat/markdown/codeBlocks.ts';
import { lexText, noDefinitions } from '../../../../src/chat/markdown/boundedLexer.ts';
import { Segmenter } from '../../../../src/chat/markdown/segmenter.ts';
import { NESTED_FENCES } from './nestedFences.ts';

/** The code blocks found by a panel that receives the answer in pieces. */
function streamed(pieces: readonly string[]): readonly string[] {
  const segmenter = new Segmenter();
  const closed = pieces.flatMap((piece) => segmenter.push(piece).closed);
  return [...closed, ...segmenter.end().closed]
    .flatMap((segment) =>
      segment.kind === 'code' ? [segment] : codeIn(lexText(segment.text, noDefinitions())),
    )
    .map(({ code }) => code);
}

/** Lines that open, close and disturb blocks, combined at random. */
const markdown = fc
  .array(
    fc.constantFrom(
      ...['', '', 'text', '```', '```ts', '````', '~~~', '```md', '   ```', '  ```js', '- item'],
      ...['1. one', '  - inner', '    deep', '> quote', '> ```', '>', '> - ```', '---', '# h', ':'],
      ...['| a |', '|---|', '<div>', '[a]: b', '\t', '``', '- ```', 'a\r', '  code', '&', '\u202e'],
    ),
    { maxLength: 40 },
  )
  .map((lines) => lines.join('\n'));

/** The same text in pieces. */
const pieces = fc
  .tuple(markdown, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 }))
  .map(([text, sizes]) => {
    const cut: string[] = [];
    for (let at = 0; at < text.length;) {
      const size = sizes[cut.length % sizes.length]!;
      cut.push(text.slice(at, at + size));
      at += size;
    }
    return cut;
  });

describe('codeBlocks', () => {
  it('finds blocks at any level, in order, with language and name', () => {
    const answer = [
      '```ts src/a.ts\na\n```\n',
      '1. one\n\n   ```py\n   b\n   ```\n\n   > ```\n   > c\n   > ```\n',
      '> - d\n>   ```JS\n>   d\n>   ```\n',
      '    e\n',
      '```sh title="x/run.sh"\nf',
    ].join('\n');
    assert.deepEqual(codeBlocks(answer), [
      { index: 0, language: 'ts', name: 'src/a.ts', code: 'a' },
      { index: 1, language: 'py', name: undefined, code: 'b' },
      { index: 2, language: '', name: undefined, code: 'c' },
      { index: 3, language: 'js', name: undefined, code: 'd' },
      { index: 4, language: '', name: undefined, code: 'e' },
      { index: 5, language: 'sh', name: 'x/run.sh', code: 'f' },
    ]);
  });

  it('finds the same blocks for any split of an answer', () => {
    fc.assert(
      fc.property(pieces, (cut) => {
        const blocks = codeBlocks(cut.join(''));
        assert.deepEqual(
          blocks.map(({ code }) => code),
          streamed(cut),
        );
        assert.deepEqual(
          blocks.map(({ index }) => index),
          blocks.map((_, at) => at),
        );
      }),
      { numRuns: 1_500 },
    );
  });

  it('keeps the number of each block while the answer continues', () => {
    fc.assert(
      fc.property(markdown, markdown, (before, after) => {
        const segmenter = new Segmenter();
        const complete = segmenter
          .push(`${before}\n`)
          .closed.flatMap((segment) =>
            segment.kind === 'code' ? [segment] : codeIn(lexText(segment.text, noDefinitions())),
          );
        const all = codeBlocks(`${before}\n${after}`);
        for (const [at, { code }] of complete.entries()) assert.equal(all[at]?.code, code);
      }),
      { numRuns: 500 },
    );
  });

  it('only extends blocks while they stream', () => {
    fc.assert(
      fc.property(pieces, (cut) => {
        const segmenter = new Segmenter();
        let shown: string | undefined;
        for (const piece of [...cut, undefined]) {
          const { closed, open } = piece === undefined ? segmenter.end() : segmenter.push(piece);
          const [first] = closed;
          if (shown !== undefined && first) {
            assert.ok(first.kind === 'code' && `${first.code}\n`.startsWith(shown));
          }
          if (closed.length > 0) shown = undefined;
          if (open?.kind === 'code') shown = (shown ?? '') + open.added;
        }
      }),
      { numRuns: 1_500 },
    );
  });

  for (const { name, markdown, codes } of NESTED_FENCES) {
    it(`reads ${name}`, () => {
      assert.deepEqual(
        codeBlocks(markdown).map(({ code }) => code),
        codes,
      );
      assert.deepEqual(streamed(Array.from(markdown)), codes);
    });
  }
});
