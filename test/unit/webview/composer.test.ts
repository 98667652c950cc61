import assert from 'node:assert/strict';
import { choose } from '../../../src/webview/composer/images.ts';
import { commandsFor, taken, triggerAt } from '../../../src/webview/composer/trigger.ts';

/** Text with █ at the cursor, and what is opened there. */
const TRIGGERS: readonly (readonly [string, string | undefined])[] = [
  ['█', undefined],
  ['@█', 'mention 0 '],
  ['see @ca█rt', 'mention 4 ca'],
  ['see (@src/cart.ts█', 'mention 5 src/cart.ts'],
  ['a\n@x█', 'mention 2 x'],
  ['me@example█', undefined],
  ['@a b█', undefined],
  [`@${'x'.repeat(101)}█`, undefined],
  ['/█', 'command 0 '],
  ['/ex█', 'command 0 ex'],
  ['/ex plain█', undefined],
  [' /ex█', undefined],
  ['a/b█', undefined],
  [`${'y'.repeat(300)}/a█`, undefined],
  [`${'y'.repeat(300)} @a█`, 'mention 301 a'],
];

describe('what is typed in the message box', () => {
  for (const [line, wanted] of TRIGGERS) {
    it(`opens ${wanted ?? 'nothing'} at ${line.slice(-30)}`, () => {
      const cursor = line.indexOf('█');
      const found = triggerAt(line.replace('█', ''), cursor);
      assert.equal(found && `${found.kind} ${found.start} ${found.query}`, wanted);
    });
  }

  it('takes a row in place of what was typed', () => {
    const at = (text: string, cursor: number) =>
      taken(text, cursor, triggerAt(text, cursor)!, '@cart.ts');
    assert.deepEqual(at('see @ca', 7), { text: 'see @cart.ts ', cursor: 13 });
    assert.deepEqual(at('see @ca and', 7), { text: 'see @cart.ts and', cursor: 13 });
  });

  it('finds commands by their beginning', () => {
    assert.deepEqual(
      commandsFor('').map(({ name }) => name),
      ['explain', 'fix', 'tests', 'doc', 'clear'],
    );
    assert.deepEqual(
      commandsFor('D').map(({ name }) => name),
      ['doc'],
    );
    assert.deepEqual(commandsFor('x'), []);
  });
});

describe('images', () => {
  const image = (type = 'image/png', size = 1_000) => ({ type, size });
  const room = { takesImages: true, attached: 0 };

  it('are taken if they can be read', () => {
    const good = [image(), image('image/jpeg'), image('image/webp'), image('image/gif')];
    assert.deepEqual(choose(good, room), { taken: good, refusal: undefined });
  });

  it('are refused with the reason, the others taken', () => {
    assert.deepEqual(choose([image('image/svg+xml'), image()], room), {
      taken: [image()],
      refusal: 'imageType',
    });
    assert.equal(choose([image('image/png', 10_000_001)], room).refusal, 'imageSize');
    assert.equal(choose([image('image/png', 10_000_000)], room).refusal, undefined);
    assert.equal(choose([image()], { ...room, takesImages: false }).refusal, 'imageModel');
    assert.deepEqual(choose([image()], { ...room, attached: 8 }), {
      taken: [],
      refusal: 'imageCount',
    });
    assert.equal(choose([image()], { ...room, attached: 7 }).refusal, undefined);
  });
});
