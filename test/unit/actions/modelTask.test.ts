import assert from 'node:assert/strict';
import type { ModelTaskPrompt, PromptBudget } from '../../../src/actions/modelTask.ts';
import { ServiceError } from '../../../src/mistral/errors/serviceError.ts';
import type { FailureKind } from '../../../src/mistral/errors/failureKind.ts';
import { modelTaskWith, failing, PLAIN, RICH, whole } from '../../support/testModelTask.ts';
import { settle } from '../../support/settle.ts';

const never = (): AbortSignal => new AbortController().signal;
const badRequest = (): ServiceError => new ServiceError('badRequest', 'mistral', { status: 422 });

describe('ModelTask', () => {
  it('uses the chat model and streams its answer', async () => {
    const { action, clock, streams, features } = modelTaskWith();
    const pieces = action.run(() => PLAIN, never());
    const first = pieces.next();
    await settle();
    streams[0]!.give({ thinking: 'Hm.' }, { text: 'tot' });
    assert.deepEqual(await first, { done: false, value: { text: 'tot' } });
    streams[0]!.give({ text: 'al' });
    streams[0]!.end();
    assert.deepEqual(await whole(pieces), [{ text: 'al' }, { end: 'complete' }]);
    assert.deepEqual(streams[0]!.request, {
      ...{ model: 'mistral-medium-latest', temperature: 0.2, topP: undefined },
      maxTokens: undefined,
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Which name?' },
      ],
      ...{ prediction: undefined, reasoningEffort: undefined, responseFormat: undefined },
    });
    assert.deepEqual(features, ['action']);
    assert.ok(streams[0]!.isClosed);
    assert.equal(clock.timers.size, 0);
  });

  it('requests the least reasoning from a model that always reasons', async () => {
    const { action, streams } = modelTaskWith({ reasoning: true, efforts: ['low', 'high', 'max'] });
    const pieces = whole(action.run(() => PLAIN, never()));
    await settle();
    assert.equal(streams[0]!.request.reasoningEffort, 'low');
    streams[0]!.end();
    await pieces;
  });

  for (const [reason, end] of [
    ['stop', 'complete'],
    ['length', 'truncated'],
    ['model_length', 'truncated'],
    ['anything', 'complete'],
  ] as const) {
    it(`ends with ${end} for the finish reason ${reason}`, async () => {
      const { action, streams } = modelTaskWith();
      const pieces = whole(action.run(() => PLAIN, never()));
      await settle();
      streams[0]!.end(reason);
      assert.deepEqual(await pieces, [{ end }]);
    });
  }

  it('drops reasoning that a server sends as text', async () => {
    const { action, streams } = modelTaskWith();
    const pieces = whole(action.run(() => PLAIN, never()));
    await settle();
    streams[0]!.give({ text: '<thi' }, { text: 'nk>Hm.</th' }, { text: 'ink>total' });
    streams[0]!.end();
    assert.deepEqual(await pieces, [{ text: 'total' }, { end: 'complete' }]);
    const second = whole(action.run(() => PLAIN, never()));
    await settle();
    streams[1]!.give({ text: 'Hm.' }, { text: '\n</think>\n\ntotal' });
    streams[1]!.end();
    assert.deepEqual((await second).at(-2), { text: '\n\ntotal', restarts: true });
  });

  it('fails once its key or URL has changed', async () => {
    const keys: Partial<Record<'mistral' | 'codestral', string>> = { mistral: 'm' };
    const { action, services, streams, urls, clock } = modelTaskWith({}, keys);
    const ways: (() => void)[] = [
      () => (keys.mistral = 'other'),
      () => (urls.mistral = 'https://gateway.example'),
      () => delete keys.mistral,
    ];
    for (const [at, change] of ways.entries()) {
      for (const isBegun of [false, true]) {
        // Requests are rate-limited.
        clock.advance(60_000);
        const asked = failing(action.run(() => PLAIN, never()));
        await settle();
        const stream = streams.at(-1)!;
        if (isBegun) stream.give({ text: 'tot' });
        await settle();
        services.onSettingsChanged();
        await settle();
        assert.equal(stream.signal.aborted, false, `${at} ${isBegun}: nothing has changed yet`);
        change();
        services.onSettingsChanged();
        const { kind } = await asked;
        assert.equal(kind, 'serviceChanged', `${at}`);
        assert.ok(stream.isClosed);
        keys.mistral = 'm';
        urls.mistral = 'https://api.mistral.ai';
      }
    }
    assert.equal(streams.length, 6);
    assert.equal(clock.timers.size, 0);
  });

  for (const name of ['SyntaxError', 'TimeoutError', 'AbortError', 'TypeError']) {
    it(`does not report an internal ${name} as a service failure`, async () => {
      const { action, streams, limits, defects } = modelTaskWith();
      const thrown = Object.assign(new Error('fetch failed'), { name });
      const make = (): never => {
        throw thrown;
      };
      assert.equal((await failing(action.run(make, never()))).kind, 'internal');
      assert.deepEqual(defects, [thrown]);
      assert.equal(streams.length, 0);
      assert.equal(limits.currentPause('mistral'), undefined);
    });
  }

  const bothKeys = { mistral: 'm', codestral: 'c' };
  for (const [hasOwnModel, kind, switched] of [
    [true, 'modelUnknown', false],
    [false, 'modelUnknown', true],
    [true, 'notFound', true],
  ] as const) {
    const model = hasOwnModel ? 'its own model' : 'the chat model';
    it(`${switched ? 'moves' : 'does not move'} the chat after ${kind} for ${model}`, async () => {
      const { action, services, streams } = modelTaskWith({}, bothKeys, hasOwnModel);
      const pieces = whole(action.run(() => PLAIN, never())).catch(
        (error: unknown) => (error as ServiceError).kind,
      );
      await settle();
      streams[0]!.give(new ServiceError(kind, 'mistral', { status: 404 }));
      await settle();
      assert.equal(streams.length, switched ? 2 : 1);
      assert.deepEqual(services.fallback('chat'), switched ? { from: 'mistral', kind } : undefined);
      streams[1]?.end();
      assert.deepEqual(await pieces, switched ? [{ end: 'complete' }] : kind);
    });
  }

  it('ends together with all other tasks when they are stopped', async () => {
    const { action, clock, streams } = modelTaskWith();
    const asked = failing(action.run(() => PLAIN, never()));
    await settle();
    action.close();
    assert.equal((await asked).kind, 'aborted');
    assert.ok(streams[0]!.isClosed);
    assert.equal((await failing(action.run(() => PLAIN, never()))).kind, 'aborted');
    assert.equal(streams.length, 1);
    assert.equal(clock.timers.size, 0);
  });

  it('continues a partial answer', async () => {
    const { action, streams } = modelTaskWith();
    for (const partialAnswer of ['let a', '']) {
      const pieces = whole(action.run(() => ({ ...PLAIN, partialAnswer }), never()));
      await settle();
      streams.at(-1)!.end();
      await pieces;
    }
    const [last, other] = streams.map(({ request }) => request.messages.at(-1));
    assert.deepEqual(last, { role: 'assistant', content: 'let a', prefix: true });
    assert.equal(other?.role, 'user');
  });

  describe('limits its prompt', () => {
    const filled = ({ characters }: PromptBudget, more = 0): ModelTaskPrompt => ({
      system: '',
      user: 'x'.repeat(characters + more),
    });

    it('to the characters that it reports', async () => {
      const { action, streams } = modelTaskWith({ context: 32_000 });
      let reported: PromptBudget | undefined;
      const pieces = whole(action.run((room) => filled((reported = room)), never()));
      await settle();
      streams[0]!.end();
      await pieces;
      // A quarter of the window, up to 8,000 tokens, is reserved for the answer; a token has 3.5 characters.
      assert.equal(reported?.characters, 24_000 * 3.5);
      assert.equal(reported.model.id, 'mistral-medium-latest');
    });

    it('and fails with both sizes before it sends a longer prompt', async () => {
      const { action, streams } = modelTaskWith({ context: 32_000 });
      const error = await failing(action.run((room) => filled(room, 1), never()));
      assert.deepEqual([error.kind, error.detail], ['contextTooLong', '24001 > 24000']);
      assert.equal(streams.length, 0);
    });

    it('to less for a longer answer, a given prefix included', async () => {
      const { action, streams } = modelTaskWith({ context: 32_000 });
      const long = { system: '', user: 'x'.repeat(20_000 * 3.5) };
      const limited = await failing(action.run(() => ({ ...long, maxTokens: 14_000 }), never()));
      assert.equal(limited.detail, '20000 > 18000');
      const partialAnswer = await failing(
        action.run(() => ({ ...long, partialAnswer: long.user }), never()),
      );
      assert.equal(partialAnswer.detail, '40000 > 24000');
      const short = whole(action.run(() => ({ ...long, maxTokens: 500 }), never()));
      await settle();
      streams[0]!.end();
      await short;
      assert.equal(streams[0]!.request.maxTokens, 500);
    });

    it('to a small context window if the size is unknown', async () => {
      const { action } = modelTaskWith({ context: undefined });
      const error = await failing(action.run((room) => filled(room, 1), never()));
      assert.equal(error.detail, '24001 > 24000');
    });
  });

  describe('sends a prediction', () => {
    const sent = async (
      question: ModelTaskPrompt,
      supportsPrediction = true,
    ): Promise<string | undefined> => {
      const { action, streams } = modelTaskWith({ supportsPrediction, context: 32_000 });
      const pieces = whole(action.run(() => question, never()));
      await settle();
      streams[0]!.end();
      await pieces;
      return streams[0]!.request.prediction;
    };

    it('to a model that supports it', async () => {
      assert.equal(await sent(RICH), 'let a;');
      assert.equal(await sent(RICH, false), undefined);
    });

    it('if there is one and the context window has room for it', async () => {
      assert.equal(await sent({ ...RICH, prediction: '' }), undefined);
      const prediction = 'x'.repeat(12_000 * 3.5);
      assert.equal(await sent({ ...RICH, user: '', prediction }), prediction);
      assert.equal(await sent({ ...RICH, user: prediction, prediction }), undefined);
    });
  });

  describe('rejected with a prediction or a format', () => {
    it('tries again without them and remembers the URL', async () => {
      const { action, clock, streams, urls } = modelTaskWith();
      const first = whole(action.run(() => RICH, never()));
      await settle();
      assert.deepEqual(streams[0]!.request.responseFormat, RICH.json);
      streams[0]!.give(badRequest());
      await settle();
      streams[1]!.give({ text: 'a' });
      streams[1]!.end();
      assert.deepEqual(await first, [{ text: 'a' }, { end: 'complete' }]);
      clock.advance(5_000);
      const second = whole(action.run(() => RICH, never()));
      await settle();
      streams[2]!.end();
      await second;
      for (const { request } of streams.slice(1)) {
        assert.deepEqual([request.prediction, request.responseFormat], [undefined, undefined]);
      }
      urls.mistral = 'https://elsewhere.test';
      const other = whole(action.run(() => RICH, never()));
      await settle();
      streams[3]!.end();
      await other;
      assert.equal(streams[3]!.request.prediction, 'let a;');
      assert.equal(streams.length, 4);
    });

    it('tries only once more, and keeps the extras if that fails as well', async () => {
      const { action, streams } = modelTaskWith();
      const failed = failing(action.run(() => RICH, never()));
      await settle();
      streams[0]!.give(badRequest());
      await settle();
      streams[1]!.give(badRequest());
      assert.equal((await failed).kind, 'badRequest');
      assert.equal(streams.length, 2);
      const next = whole(action.run(() => RICH, never()));
      await settle();
      streams[2]!.end();
      await next;
      assert.equal(streams[2]!.request.prediction, 'let a;');
    });

    it('does not try again without extras', async () => {
      for (const question of [PLAIN, { ...PLAIN, prediction: '' }]) {
        const { action, streams } = modelTaskWith();
        const failed = failing(action.run(() => question, never()));
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
      it(`does not try again after ${kind}`, async () => {
        const { action, streams } = modelTaskWith();
        const failed = failing(action.run(() => RICH, never()));
        await settle();
        streams[0]!.give(new ServiceError(kind, 'mistral'));
        assert.equal((await failed).kind, kind);
        assert.equal(streams.length, 1);
      });
    }
  });

  it('closes its socket when aborted at any time', async () => {
    for (const text of [undefined, 'tot']) {
      const { action, clock, streams } = modelTaskWith();
      const controller = new AbortController();
      const failed = failing(action.run(() => PLAIN, controller.signal));
      await settle();
      if (text !== undefined) streams[0]!.give({ text });
      await settle();
      controller.abort();
      assert.equal((await failed).kind, 'aborted');
      assert.ok(streams[0]!.isClosed);
      assert.equal(clock.timers.size, 0);
    }
  });

  it('sends nothing once aborted and closes its socket when the consumer stops', async () => {
    const { action, streams } = modelTaskWith();
    assert.equal((await failing(action.run(() => PLAIN, AbortSignal.abort()))).kind, 'aborted');
    assert.equal(streams.length, 0);
    const pieces = action.run(() => PLAIN, never());
    const first = pieces.next();
    await settle();
    streams[0]!.give({ text: 'a' });
    await first;
    await pieces.return();
    assert.ok(streams[0]!.isClosed);
  });

  it('moves to the other service and builds the prompt for its model', async () => {
    const { action, streams } = modelTaskWith({}, { mistral: 'm', codestral: 'c' });
    const made: string[] = [];
    const pieces = whole(
      action.run(({ model }) => {
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

  it('reports which key is missing', async () => {
    const error = await failing(modelTaskWith({}, {}).action.run(() => PLAIN, never()));
    assert.deepEqual([error.kind, error.service], ['noKey', 'mistral']);
  });

  it('reports automatic retries, which happen only before the first text', async () => {
    const { action, clock, streams } = modelTaskWith();
    const reported: [string, number][] = [];
    const onRetry = (error: ServiceError, at: number): void => {
      reported.push([error.kind, at - clock.now()]);
    };
    const failed = failing(action.run(() => PLAIN, never(), { onRetry }));
    await settle();
    streams[0]!.give(new ServiceError('server', 'mistral', { status: 500 }));
    await settle();
    assert.deepEqual(reported, [['server', 2_000]]);
    clock.advance(2_000);
    await settle();
    streams[1]!.give({ text: 'a' }, new ServiceError('offline', 'mistral'));
    assert.equal((await failed).kind, 'offline');
    assert.equal(streams.length, 2);
  });

  it('checks the send policy before each request and retry', async () => {
    const { action, clock, streams } = modelTaskWith();
    let mayBeSent = true;
    const beforeRequest = async (): Promise<void> => {
      if (!mayBeSent) throw new ServiceError('aborted', 'mistral');
    };
    const failed = failing(action.run(() => PLAIN, never(), { beforeRequest }));
    await settle();
    assert.equal(streams.length, 1);
    mayBeSent = false;
    streams[0]!.give(new ServiceError('server', 'mistral', { status: 500 }));
    await settle();
    clock.advance(10_000);
    assert.equal((await failed).kind, 'aborted');
    assert.equal(streams.length, 1);
  });

  it('reports an error while building the prompt as an internal error', async () => {
    const { action, streams } = modelTaskWith();
    const pieces = action.run(() => {
      throw new TypeError('const secret');
    }, never());
    const error = await failing(pieces);
    assert.equal(error.kind, 'internal');
    assert.doesNotMatch(error.message, /secret/);
    assert.equal(streams.length, 0);
  });
});
