import assert from 'node:assert/strict';
import { titleOf } from '../../../../src/chat/session/chatTitle.ts';
import type { Attachment } from '../../../../src/chat/session/conversation.ts';

const selection: Attachment = { kind: 'selection', id: 's', label: 'cart.ts:3-9', text: 'x' };
const title = (text: string, attachments: readonly Attachment[] = []): string =>
  titleOf({ text, attachments });

describe('titleOf', () => {
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
    it(`returns ${JSON.stringify(expected)} for ${JSON.stringify(text)}`, () => {
      assert.equal(title(text), expected);
    });
  }

  it('names the attachment if there is no text', () => {
    assert.equal(title('', [selection]), 'cart.ts:3-9');
    assert.equal(title('/tests'), '/tests');
  });

  it('describes a command and its code before further text', () => {
    const symbol: Attachment = { ...selection, path: 'src/cart.ts', symbol: 'totalOf' };
    assert.equal(title('/explain ', [symbol]), 'Explain totalOf, cart.ts');
    assert.equal(title('/fix', [symbol]), 'Fix totalOf, cart.ts');
    assert.equal(title('/doc', [symbol]), 'Document totalOf, cart.ts');
    assert.equal(title('/explain', [selection]), 'Explain cart.ts:3-9');
    assert.equal(title('/commit', [{ ...selection, label: 'Changes' }]), 'Changes');
    assert.equal(title('/toString', [selection]), 'cart.ts:3-9');
    assert.equal(title('/tests Use mocha.', [selection]), 'Tests for cart.ts:3-9 · Use mocha.');
    const french = { explain: 'Expliquer' };
    assert.equal(
      titleOf({ text: '/explain', attachments: [symbol] }, french),
      'Expliquer totalOf, cart.ts',
    );
    assert.equal(title('Use mocha.', [selection]), 'Use mocha.');
  });

  it('ends between words within 60 characters', () => {
    const words = 'word '.repeat(40);
    assert.equal(title(words), `${'word '.repeat(11).trim()} word…`.slice(0, 60));
    assert.equal(title('x'.repeat(60)), 'x'.repeat(60));
    assert.equal(title('x'.repeat(61)), `${'x'.repeat(59)}…`);
    assert.equal(title(`short ${'x'.repeat(100)}`), `short ${'x'.repeat(53)}…`);
  });

  it('never splits a character', () => {
    const family = '👨‍👩‍👧‍👦';
    assert.equal(title(family.repeat(70)), `${family.repeat(59)}…`);
    assert.equal(title('e\u0301'.repeat(70)), `${'e\u0301'.repeat(59)}…`);
  });
});
