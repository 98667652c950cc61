import assert from 'node:assert/strict';
import type { ActionQuestion, ActionRoom } from '../../../src/chat/action.ts';
import { ServiceError } from '../../../src/mistral/errors.ts';
import type { FailureKind } from '../../../src/mistral/errors.ts';
import { actionWith, failing, PLAIN, RICH, whole } from './acting.ts';
import { settle } from './talking.ts';

const never = (): AbortSignal => new AbortController().signal;
const badRequest = (): ServiceError => new ServiceError('badRequest', 'mistral', { status: 422 });

describe('an action', () => {
  it('asks the chat’s model, and gives its answer out as it comes', async () => {
    const { action, clock, streams, features } = actionWith();
    const pieces = action.ask(() => PLAIN, never());
    const first = pieces.next();
    await settle();
    streams[0]!.give({ thinking: 'Hm.' }, { text: 'tot' });
    assert.deepEqual(await first, { done: false, value: { text: 'tot' } });
    streams[0]!.give({ text: 'al' });
    streams[0]!.end();
    assert.deepEqual(await whole(pieces), [{ text: 'al' }, { end: 'done' }]);
    assert.deepEqual(streams[0]!.request, {
      ...{ model: 'mistral-medium-latest', temperature: 0.2, topP: undefined },
      maxTokens: undefined,
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Which name?' },
      ],
      ...{ prediction: undefined, responseFormat: undefined },
    });
    assert.deepEqual(features, ['action']);
    assert.ok(streams[0]!.isClosed);
    assert.equal(clock.timers.size, 0);
  });

  for (const [reason, end] of [
    ['stop', 'done'],
    ['length', 'cut'],
    ['model_length', 'cut'],
    ['anything', 'done'],
  ] as const) {
    it(`ends ${end} where the service says ${reason}`, async () => {
      const { action, streams } = actionWith();
      const pieces = whole(action.ask(() => PLAIN, never()));
      await settle();
      streams[0]!.end(reason);
      assert.deepEqual(await pieces, [{ end }]);
    });
  }

  it('is over with all others once they are stopped', async () => {
    const { action, clock, streams } = actionWith();
    const asked = failing(action.ask(() => PLAIN, never()));
    await settle();
    action.stop();
    assert.equal((await asked).kind, 'aborted');
    assert.ok(streams[0]!.isClosed);
    assert.equal((await failing(action.ask(() => PLAIN, never()))).kind, 'aborted');
    assert.equal(streams.length, 1);
    assert.equal(clock.timers.size, 0);
  });

  it('goes on with an answer that has begun', async () => {
    const { action, streams } = actionWith();
    for (const begun of ['let a', '']) {
      const pieces = whole(action.ask(() => ({ ...PLAIN, begun }), never()));
      await settle();
      streams.at(-1)!.end();
      await pieces;
    }
    const [last, other] = streams.map(({ request }) => request.messages.at(-1));
    assert.deepEqual(last, { role: 'assistant', content: 'let a', prefix: true });
    assert.equal(other?.role, 'user');
  });

  describe('has room for its question', () => {
    const filled = ({ characters }: ActionRoom, more = 0): ActionQuestion => ({
      system: '',
      user: 'x'.repeat(characters + more),
    });

    it('up to the last character that it tells of', async () => {
      const { action, streams } = actionWith({ context: 32_000 });
      let told: ActionRoom | undefined;
      const pieces = whole(action.ask((room) => filled((told = room)), never()));
      await settle();
      streams[0]!.end();
      await pieces;
      // A quarter of the window is the answer's, up to 8,000 tokens; a token is 3.5 characters.
      assert.equal(told?.characters, 24_000 * 3.5);
      assert.equal(told.model.id, 'mistral-medium-latest');
    });

    it('and no further: that fails with both numbers before anything is sent', async () => {
      const { action, streams } = actionWith({ context: 32_000 });
      const error = await failing(action.ask((room) => filled(room, 1), never()));
      assert.deepEqual([error.kind, error.detail], ['contextTooLong', '24001 > 24000']);
      assert.equal(streams.length, 0);
    });

    it('less of it the longer the answer may be, and the beginning of one counts', async () => {
      const { action, streams } = actionWith({ context: 32_000 });
      const long = { system: '', user: 'x'.repeat(20_000 * 3.5) };
      const limited = await failing(action.ask(() => ({ ...long, maxTokens: 14_000 }), never()));
      assert.equal(limited.detail, '20000 > 18000');
      const begun = await failing(action.ask(() => ({ ...long, begun: long.user }), never()));
      assert.equal(begun.detail, '40000 > 24000');
      const short = whole(action.ask(() => ({ ...long, maxTokens: 500 }), never()));
      await settle();
      streams[0]!.end();
      await short;
      assert.equal(streams[0]!.request.maxTokens, 500);
    });

    it('in a window that nobody knows as in a small one', async () => {
      const { action } = actionWith({ context: undefined });
      const error = await failing(action.ask((room) => filled(room, 1), never()));
      assert.equal(error.detail, '24001 > 24000');
    });
  });

  describe('sends a guess', () => {
    const sent = async (question: ActionQuestion, predicts = true): Promise<string | undefined> => {
      const { action, streams } = actionWith({ predicts, context: 32_000 });
      const pieces = whole(action.ask(() => question, never()));
      await settle();
      streams[0]!.end();
      await pieces;
      return streams[0]!.request.prediction;
    };

    it('to a model that makes use of it', async () => {
      assert.equal(await sent(RICH), 'let a;');
      assert.equal(await sent(RICH, false), undefined);
    });

    it('where there is one, and the window holds it beside the question', async () => {
      assert.equal(await sent({ ...RICH, prediction: '' }), undefined);
      const prediction = 'x'.repeat(12_000 * 3.5);
      assert.equal(await sent({ ...RICH, user: '', prediction }), prediction);
      assert.equal(await sent({ ...RICH, user: prediction, prediction }), undefined);
    });
  });

  describe('refused with a guess or a format', () => {
    it('asks again without, and remembers the address', async () => {
      const { action, clock, streams, urls } = actionWith();
      const first = whole(action.ask(() => RICH, never()));
      await settle();
      assert.deepEqual(streams[0]!.request.responseFormat, RICH.json);
      streams[0]!.give(badRequest());
      await settle();
      streams[1]!.give({ text: 'a' });
      streams[1]!.end();
      assert.deepEqual(await first, [{ text: 'a' }, { end: 'done' }]);
      clock.advance(5_000);
      const second = whole(action.ask(() => RICH, never()));
      await settle();
      streams[2]!.end();
      await second;
      for (const { request } of streams.slice(1)) {
        assert.deepEqual([request.prediction, request.responseFormat], [undefined, undefined]);
      }
      urls.mistral = 'https://elsewhere.test';
      const other = whole(action.ask(() => RICH, never()));
      await settle();
      streams[3]!.end();
      await other;
      assert.equal(streams[3]!.request.prediction, 'let a;');
      assert.equal(streams.length, 4);
    });

    it('asks once more only, and holds nothing against the extras if that fails, too', async () => {
      const { action, streams } = actionWith();
      const failed = failing(action.ask(() => RICH, never()));
      await settle();
      streams[0]!.give(badRequest());
      await settle();
      streams[1]!.give(badRequest());
      assert.equal((await failed).kind, 'badRequest');
      assert.equal(streams.length, 2);
      const next = whole(action.ask(() => RICH, never()));
      await settle();
      streams[2]!.end();
      await next;
      assert.equal(streams[2]!.request.prediction, 'let a;');
    });

    it('does not ask again where there was neither', async () => {
      for (const question of [PLAIN, { ...PLAIN, prediction: '' }]) {
        const { action, streams } = actionWith();
        const failed = failing(action.ask(() => question, never()));
        await settle();
        streams[0]!.give(badRequest());
        assert.equal((await failed).kind, 'badRequest');
        assert.equal(streams.length, 1);
      }
    });

    const others: readonly FailureKind[] = [
      'contextTooLong',
      'modelUnknown',
      'payment',
      'protocol',
    ];
    for (const kind of others) {
      it(`does not take ${kind} for that`, async () => {
        const { action, streams } = actionWith();
        const failed = failing(action.ask(() => RICH, never()));
        await settle();
        streams[0]!.give(new ServiceError(kind, 'mistral'));
        assert.equal((await failed).kind, kind);
        assert.equal(streams.length, 1);
      });
    }
  });

  it('closes its socket when it is aborted, whatever came before', async () => {
    for (const text of [undefined, 'tot']) {
      const { action, clock, streams } = actionWith();
      const controller = new AbortController();
      const failed = failing(action.ask(() => PLAIN, controller.signal));
      await settle();
      if (text !== undefined) streams[0]!.give({ text });
      await settle();
      controller.abort();
      assert.equal((await failed).kind, 'aborted');
      assert.ok(streams[0]!.isClosed);
      assert.equal(clock.timers.size, 0);
    }
  });

  it('asks nobody once it is aborted, and closes its socket when nobody listens', async () => {
    const { action, streams } = actionWith();
    assert.equal((await failing(action.ask(() => PLAIN, AbortSignal.abort()))).kind, 'aborted');
    assert.equal(streams.length, 0);
    const pieces = action.ask(() => PLAIN, never());
    const first = pieces.next();
    await settle();
    streams[0]!.give({ text: 'a' });
    await first;
    await pieces.return();
    assert.ok(streams[0]!.isClosed);
  });

  it('moves to the other service, and makes its question for that one’s model', async () => {
    const { action, streams } = actionWith({}, { mistral: 'm', codestral: 'c' });
    const made: string[] = [];
    const pieces = whole(
      action.ask(({ model }) => {
        made.push(model.id);
        return PLAIN;
      }, never()),
    );
    await settle();
    streams[0]!.give(new ServiceError('unauthorised', 'mistral', { status: 401 }));
    await settle();
    streams[1]!.end();
    await pieces;
    assert.deepEqual(made, ['mistral-medium-latest', 'codestral-latest']);
    assert.deepEqual(
      streams.map(({ service }) => service.name),
      ['mistral', 'codestral'],
    );
  });

  it('says which key is missing', async () => {
    const error = await failing(actionWith({}, {}).action.ask(() => PLAIN, never()));
    assert.deepEqual([error.kind, error.service], ['noKey', 'mistral']);
  });

  it('tells when it asks again by itself, and does so before the first piece only', async () => {
    const { action, clock, streams } = actionWith();
    const told: [string, number][] = [];
    const retrying = (error: ServiceError, at: number): void => {
      told.push([error.kind, at - clock.now()]);
    };
    const failed = failing(action.ask(() => PLAIN, never(), { retrying }));
    await settle();
    streams[0]!.give(new ServiceError('server', 'mistral', { status: 500 }));
    await settle();
    assert.deepEqual(told, [['server', 1_000]]);
    clock.advance(1_000);
    await settle();
    streams[1]!.give({ text: 'a' }, new ServiceError('offline', 'mistral'));
    assert.equal((await failed).kind, 'offline');
    assert.equal(streams.length, 2);
  });

  it('turns a mistake in making the question into a failure of its own', async () => {
    const { action, streams } = actionWith();
    const pieces = action.ask(() => {
      throw new TypeError('const secret');
    }, never());
    const error = await failing(pieces);
    assert.equal(error.kind, 'internal');
    assert.doesNotMatch(error.message, /secret/);
    assert.equal(streams.length, 0);
  });
});
