import assert from 'node:assert/strict';
import { InlineThinking } from '../../../../src/chat/session/inlineThinking.ts';

/** The text that remains of an answer in pieces of this length. */
function spoken(answer: string, size: number): string {
  const thinking = new InlineThinking();
  let said = '';
  const take = ({ restarts, text }: ReturnType<InlineThinking['push']>): void => {
    said = restarts ? text : said + text;
  };
  for (let at = 0; at < answer.length; at += size) take(thinking.push(answer.slice(at, at + size)));
  take(thinking.end());
  return said.trim();
}

describe('InlineThinking', () => {
  for (const [title, answer, expected] of [
    ['no thought', 'Add a cart\n\nIt <b>is</b> [x] new', 'Add a cart\n\nIt <b>is</b> [x] new'],
    ['a thought', '<think>Hm.</think>Add a cart', 'Add a cart'],
    ['a thought on its own lines', '\n<think>\nHm.\n</think>\n\nAdd a cart', 'Add a cart'],
    ['another name', '<thinking>Hm.</thinking>\nAdd', 'Add'],
    ['capitals', '<THINK>Hm.</Think>\nAdd', 'Add'],
    ['brackets', '[THINK]Hm.[/THINK]Add', 'Add'],
    ['an attribute', '<think time="3s" a=\'b\'>Hm.</think>Add', 'Add'],
    ['an empty tag', '<think/>\nAdd', 'Add'],
    ['two thoughts', '<think>a</think>\n<think>b</think>\nAdd', 'Add'],
    ['a nested thought', '<think>a<think>b</think>c</think>Add', 'Add'],
    ['a thought that names its own tag', '<think>no <think> tag</think>Add', 'Add'],
    ['a thought that is not closed', '<think>Hm.\nAdd a cart', ''],
    ['a thought after the first line', 'Add\n<think>more?</think>\nBody', 'Add\n\nBody'],
    ['the end of a thought alone', 'Hm, so it is\nthis.\n</think>\n\nAdd a cart', 'Add a cart'],
    ['the end of a thought below text', 'Hm, so.</think>\nAdd', 'Add'],
    ['the end of a thought before text', 'Hm.\n</think>Add', 'Add'],
    ['an empty answer after a thought', '<think>Hm.</think>', ''],
    [
      'a mention',
      'Strip <think> and </think> from messages',
      'Strip <think> and </think> from messages',
    ],
    ['a tag in code', '```html\n<think>\n</think>\n```', '```html\n<think>\n</think>\n```'],
    ['a thought before code', '<think>```\n</think>\n```ts\nlet a;\n```', '```ts\nlet a;\n```'],
    ['a thought behind code', '```\na\n```\n<think>Hm.</think>', '```\na\n```'],
    ['a longer fence', '````\n```\n<think>\n````\nx', '````\n```\n<think>\n````\nx'],
    ['other tags', '<thinker>a</thinker>\n[THINGS]', '<thinker>a</thinker>\n[THINGS]'],
    ['an unfinished tag', 'a <', 'a <'],
    ['JSON', '<think>Hm.</think>{"names":["[THINK]"]}', '{"names":["[THINK]"]}'],
  ] as const) {
    it(`reads ${title} for any split`, () => {
      for (const size of [1, 2, 3, 7, 1_000]) {
        assert.equal(spoken(answer, size), expected, `pieces of ${size}`);
      }
    });
  }

  it('yields text at once', () => {
    const thinking = new InlineThinking();
    assert.equal(thinking.push('Add').text, 'Add');
    assert.equal(thinking.push(' a cart').text, ' a cart');
  });
});
