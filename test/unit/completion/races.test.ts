import assert from 'node:assert/strict';
import type { Outcome } from '../../../src/completion/outcome.ts';
import { ServiceError } from '../../../src/mistral/errors.ts';
import { callAt, engineWith, patience, settle } from './support.ts';

function shown(outcome: Outcome): string | undefined {
  return outcome.item?.insertText;
}

/** Makes the look-up of keys take until it is let go, as a system's keyring does. */
function slowKeys({ services }: ReturnType<typeof engineWith>): () => void {
  const route = services.route.bind(services);
  let letGo = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  services.route = async (feature) => {
    await gate;
    return route(feature);
  };
  return letGo;
}

const invoke = { place: { trigger: 'invoke' }, snapshot: { trigger: 'invoke' } } as const;

describe('completion/engine: what happens in between', () => {
  it('sends nothing that waited when a setting changed or the engine was disposed of', async () => {
    for (const end of ['reset', 'dispose'] as const) {
      const { engine, streams, clock } = engineWith();
      const outcome = engine.suggest(
        callAt('const x = f█', { settings: { delay: 300 } }),
        patience(),
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

  it('keeps nothing of an answer that arrived while the settings changed', async () => {
    const { engine, streams } = engineWith();
    const outcome = engine.suggest(callAt('const x = █'), patience());
    await settle();
    streams[0]!.send('ofTheOldModel()');
    streams[0]!.end();
    engine.reset();
    await outcome;
    await settle();
    void engine.suggest(callAt('const x = █'), patience());
    await settle();
    assert.equal(streams.length, 2);
  });

  it('sends nothing for a key stroke that was overtaken while the keys were looked up', async () => {
    const made = engineWith();
    const { engine, streams } = made;
    const first = new AbortController();
    const early = engine.suggest(callAt('const x = █'), first.signal);
    const letGo = slowKeys(made);
    await settle();
    first.abort();
    const late = engine.suggest(callAt('const x = f█'), patience());
    letGo();
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

  it('sends nothing ahead once a setting has changed while the keys were looked up', async () => {
    const made = engineWith();
    const call = callAt('const x = █', { settings: { prefetch: true } });
    const first = made.engine.suggest(call, patience());
    await settle();
    made.streams[0]!.send('foo()');
    made.streams[0]!.end();
    await first;
    await settle();
    const route = made.services.route.bind(made.services);
    let lookUps = 0;
    let letGo = (): void => undefined;
    // The look-up of the call itself is quick; the one of the request ahead is not.
    made.services.route = async (feature) => {
      lookUps += 1;
      if (lookUps > 1) await new Promise<void>((resolve) => (letGo = resolve));
      return route(feature);
    };
    await made.engine.suggest(call, patience());
    await settle();
    assert.equal(lookUps, 2);
    made.engine.reset();
    letGo();
    await settle();
    assert.equal(made.streams.length, 1);
  });

  it('does not fail over to a service that is to be left alone', async () => {
    const { engine, streams, limits } = engineWith({ mistral: 'm', codestral: 'c' });
    limits.take('mistral', 'chat');
    limits.failed(new ServiceError('rateLimited', 'mistral', { retryAfterMs: 60_000 }));
    const outcome = engine.suggest(callAt('const x = █'), patience());
    await settle();
    streams[0]!.fail('unauthorised', { status: 401 });
    await settle();
    assert.equal(streams.length, 1);
    assert.deepEqual(await outcome, { reason: 'failed' });
  });

  it('does not wait for a request that was made for another text after the cursor', async () => {
    const { engine, streams } = engineWith();
    const first = new AbortController();
    void engine.suggest(callAt('const x = █\nlet y;'), first.signal);
    await settle();
    first.abort();
    const late = engine.suggest(callAt('const x = f█\nlet z;'), patience());
    await settle();
    assert.equal(streams.length, 2);
    assert.equal(streams[0]!.isClosed, true);
    streams[1]!.send('oo()');
    streams[1]!.end();
    assert.equal(shown(await late), 'const x = foo()');
  });

  it('still joins where the editor has closed a bracket', async () => {
    const { engine, streams } = engineWith();
    const first = new AbortController();
    void engine.suggest(callAt('const x = █'), first.signal);
    await settle();
    first.abort();
    const late = engine.suggest(callAt('const x = foo(█)'), patience());
    await settle();
    assert.equal(streams.length, 1);
    streams[0]!.send('foo(bar)');
    streams[0]!.end();
    assert.equal(shown(await late), 'const x = foo(bar)');
  });

  it('asks for one alternative, however often the toolbar is hovered meanwhile', async () => {
    const { engine, streams } = engineWith();
    const outcome = engine.suggest(callAt('const x = █'), patience());
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
    const last = engine.suggest(callAt('const x = █', invoke), patience());
    await settle();
    assert.equal(streams.length, 2);
    streams[1]!.send('bar()');
    streams[1]!.end();
    const both = await last;
    assert.equal(both.item && both.alternative?.insertText, 'const x = bar()');
  });

  it('shows the rest of an alternative that the user has chosen and types', async () => {
    const { engine, streams } = engineWith();
    const outcome = engine.suggest(callAt('const x = █'), patience());
    await settle();
    streams[0]!.send('foo()');
    streams[0]!.end();
    await outcome;
    const both = engine.suggest(callAt('const x = █', invoke), patience());
    await settle();
    streams[1]!.send('bar()');
    streams[1]!.end();
    await both;
    for (const [typed, whole] of [
      ['b', 'const x = bar()'],
      ['f', 'const x = foo()'],
    ] as const) {
      const next = await engine.suggest(callAt(`const x = ${typed}█`), patience());
      assert.equal(shown(next), whole);
    }
    assert.equal(streams.length, 2);
  });

  it('keeps an answer with CRLF while the user types what it says', async () => {
    const { engine, streams } = engineWith();
    const first = new AbortController();
    void engine.suggest(callAt('if (a) {\n  █\n}'), first.signal);
    await settle();
    streams[0]!.send('a();\r\n  b');
    await settle();
    first.abort();
    const late = engine.suggest(callAt('if (a) {\n  a();\n  █\n}'), patience());
    await settle();
    assert.equal(streams[0]!.isClosed, false);
    streams[0]!.send('();\r\n}');
    streams[0]!.end();
    assert.equal(shown(await late), '  b();');
    assert.equal(streams.length, 1);
  });

  it('shows the rest where the user has typed over a bracket that stood there', async () => {
    const { engine, streams } = engineWith();
    const outcome = engine.suggest(callAt('foo(█)'), patience());
    await settle();
    streams[0]!.send('a).bar()');
    streams[0]!.end();
    assert.equal(shown(await outcome), 'foo(a).bar()');
    assert.equal(shown(await engine.suggest(callAt('foo(a)█'), patience())), 'foo(a).bar()');
    assert.equal(streams.length, 1);
  });

  it('is not slowed down by a clock that was set back while an answer came', async () => {
    const { engine, streams, clock } = engineWith();
    const outcome = engine.suggest(callAt('const x = █'), patience());
    await settle();
    clock.advance(-3_600_000);
    streams[0]!.send('1');
    streams[0]!.end();
    await outcome;
    assert.ok(engine.latencyMs >= 0);
    clock.advance(100);
    const delay = { settings: { delay: null } };
    void engine.suggest(callAt('const y = f█', delay), patience());
    await settle();
    clock.advance(300);
    await settle();
    assert.equal(streams.length, 2);
  });

  for (const piece of ['xxxxxxxxxx', '\n']) {
    it(`closes a stream that goes on for ever behind the suggestion with ${JSON.stringify(piece)}`, async () => {
      const { engine, streams } = engineWith();
      const outcome = engine.suggest(callAt('const a = 1;\n█'), patience());
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
