import assert from 'node:assert/strict';
import { ServiceError } from '../../../src/mistral/errors.ts';
import { readModelCards } from '../../../src/mistral/modelCards.ts';
import { ModelCatalogue } from '../../../src/mistral/models.ts';
import type { OpenService } from '../../../src/mistral/services.ts';
import { FakeClock, open } from './support.ts';

const HOUR = 60 * 60_000;

/** A card as a service words it. */
function card(id: unknown, more: object = {}): object {
  return { id, object: 'model', type: 'base', capabilities: { completion_chat: true }, ...more };
}

/** A catalogue whose service lists these cards, or fails; with what it was asked. */
function catalogueOf(...answers: (readonly object[] | ServiceError)[]) {
  const clock = new FakeClock();
  const asked: { service: OpenService; signal: AbortSignal }[] = [];
  const catalogue = new ModelCatalogue({
    clock,
    list: async (service, signal) => {
      const answer = answers[Math.min(asked.length, answers.length - 1)]!;
      asked.push({ service, signal });
      if (answer instanceof ServiceError) throw answer;
      return readModelCards(answer);
    },
  });
  const ids = async (service = open()): Promise<string[]> =>
    (await catalogue.chatModels(service)).models.map(({ id }) => id);
  return { catalogue, clock, asked, ids };
}

describe('mistral/modelCards', () => {
  const ids = (...cards: unknown[]): string[] => readModelCards(cards).map(({ id }) => id);

  it('leaves out what is no card, and what cannot be an id', () => {
    const bad = ['', ' ', 7, null, 'a\nb', 'a\u202eb', 'a\0b', 'x'.repeat(201), 'x'.repeat(1e6)];
    assert.deepEqual(ids(null, 'x', {}, ...bad.map((id) => card(id)), card('good one')), [
      'good one',
    ]);
  });

  it('keeps the first of those with the same id', () => {
    const [first, ...more] = readModelCards([card('a', { name: 'one' }), card('a'), card('b')]);
    assert.deepEqual([first?.name, more.map(({ id }) => id)], ['one', ['b']]);
  });

  it('reads no more than a thousand of them, and a hundred aliases', () => {
    const cards = Array.from({ length: 10_000 }, (_, at) => card(`m${at}`));
    assert.deepEqual(ids(...cards), ids(...cards.slice(0, 1_000)));
    assert.equal(ids(...cards).length, 1_000);
    const aliases = Array.from({ length: 10_000 }, (_, at) => `a${at}`);
    assert.equal(readModelCards([card('a', { aliases })])[0]?.aliases.length, 100);
  });

  it('reads every field in any shape', () => {
    const odd = {
      name: 'a\nb',
      aliases: ['b', 7, 'c\0', 'x'.repeat(201)],
      capabilities: { completion_chat: 'yes', vision: true, reasoning: false, function_calling: 1 },
      max_context_length: -1,
      deprecation: 'soon',
      deprecation_replacement_model: {},
    };
    assert.deepEqual(readModelCards([card('a', odd)]), [
      {
        id: 'a',
        name: undefined,
        aliases: ['b'],
        chat: undefined,
        fim: undefined,
        vision: true,
        reasoning: false,
        tools: undefined,
        maxContextLength: undefined,
        deprecation: undefined,
        replacement: undefined,
      },
    ]);
    for (const max_context_length of [NaN, 1.5, Infinity, '9', 0]) {
      assert.equal(
        readModelCards([card('a', { max_context_length })])[0]?.maxContextLength,
        undefined,
      );
    }
  });
});

describe('mistral/models', () => {
  const down = new ServiceError('offline', 'mistral');

  it('lists what chats or does not say, and is not retired', async () => {
    const { catalogue, ids } = catalogueOf([
      card('chats'),
      card('silent', { capabilities: undefined }),
      card('embeds', { capabilities: { completion_chat: false } }),
      card('retired', { deprecation: '2026-11-20T12:00:00Z' }),
      card('going', { deprecation: '2026-11-22T12:00:00Z' }),
      card('odd', { type: 'merged', deprecation: 'soon' }),
    ]);
    assert.deepEqual(await ids(), ['chats', 'silent', 'going', 'odd']);
    const { source, failure } = await catalogue.chatModels(open());
    assert.deepEqual([source, failure], ['live', undefined]);
  });

  it('fills in what is known of a model whose card is silent, and only that', async () => {
    const { catalogue } = catalogueOf([
      card('mistral-small-latest', { capabilities: { completion_chat: true, vision: false } }),
      card('codestral-latest', { capabilities: undefined, max_context_length: 256_000 }),
    ]);
    const [small, codestral] = (await catalogue.chatModels(open())).models;
    assert.deepEqual([small?.vision, small?.reasoning, small?.fim], [false, true, false]);
    assert.equal(small?.maxContextLength, 262_144);
    assert.deepEqual([codestral?.chat, codestral?.fim, codestral?.vision], [true, true, false]);
    assert.equal(codestral?.maxContextLength, 256_000);
  });

  it('asks codestral for nothing: it has no list', async () => {
    const { catalogue, asked, ids } = catalogueOf([card('x')]);
    const codestral = open({ name: 'codestral' });
    assert.deepEqual(await ids(codestral), ['codestral-latest', 'codestral-2508']);
    assert.equal((await catalogue.chatModels(codestral)).source, 'static');
    assert.equal(asked.length, 0);
  });

  it('asks once an hour, and once for all who ask at the same time', async () => {
    const { catalogue, clock, asked, ids } = catalogueOf([card('a')], [card('b')]);
    await Promise.all([ids(), ids(), catalogue.chatModels(open())]);
    clock.advance(HOUR - 1);
    assert.deepEqual([await ids(), asked.length], [['a'], 1]);
    clock.advance(1);
    assert.deepEqual([await ids(), asked.length], [['b'], 2]);
  });

  it('asks anew when the clock was set back', async () => {
    const { clock, asked, ids } = catalogueOf([card('a')]);
    await ids();
    clock.jump(-HOUR);
    await ids();
    assert.equal(asked.length, 2);
  });

  it('asks anew for another key or URL, and gives the request for the old one up', async () => {
    const { asked, ids } = catalogueOf([card('a')], [card('b')], [card('c')]);
    const first = ids();
    assert.deepEqual(await ids(open({ key: 'key-2' })), ['b']);
    assert.deepEqual(await ids(open({ key: 'key-2', url: 'https://other.test' })), ['c']);
    await first;
    assert.deepEqual(
      asked.map(({ signal }) => signal.aborted),
      [true, true, false],
    );
  });

  it('has the well-known models where there is no list, and says why', async () => {
    const { catalogue, clock, asked } = catalogueOf(down, [card('a')]);
    const { models, source, failure } = await catalogue.chatModels(open());
    assert.deepEqual([source, failure], ['static', down]);
    assert.ok(models.some(({ id }) => id === 'mistral-medium-latest'));
    clock.advance(29_999);
    assert.deepEqual([(await catalogue.chatModels(open())).source, asked.length], ['static', 1]);
    clock.advance(1);
    const later = await catalogue.chatModels(open());
    assert.deepEqual([later.source, later.failure, asked.length], ['live', undefined, 2]);
  });

  it('keeps an old list where there is no new one', async () => {
    const { catalogue, clock } = catalogueOf([card('a')], down);
    await catalogue.chatModels(open());
    clock.advance(HOUR);
    const { models, source, failure } = await catalogue.chatModels(open());
    assert.deepEqual([models.map(({ id }) => id), source, failure], [['a'], 'live', down]);
  });

  it('takes whatever is thrown', async () => {
    const list = () => Promise.reject(new RangeError('oops'));
    const catalogue = new ModelCatalogue({ clock: new FakeClock(), list });
    assert.equal((await catalogue.chatModels(open())).failure?.kind, 'internal');
  });

  it('stops asking when it is closed', async () => {
    const { catalogue, asked, ids } = catalogueOf([card('a')]);
    await ids();
    catalogue.close();
    assert.equal(asked[0]?.signal.aborted, true);
  });

  it('knows facts from the list, its aliases, the well-known models, or not at all', async () => {
    const { catalogue } = catalogueOf([
      card('own', {
        aliases: ['own-latest'],
        capabilities: { vision: true },
        max_context_length: 9,
      }),
    ]);
    const unknown = catalogue.facts('own');
    assert.deepEqual(new Set(Object.values(unknown)), new Set([undefined]));
    assert.equal(catalogue.facts('mistral-medium-3').reasoning, true);
    assert.equal(catalogue.facts('mistral-large-2512').reasoning, false);
    await catalogue.chatModels(open());
    for (const id of ['own', 'own-latest']) {
      assert.deepEqual(
        [
          catalogue.facts(id).vision,
          catalogue.facts(id).maxContextLength,
          catalogue.facts(id).chat,
        ],
        [true, 9, undefined],
      );
    }
    assert.deepEqual(catalogue.facts('nobody'), unknown);
  });
});
