import assert from 'node:assert/strict';
import { titleOf } from '../../../src/chat/titles.ts';
import type { Attachment } from '../../../src/chat/conversation.ts';

const selection: Attachment = { kind: 'selection', id: 's', label: 'cart.ts:3-9', text: 'x' };
const title = (text: string, attachments: readonly Attachment[] = []): string =>
  titleOf({ text, attachments });

describe('a title', () => {
  for (const [text, expected] of [
    ['How does this work?', 'How does this work?'],
    ['\n\n  ## Fix **the** `cart`\nand more', 'Fix the cart'],
    ['> - 1. [x](https://e.org) __y__ ~~z~~ snake_case_name *a* _b_', 'x y z snake_case_name a b'],
    ['/explain why it fails', 'why it fails'],
    ['/explain\nthe second line', 'the second line'],
    ['/usr/bin is empty', '/usr/bin is empty'],
    ['```ts\nconst a = 1;\n```', 'const a = 1;'],
    ['a\u202eb\u0000c\td', 'a b c d'],
    ['2 * 3 * 4', '2 * 3 * 4'],
    ['', ''],
    ['   \n\n', ''],
  ] as const) {
    it(`of ${JSON.stringify(text)} is ${JSON.stringify(expected)}`, () => {
      assert.equal(title(text), expected);
    });
  }

  it('is what is attached where nothing else is said', () => {
    assert.equal(title('', [selection]), 'cart.ts:3-9');
    assert.equal(title('/explain ', [selection]), 'cart.ts:3-9');
    assert.equal(title('/tests'), '/tests');
  });

  it('is of a command what it is about, before what else is said', () => {
    assert.equal(title('/tests Use mocha.', [selection]), 'cart.ts:3-9 · Use mocha.');
    assert.equal(title('Use mocha.', [selection]), 'Use mocha.');
  });

  it('ends between words, within 60 characters', () => {
    const words = 'word '.repeat(40);
    assert.equal(title(words), `${'word '.repeat(11).trim()} word…`.slice(0, 60));
    assert.equal(title('x'.repeat(60)), 'x'.repeat(60));
    assert.equal(title('x'.repeat(61)), `${'x'.repeat(59)}…`);
    assert.equal(title(`short ${'x'.repeat(100)}`), `short ${'x'.repeat(53)}…`);
  });

  it('never cuts a character', () => {
    const family = '👨‍👩‍👧‍👦';
    assert.equal(title(family.repeat(70)), `${family.repeat(59)}…`);
    assert.equal(title('e\u0301'.repeat(70)), `${'e\u0301'.repeat(59)}…`);
  });

  it('takes no time for a text without end', () => {
    for (const piece of ['*', '[', '`', '_a', '> ', '**a', 'é']) {
      const started = performance.now();
      title(piece.repeat(4_000_000 / piece.length));
      assert.ok(performance.now() - started < 200, piece);
    }
  });
});
