import assert from 'node:assert/strict';
import { answerLanguage } from '../../../src/vscode/chat/answerLanguage.ts';

describe('the language of answers', () => {
  for (const [tag, expected] of [
    ['en', undefined],
    ['en-GB', undefined],
    ['fr', 'French'],
    ['de', 'German'],
    ['pt-br', 'Brazilian Portuguese'],
    ['zh-cn', 'Chinese (China)'],
    ['zh-tw', 'Chinese (Taiwan)'],
    ['', undefined],
    ['not a tag', undefined],
  ] as const) {
    it(`${JSON.stringify(tag)}: ${expected ?? 'nothing to say'}`, () => {
      assert.equal(answerLanguage(tag), expected);
    });
  }
});
