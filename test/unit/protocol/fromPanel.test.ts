import assert from 'node:assert/strict';
import { readFromPanel, typeOfInvalidMessage } from '../../../src/protocol/fromPanel.ts';
import {
  MAX_URI_LENGTH,
  MAX_DROPPED_FILES,
  MAX_TEXT_LENGTH,
} from '../../../src/protocol/limits.ts';

/** URI of a file whose path has 4,096 non-ASCII bytes: the maximum on Linux. */
const deep = `file:///${'%E6%BC%A2'.repeat(1_365)}`;

describe('readFromPanel', () => {
  for (const [name, message] of [
    ['files with long URIs', { type: 'drop', uris: [deep, 'file:///a'] }],
    ['a mention of a file with a long URI', { type: 'attach', id: `file:${deep}` }],
    [
      'the maximum number of dropped files',
      { type: 'drop', uris: Array(MAX_DROPPED_FILES).fill(deep) },
    ],
    ['the longest message', { type: 'send', text: 'a'.repeat(MAX_TEXT_LENGTH) }],
  ] as const) {
    it(`accepts ${name}`, () => {
      assert.deepEqual(readFromPanel(message), message);
    });
  }

  for (const message of [
    { type: 'send', text: 'a'.repeat(MAX_TEXT_LENGTH + 1) },
    { type: 'edit', turnId: 'q1', text: 'a'.repeat(MAX_TEXT_LENGTH + 1) },
    { type: 'drop', uris: ['a'.repeat(MAX_URI_LENGTH + 1)] },
    { type: 'attach' },
    { type: 'send', text: 'a', more: true },
  ]) {
    it(`rejects an invalid ${message.type} message but recognizes its type`, () => {
      assert.equal(readFromPanel(message), undefined);
      assert.equal(typeOfInvalidMessage(message), message.type);
    });
  }

  for (const value of [undefined, null, 'send', {}, { type: 'constructor' }, { type: ['send'] }]) {
    it(`rejects ${value === undefined ? 'undefined' : JSON.stringify(value)}`, () => {
      assert.equal(readFromPanel(value), undefined);
      assert.equal(typeOfInvalidMessage(value), undefined);
    });
  }
});
