import assert from 'node:assert/strict';
import type { Outcome } from '../../../src/completion/outcome.ts';
import { ServiceError } from '../../../src/mistral/errors/serviceError.ts';
import { callAt, engineWith } from '../../support/testEngine.ts';
import { neverAborted, settle } from '../../support/settle.ts';

function shown(outcome: Outcome): string | undefined {
  return outcome.item?.insertText;
}

/** Delays the reading of keys until it is released, like a system keyring. */
function slowKeys({ services }: ReturnType<typeof engineWith>): () => void {
  const route = services.route.bind(services);
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  services.route = async (feature) => {
    await gate;
    return route(feature);
  };
  return release;
}

const invoke = { place: { trigger: 'invoke' }, snapshot: { trigger: 'invoke' } } as const;

describe('Engine: races', () => {
  it('sends no waiting request after a setting changed or the engine was disposed', async () => {
    for (const end of ['reset', 'dispose'] as const) {
      const { engine, streams, clock } = engineWith();
      const outcome = engine.suggest(
        callAt('const x = f█', { settings: { delay: 300 } }),
        neverAborted(),
      );
      await settle();
      assert.equal(clock.timers.size, 1);
      engine[end]();
      assert.equal(clock.timers.size, 0, end);
      assert.deepEqual(await outcome, { reason: 'superseded' });
      clock.advance(1_000);
      await settle();
      assert.equal(streams.length, 0);
    }
  });

  it('drops an answer that arrives while settings change', async () => {
    const { engine, streams } = engineWith();
    const outcome = engine.suggest(callAt('const x = █'), neverAborted());
    await settle();
    streams[0]!.send('ofTheOldModel()');
    streams[0]!.end();
    engine.reset();
    await outcome;
    await settle();
    void engine.suggest(callAt('const x = █'), neverAborted());
    await settle();
    assert.equal(streams.length, 2);
  });

  it('sends nothing for a keystroke superseded while API keys were read', async () => {
    const made = engineWith();
    const { engine, streams } = made;
    const release = slowKeys(made);
    const first = new AbortController();
    const early = engine.suggest(callAt('const x = █'), first.signal);
    await settle();
    first.abort();
    const late = engine.suggest(callAt('const x = f█'), neverAborted());
    release();
    await settle();
    assert.deepEqual(await early, { reason: 'superseded' });
    assert.deepEqual(
      streams.map(({ request }) => request.prompt),
      ['const x = f'],
    );
    streams[0]!.send('oo()');
    streams[0]!.end();
    assert.equal(shown(await late), 'const x = foo()');
  });

  it('prefetches nothing after a setting changed while API keys were read', async () => {
    const made = engineWith();
    const call = callAt('const x = █', { settings: { prefetch: true } });
    const first = made.engine.suggest(call, neverAborted());
    await settle();
    made.streams[0]!.send('foo()');
    made.streams[0]!.end();
    await first;
    await settle();
    const route = made.services.route.bind(made.services);
    let lookUps = 0;
    let release = (): void => undefined;
    // Keys are read quickly for the call itself, but slowly for the prefetch.
    made.services.route = async (feature) => {
      lookUps += 1;
      if (lookUps > 1) await new Promise<void>((resolve) => (release = resolve));
      return route(feature);
    };
    await made.engine.suggest(call, neverAborted());
    await settle();
    assert.equal(lookUps, 2);
    made.engine.reset();
    release();
    await settle();
    assert.equal(made.streams.length, 1);
  });

  it('does not fail over to a paused service', async () => {
    const { engine, streams, limits } = engineWith({ mistral: 'm', codestral: 'c' });
    limits.acquire('mistral', 'interactive');
    limits.onFailure(new ServiceError('rateLimited', 'mistral', { retryAfterMs: 60_000 }));
    const outcome = engine.suggest(callAt('const x = █'), neverAborted());
    await settle();
    streams[0]!.fail('unauthorised', { status: 401 });
    await settle();
    assert.equal(streams.length, 1);
    assert.deepEqual(await outcome, { reason: 'failed' });
  });

  it('does not join a request for another text after the cursor', async () => {
    const { engine, streams } = engineWith();
    const first = new AbortController();
    void engine.suggest(callAt('const x = █\nlet y;'), first.signal);
    await settle();
    first.abort();
    const late = engine.suggest(callAt('const x = f█\nlet z;'), neverAborted());
    await settle();
    assert.equal(streams.length, 2);
    assert.equal(streams[0]!.isClosed, true);
    streams[1]!.send('oo()');
    streams[1]!.end();
    assert.equal(shown(await late), 'const x = foo()');
  });

  it('joins a request after the editor closed a bracket', async () => {
    const { engine, streams } = engineWith();
    const first = new AbortController();
    void engine.suggest(callAt('const x = █'), first.signal);
    await settle();
    first.abort();
    const late = engine.suggest(callAt('const x = foo(█)'), neverAborted());
    await settle();
    assert.equal(streams.length, 1);
    streams[0]!.send('foo(bar)');
    streams[0]!.end();
    assert.equal(shown(await late), 'const x = foo(bar)');
  });

  it('requests one alternative for repeated hovers over the toolbar', async () => {
    const { engine, streams } = engineWith();
    const outcome = engine.suggest(callAt('const x = █'), neverAborted());
    await settle();
    streams[0]!.send('foo()');
    streams[0]!.end();
    await outcome;
    const hovers = Array.from({ length: 3 }, () => new AbortController());
    for (const hover of hovers) {
      void engine.suggest(callAt('const x = █', invoke), hover.signal);
      await settle();
      hover.abort();
    }
    const last = engine.suggest(callAt('const x = █', invoke), neverAborted());
    await settle();
    assert.equal(streams.length, 2);
    streams[1]!.send('bar()');
    streams[1]!.end();
    const both = await last;
    assert.equal(both.item && both.alternative?.insertText, 'const x = bar()');
  });

  it('shows the rest of a chosen alternative while it is typed', async () => {
    const { engine, streams } = engineWith();
    const outcome = engine.suggest(callAt('const x = █'), neverAborted());
    await settle();
    streams[0]!.send('foo()');
    streams[0]!.end();
    await outcome;
    const both = engine.suggest(callAt('const x = █', invoke), neverAborted());
    await settle();
    streams[1]!.send('bar()');
    streams[1]!.end();
    await both;
    for (const [typed, whole] of [
      ['b', 'const x = bar()'],
      ['f', 'const x = foo()'],
    ] as const) {
      const next = await engine.suggest(callAt(`const x = ${typed}█`), neverAborted());
      assert.equal(shown(next), whole);
    }
    assert.equal(streams.length, 2);
  });

  it('keeps an answer with CRLF while it is typed', async () => {
    const { engine, streams } = engineWith();
    const first = new AbortController();
    void engine.suggest(callAt('if (a) {\n  █\n}'), first.signal);
    await settle();
    streams[0]!.send('a();\r\n  b');
    await settle();
    first.abort();
    const late = engine.suggest(callAt('if (a) {\n  a();\n  █\n}'), neverAborted());
    await settle();
    assert.equal(streams[0]!.isClosed, false);
    streams[0]!.send('();\r\n}');
    streams[0]!.end();
    assert.equal(shown(await late), '  b();');
    assert.equal(streams.length, 1);
  });

  it('shows the rest after an existing bracket is typed over', async () => {
    const { engine, streams } = engineWith();
    const outcome = engine.suggest(callAt('foo(█)'), neverAborted());
    await settle();
    streams[0]!.send('a).bar()');
    streams[0]!.end();
    assert.equal(shown(await outcome), 'foo(a).bar()');
    assert.equal(shown(await engine.suggest(callAt('foo(a)█'), neverAborted())), 'foo(a).bar()');
    assert.equal(streams.length, 1);
  });

  it('is not delayed by a clock set back during an answer', async () => {
    const { engine, streams, clock } = engineWith();
    const outcome = engine.suggest(callAt('const x = █'), neverAborted());
    await settle();
    clock.advance(-3_600_000);
    streams[0]!.send('1');
    streams[0]!.end();
    await outcome;
    assert.ok(engine.latencyMs >= 0);
    clock.advance(100);
    const delay = { settings: { delay: null } };
    void engine.suggest(callAt('const y = f█', delay), neverAborted());
    await settle();
    clock.advance(300);
    await settle();
    assert.equal(streams.length, 2);
  });

  for (const piece of ['xxxxxxxxxx', '\n']) {
    it(`closes a stream that never ends after the suggestion with ${JSON.stringify(piece)}`, async () => {
      const { engine, streams } = engineWith();
      const outcome = engine.suggest(callAt('const a = 1;\n█'), neverAborted());
      await settle();
      streams[0]!.send('const b = 2;\n\nconst c = 3;\nlet d');
      await settle();
      assert.equal(shown(await outcome), 'const b = 2;');
      assert.equal(streams[0]!.isClosed, false);
      for (let turn = 0; turn < 10_000; turn += 1) streams[0]!.send(piece);
      await settle();
      assert.equal(streams[0]!.isClosed, true);
    });
  }
});
