import assert from 'node:assert/strict';
import { readModelCards } from '../../../../src/mistral/models/modelCards.ts';
import {
  modelCacheOf,
  readModelCache,
  writeModelCache,
} from '../../../../src/mistral/models/modelCacheFile.ts';
import { modelCards } from '../../../server/catalogue.ts';

const URL_A = 'https://api.mistral.ai';
const AT = Date.UTC(2026, 10, 21);
const cards = readModelCards(modelCards);
const file = writeModelCache(URL_A, modelCacheOf(cards, AT));

describe('modelCacheFile', () => {
  it('reads what was written', () => {
    assert.ok(cards.length > 10);
    assert.deepEqual(readModelCache(file, URL_A), { cards, at: AT, isWhole: true });
  });

  const good = JSON.parse(file) as Record<string, unknown>;
  const BAD: readonly (readonly [what: string, text: string])[] = [
    ['an empty file', ''],
    ['a file that was cut', file.slice(0, file.length / 2)],
    ['null', 'null'],
    ['a list', '[]'],
    ['another address', JSON.stringify({ ...good, url: 'https://other.test' })],
    ['another version', JSON.stringify({ ...good, version: 2 })],
    ['an invalid time', JSON.stringify({ ...good, at: '2026' })],
    ['no time', JSON.stringify({ ...good, at: null })],
    ['invalid cards', JSON.stringify({ ...good, cards: {} })],
    ['a huge file', `${file}${' '.repeat(100_000)}`],
  ];
  for (const [what, text] of BAD) {
    it(`rejects ${what}`, () => {
      assert.equal(readModelCache(text, URL_A), undefined);
    });
  }

  it('validates cards like those of a service', () => {
    const odd = [{ id: 'a\u202eb' }, { id: 'good', max_context_length: -1 }, 7];
    const read = readModelCache(JSON.stringify({ ...good, cards: odd, isWhole: 'yes' }), URL_A);
    assert.deepEqual(
      read?.cards.map(({ id, maxContextLength }) => [id, maxContextLength]),
      [['good', undefined]],
    );
    assert.equal(read.isWhole, false);
  });

  it('keeps at most 100 kB of a list and marks it incomplete', () => {
    const many = readModelCards(
      Array.from({ length: 1_000 }, (_, at) => ({
        id: `modèle-${at}-${'é'.repeat(150)}`,
        aliases: Array.from({ length: 100 }, (__, alias) => `alias-${at}-${alias}`),
      })),
    );
    const text = writeModelCache(URL_A, { cards: many, at: AT, isWhole: true });
    assert.ok(Buffer.byteLength(text) <= 100_000 && text.length > 90_000);
    const read = readModelCache(text, URL_A);
    assert.equal(read?.isWhole, false);
    assert.ok(read.cards.length > 10);
    assert.deepEqual(read.cards, many.slice(0, read.cards.length));
  });
});
