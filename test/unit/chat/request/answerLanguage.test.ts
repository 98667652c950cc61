import assert from 'node:assert/strict';
import { answerLanguage } from '../../../../src/chat/request/answerLanguage.ts';

describe('answerLanguage', () => {
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
    it(`names ${expected ?? 'no language'} for ${JSON.stringify(tag)}`, () => {
      assert.equal(answerLanguage(tag), expected);
    });
  }
});
