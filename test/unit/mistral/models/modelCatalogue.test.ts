import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { ServiceError } from '../../../../src/mistral/errors/serviceError.ts';
import type { ModelCard } from '../../../../src/mistral/models/modelCards.ts';
import { modelCacheOf } from '../../../../src/mistral/models/modelCacheFile.ts';
import { readModelCards } from '../../../../src/mistral/models/modelCards.ts';
import { ModelCatalogue } from '../../../../src/mistral/models/modelCatalogue.ts';
import type { ModelList } from '../../../../src/mistral/models/modelCatalogue.ts';
import type { AvailableService } from '../../../../src/mistral/serviceRouter.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { availableService } from '../../../support/mistralClient.ts';

const HOUR = 60 * 60_000;

/** A card in the format of a service. */
function card(id: unknown, more: object = {}): object {
  return { id, object: 'model', type: 'base', capabilities: { completion_chat: true }, ...more };
}

const idsOf = ({ rows }: ModelList): string[] => rows.map(({ id }) => id);

/** The cache file that windows share. */
class Disk {
  text: string | undefined;
  reads = 0;
  isBroken = false;

  readonly read = async (): Promise<string | undefined> => {
    this.reads += 1;
    if (this.isBroken) throw new Error('broken');
    return this.text;
  };
  readonly write = async (text: string): Promise<void> => {
    if (this.isBroken) throw new Error('broken');
    this.text = text;
  };
}

type Answers = (readonly object[] | ServiceError)[];

/** A catalogue whose service returns these cards or fails, and a record of its requests. */
function catalogueOf(...answers: Answers) {
  return catalogueWith({}, ...answers);
}

/** The catalogue of another window or a later session. */
function catalogueWith(shared: { clock?: FakeClock; disk?: Disk }, ...answers: Answers) {
  const clock = shared.clock ?? new FakeClock();
  const asked: { service: AvailableService; signal: AbortSignal }[] = [];
  const disk = shared.disk ?? new Disk();
  const catalogue = new ModelCatalogue({
    clock,
    store: disk,
    list: async (service, signal) => {
      const answer = answers[Math.min(asked.length, answers.length - 1)]!;
      asked.push({ service, signal });
      if (answer instanceof ServiceError) throw answer;
      return readModelCards(answer);
    },
  });
  const ids = async (service = availableService(), refresh = false): Promise<string[]> =>
    idsOf(await catalogue.list(service, { refresh }));
  return { catalogue, clock, asked, ids, disk };
}

describe('readModelCards', () => {
  const ids = (...cards: unknown[]): string[] => readModelCards(cards).map(({ id }) => id);

  it('skips values that are not cards or have no valid ID', () => {
    const bad = ['', ' ', 7, null, 'a\nb', 'a\u202eb', 'a\0b', 'x'.repeat(201), 'x'.repeat(1e6)];
    assert.deepEqual(ids(null, 'x', {}, ...bad.map((id) => card(id)), card('good one')), [
      'good one',
    ]);
  });

  it('keeps the first card with an ID', () => {
    const [first, ...more] = readModelCards([card('a', { name: 'one' }), card('a'), card('b')]);
    assert.deepEqual([first?.name, more.map(({ id }) => id)], ['one', ['b']]);
  });

  it('reads at most a thousand cards and a hundred aliases', () => {
    const cards = Array.from({ length: 10_000 }, (_, at) => card(`m${at}`));
    assert.deepEqual(ids(...cards), ids(...cards.slice(0, 1_000)));
    assert.equal(ids(...cards).length, 1_000);
    const aliases = Array.from({ length: 10_000 }, (_, at) => `a${at}`);
    assert.equal(readModelCards([card('a', { aliases })])[0]?.aliases.length, 100);
  });

  it('reads all cards of a list with too many aliases, which is then incomplete', () => {
    const named = (at: number) => Array.from({ length: 100 }, (_, alias) => `a${at}-${alias}`);
    const listOf = (count: number) =>
      readModelCards(
        Array.from({ length: count }, (_, at) => card(`m${at}`, { aliases: named(at) })),
      );
    const [below, above] = [listOf(49), listOf(500)];
    assert.equal(above.length, 500);
    assert.equal(above.flatMap(({ aliases }) => aliases).length, 5_000);
    assert.deepEqual(above.at(-1)?.aliases, []);
    assert.deepEqual(
      [below, above].map((cards) => modelCacheOf(cards, 0).isWhole),
      [true, false],
    );
  });

  it('drops a model as its own replacement', () => {
    const own = card('a', { deprecation_replacement_model: 'a' });
    assert.equal(readModelCards([own])[0]?.replacement, undefined);
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
        isFineTuned: false,
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

describe('ModelCatalogue', () => {
  const down = new ServiceError('offline', 'mistral');
  const codestral = availableService({ name: 'codestral' });

  it('lists all models with the age of the list', async () => {
    const { catalogue, clock } = catalogueOf([
      card('chats'),
      card('silent', { capabilities: undefined }),
      card('embeds', { capabilities: { completion_chat: false } }),
      card('retired', { deprecation: '2026-11-20T12:00:00Z' }),
      card('going', { deprecation: '2026-11-22T12:00:00Z' }),
      card('odd', { type: 'merged', deprecation: 'soon' }),
    ]);
    const list = await catalogue.list(availableService());
    assert.deepEqual(idsOf(list), ['chats', 'embeds', 'odd', 'silent', 'going', 'retired']);
    assert.deepEqual(
      [list.source, list.isComplete, list.failure, list.at],
      ['live', true, undefined, clock.now()],
    );
  });

  it('adds built-in facts only for missing fields', async () => {
    const { catalogue } = catalogueOf([
      card('mistral-small-latest', { capabilities: { completion_chat: true, vision: false } }),
      card('codestral-latest', { capabilities: undefined, max_context_length: 256_000 }),
      // The alias now refers to a newer model and is not retired with the old one.
      card('magistral-small-latest', { name: 'mistral-small-2603' }),
      card('mistral-medium-2508'),
      card('nobody-knows'),
    ]);
    await catalogue.list(availableService());
    const small = catalogue.facts('mistral-small-latest');
    assert.deepEqual([small.vision, small.reasoning, small.fim], [false, true, false]);
    assert.equal(small.maxContextLength, 262_144);
    const filling = catalogue.facts('codestral-latest');
    assert.deepEqual([filling.chat, filling.fim, filling.vision], [true, true, false]);
    assert.equal(filling.maxContextLength, 256_000);
    const moved = catalogue.facts('magistral-small-latest');
    assert.deepEqual([moved.price, moved.deprecation], [{ input: 0.15, output: 0.6 }, undefined]);
    assert.equal(catalogue.facts('mistral-medium-2508').deprecation, undefined);
    assert.equal(catalogue.facts('nobody-knows').price, undefined);
  });

  it('sends no request to codestral, which has no list', async () => {
    const { catalogue, asked, ids, disk } = catalogueOf([card('x')]);
    assert.deepEqual(await ids(codestral, true), ['codestral-latest']);
    const [row] = (await catalogue.list(codestral)).rows;
    assert.deepEqual(row?.names, [
      ...['codestral-2508', 'codestral-latest'],
      ...['mistral-code-fim-latest', 'mistral-code-latest'],
    ]);
    assert.equal((await catalogue.cached(codestral)).source, 'static');
    assert.deepEqual([asked.length, disk.reads], [0, 0]);
  });

  it('has the prices for the service’s URL', async () => {
    for (const [url, input] of [
      ['https://api.mistral.ai', 0.5],
      ['https://api.eu.mistral.ai', 0.55],
      ['https://gateway.example', 0.5],
    ] as const) {
      const { catalogue } = catalogueOf([card('mistral-large-2512')]);
      const [row] = (await catalogue.list(availableService({ url }))).rows;
      assert.equal(row?.price?.input.toFixed(3), input.toFixed(3), url);
      assert.equal(catalogue.facts('mistral-large-2512').price?.input, 0.5, 'list price');
    }
  });

  it('refreshes once an hour and shares concurrent requests', async () => {
    const { catalogue, clock, asked, ids } = catalogueOf([card('a')], [card('b')]);
    await Promise.all([ids(), ids(), catalogue.list(availableService())]);
    clock.advance(HOUR - 1);
    assert.deepEqual([await ids(), asked.length], [['a'], 1]);
    clock.advance(1);
    assert.deepEqual([await ids(), asked.length], [['b'], 2]);
  });

  it('refreshes on request, also after a failure', async () => {
    const { asked, ids } = catalogueOf([card('a')], down, [card('c')]);
    await ids();
    assert.deepEqual(await ids(availableService(), true), ['a']);
    assert.deepEqual([await ids(availableService(), true), asked.length], [['c'], 3]);
  });

  it('refreshes after the clock was set back', async () => {
    const { clock, asked, ids } = catalogueOf([card('a')]);
    await ids();
    clock.jump(-HOUR);
    await ids();
    assert.equal(asked.length, 2);
  });

  it('refreshes for a new key or URL and aborts the previous request', async () => {
    const { asked, ids, disk } = catalogueOf([card('a')], [card('b')], [card('c')]);
    const first = ids();
    await setImmediate();
    assert.deepEqual(await ids(availableService({ key: 'key-2' })), ['b']);
    assert.deepEqual(await ids(availableService({ key: 'key-2', url: 'https://other.test' })), [
      'c',
    ]);
    await first;
    assert.deepEqual(
      asked.map(({ signal }) => signal.aborted),
      [true, true, false],
    );
    assert.ok(!disk.text?.includes('key'), disk.text);
  });

  it('drops a list for a previous key', async () => {
    const disk = new Disk();
    const answers: ((cards: readonly ModelCard[]) => void)[] = [];
    const list = () => new Promise<readonly ModelCard[]>((resolve) => answers.push(resolve));
    const catalogue = new ModelCatalogue({ clock: new FakeClock(), list, store: disk });
    const first = catalogue.list(availableService());
    await setImmediate();
    const second = catalogue.list(availableService({ key: 'key-2' }));
    await setImmediate();
    answers[1]!(readModelCards([card('b')]));
    answers[0]!(readModelCards([card('a')]));
    await Promise.all([first, second]);
    assert.match(disk.text ?? '', /"id":"b"/);
    assert.deepEqual(idsOf(await catalogue.cached(availableService({ key: 'key-2' }))), ['b']);
  });

  it('sends no request for a key removed while the file was read', async () => {
    const { asked, ids } = catalogueOf([card('a')]);
    await Promise.all([ids(), ids(availableService({ key: 'key-2' }))]);
    assert.deepEqual(
      asked.map(({ service }) => service.key),
      ['key-2'],
    );
  });

  it('falls back to the built-in models and reports why', async () => {
    const { catalogue, clock, asked } = catalogueOf(down, [card('a')]);
    const list = await catalogue.list(availableService());
    assert.deepEqual([list.source, list.failure, list.at], ['static', down, undefined]);
    assert.ok(idsOf(list).includes('mistral-medium-latest'));
    assert.ok(!list.rows.some(({ group }) => group === 'retired'));
    clock.advance(29_999);
    assert.deepEqual(
      [(await catalogue.list(availableService())).source, asked.length],
      ['static', 1],
    );
    clock.advance(1);
    const later = await catalogue.list(availableService());
    assert.deepEqual([later.source, later.failure, asked.length], ['live', undefined, 2]);
  });

  it('keeps the old list if a refresh fails', async () => {
    const { catalogue, clock } = catalogueOf([card('a')], down);
    await catalogue.list(availableService());
    clock.advance(HOUR);
    const list = await catalogue.list(availableService());
    assert.deepEqual([idsOf(list), list.source, list.failure], [['a'], 'live', down]);
  });

  it('handles any exception of the service and the disk', async () => {
    const list = () => Promise.reject(new RangeError('oops'));
    const catalogue = new ModelCatalogue({ clock: new FakeClock(), list, store: new Disk() });
    assert.equal((await catalogue.list(availableService())).failure?.kind, 'internal');
    const { ids, disk, asked } = catalogueOf([card('a')]);
    disk.isBroken = true;
    assert.deepEqual([await ids(), asked.length], [['a'], 1]);
  });

  it('sends no requests after close', async () => {
    const { catalogue, asked, ids } = catalogueOf([card('a')]);
    await ids();
    catalogue.close();
    assert.equal(asked[0]?.signal.aborted, true);
  });

  it('finds facts by ID, alias and built-in name', async () => {
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
    assert.equal(catalogue.facts('codestral-latest').datedId, 'codestral-2508');
    await catalogue.list(availableService());
    for (const id of ['own', 'own-latest']) {
      const { vision, maxContextLength, chat } = catalogue.facts(id);
      assert.deepEqual([vision, maxContextLength, chat], [true, 9, undefined]);
    }
    assert.deepEqual(catalogue.facts('nobody'), unknown);
  });

  describe('with a cache file', () => {
    it('reads a fresh list from the file, with its age', async () => {
      const one = catalogueOf([card('a')]);
      await one.ids();
      one.clock.advance(HOUR / 2);
      const two = catalogueWith(one, [card('b')]);
      const list = await two.catalogue.list(availableService());
      assert.deepEqual([idsOf(list), list.at], [['a'], one.clock.now() - HOUR / 2]);
      assert.equal(two.asked.length, 0);
      one.clock.advance(HOUR / 2);
      assert.deepEqual(await two.ids(), ['b']);
      // Now there is something new for the first window.
      assert.deepEqual([await one.ids(), one.asked.length], [['b'], 1]);
    });

    it('has an old list available without a request', async () => {
      const one = catalogueOf([card('a')]);
      await one.ids();
      one.clock.advance(10 * HOUR);
      const two = catalogueWith(one, down);
      assert.deepEqual(idsOf(await two.catalogue.cached(availableService())), ['a']);
      assert.equal(two.asked.length, 0);
      assert.deepEqual([await two.ids(), two.asked.length], [['a'], 1]);
      const other = await two.catalogue.cached(availableService({ url: 'https://other.test' }));
      assert.equal(other.source, 'static');
    });

    it('does not treat a list from the future as fresh', async () => {
      const one = catalogueOf([card('a')]);
      await one.ids();
      one.clock.jump(-HOUR);
      const two = catalogueWith(one, [card('b')]);
      assert.deepEqual(idsOf(await two.catalogue.cached(availableService())), ['a']);
      assert.deepEqual([await two.ids(), two.asked.length], [['b'], 1]);
    });

    it('does not use the list of a previous key', async () => {
      const { ids, catalogue } = catalogueOf([card('a')], down);
      await ids();
      const list = await catalogue.list(availableService({ key: 'key-2' }));
      assert.deepEqual([list.source, list.failure], ['static', down]);
    });
  });

  it('reports the status of a model from the available list', async () => {
    const { catalogue } = catalogueOf([
      card('codestral-latest'),
      card('old', {
        deprecation: '2026-12-24',
        deprecation_replacement_model: 'mistral-large-latest',
      }),
      card('mistral-large-latest'),
    ]);
    const state = (model: string, service: 'mistral' | 'codestral' = 'mistral') => {
      const { state: found, replacement } = catalogue.status(service, 'chat', model);
      return [found, replacement];
    };
    assert.deepEqual(state('old'), ['unknown', undefined]);
    assert.deepEqual(state('codestral-2501'), ['retired', 'codestral-latest']);
    assert.deepEqual(state('codestral-2501', 'codestral'), ['retired', 'codestral-latest']);
    await catalogue.list(availableService());
    assert.deepEqual(state('old'), ['deprecated', 'mistral-large-latest']);
    assert.deepEqual(state('gone'), ['unlisted', undefined]);
    assert.deepEqual(state('gone', 'codestral'), ['unknown', undefined]);
  });
});
