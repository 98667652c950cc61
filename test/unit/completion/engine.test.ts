import assert from 'node:assert/strict';
import type { Outcome } from '../../../src/completion/outcome.ts';
import type { CompletionSite } from '../../../src/completion/gate.ts';
import { callAt, engineWith } from '../../support/testEngine.ts';
import { neverAborted, settle } from '../../support/settle.ts';

function shown(outcome: Outcome): string | undefined {
  return outcome.item?.insertText;
}

describe('Engine', () => {
  it('requests, reads and returns a completion', async () => {
    const { engine, streams, activities } = engineWith();
    const answer = engine.suggest(callAt('const x = █'), neverAborted());
    await settle();
    streams[0]!.send('4');
    streams[0]!.send('2');
    streams[0]!.end();
    assert.equal(shown(await answer), 'const x = 42');
    assert.deepEqual(activities, [{ kind: 'requesting' }, { kind: 'answered' }]);
    assert.equal(streams[0]!.request.prompt, 'const x = ');
  });

  it('closes the stream once the answer reaches the text below', async () => {
    const { engine, streams } = engineWith();
    const answer = engine.suggest(callAt('a();\n█\nconst y = 43;'), neverAborted());
    await settle();
    streams[0]!.send('b();\nconst y = 43;\n');
    assert.equal(shown(await answer), 'b();');
    assert.equal(streams[0]!.isClosed, true);
  });

  it('closes the stream after the line in a comment, which gets no more lines', async () => {
    const { engine, streams } = engineWith();
    const answer = engine.suggest(callAt('// Adds █\nfunction add() {}'), neverAborted());
    await settle();
    streams[0]!.send('two numbers.\n// Both are');
    assert.equal(shown(await answer), '// Adds two numbers.');
    await settle();
    assert.equal(streams[0]!.isClosed, true);
  });

  it('shows the rest while a suggestion is typed without a request', async () => {
    const { engine, streams } = engineWith();
    const answer = engine.suggest(callAt('const x = █'), neverAborted());
    await settle();
    streams[0]!.send('foo(bar)');
    streams[0]!.end();
    await answer;
    for (const typed of ['f', 'fo', 'foo', 'foo(b', 'foo(bar']) {
      const next = await engine.suggest(callAt(`const x = ${typed}█`), neverAborted());
      assert.equal(shown(next), 'const x = foo(bar)', typed);
    }
    const closed = await engine.suggest(callAt('const x = foo(█)'), neverAborted());
    assert.deepEqual(closed.item, {
      insertText: 'const x = foo(bar)',
      replaceBefore: 14,
      replaceAfter: 1,
    });
    assert.equal(streams.length, 1);
  });

  it('counts a suggestion once when it is typed, deleted and requested again', async () => {
    const { engine, streams, counted } = engineWith();
    const answer = engine.suggest(callAt('const x = █'), neverAborted());
    await settle();
    streams[0]!.send('foo(bar)');
    streams[0]!.end();
    await answer;
    for (const typed of ['f', 'fo', 'f', '', 'foo(b']) {
      const { item } = await engine.suggest(callAt(`const x = ${typed}█`), neverAborted());
      assert.ok(item);
    }
    assert.deepEqual(counted, ['offered codestral-latest of mistral']);
    engine.onAccept(3);
    assert.equal(counted[1], 'accepted 3 of codestral-latest of mistral');
  });

  it('counts suggestions when they are shown, not late or prefetched ones', async () => {
    const { engine, streams, counted } = engineWith();
    engine.onAccept(3);
    const early = new AbortController();
    const gone = engine.suggest(callAt('const x = █'), early.signal);
    await settle();
    early.abort();
    await gone;
    streams[0]!.send('foo();');
    streams[0]!.end();
    await settle();
    assert.deepEqual(counted, []);
    const settings = { prefetch: true };
    await engine.suggest(callAt('const x = █', { settings }), neverAborted());
    await settle();
    streams[1]!.send('bar();');
    streams[1]!.end();
    await settle();
    assert.equal(counted.length, 1);
    const next = await engine.suggest(
      callAt(`const x = foo();${streams[1]!.request.prompt.endsWith('\n') ? '\n' : ''}█`, {
        settings,
      }),
      neverAborted(),
    );
    assert.ok(next.item);
    assert.equal(counted.length, 2);
  });

  it('counts an alternative as a separate suggestion', async () => {
    const { engine, streams, counted } = engineWith();
    const answer = engine.suggest(callAt('const x = █'), neverAborted());
    await settle();
    streams[0]!.send('1;');
    streams[0]!.end();
    await answer;
    const snapshot = { trigger: 'invoke' } as const;
    const both = engine.suggest(
      callAt('const x = █', { snapshot, place: snapshot }),
      neverAborted(),
    );
    await settle();
    streams[1]!.send('2;');
    streams[1]!.end();
    assert.ok((await both).item);
    assert.equal(counted.length, 2);
  });

  it('ends the wait at the next keystroke, which joins the request', async () => {
    const { engine, streams } = engineWith();
    const first = new AbortController();
    const early = engine.suggest(callAt('const x = █'), first.signal);
    await settle();
    first.abort();
    assert.deepEqual(await early, { reason: 'superseded' });
    const late = engine.suggest(callAt('const x = f█'), neverAborted());
    await settle();
    assert.equal(streams.length, 1);
    assert.equal(streams[0]!.isClosed, false);
    streams[0]!.send('foo()');
    streams[0]!.end();
    assert.equal(shown(await late), 'const x = foo()');
  });

  it('cancels a request as soon as the text contradicts it', async () => {
    const { engine, streams } = engineWith();
    const first = new AbortController();
    const early = engine.suggest(callAt('const x = █'), first.signal);
    await settle();
    streams[0]!.send('foo');
    await settle();
    first.abort();
    await early;
    const late = engine.suggest(callAt('const x = g█'), neverAborted());
    await settle();
    assert.equal(streams[0]!.isClosed, true);
    assert.equal(streams.length, 2);
    streams[1]!.send('oo()');
    streams[1]!.end();
    assert.equal(shown(await late), 'const x = goo()');
  });

  it('has at most two requests in flight', async () => {
    const { engine, streams, limits, clock } = engineWith();
    // A service that is known to accept two requests at once.
    limits.acquire('mistral');
    limits.acquire('mistral');
    limits.onAccepted('mistral');
    clock.advance(3_000);
    const waits = ['a', 'b', 'c'].map(async (name) => {
      const call = callAt('const x = █', { snapshot: { document: name } });
      return engine.suggest(call, neverAborted());
    });
    await settle();
    assert.equal(streams.length, 3);
    assert.deepEqual(
      streams.map((stream) => stream.isClosed),
      [true, false, false],
    );
    engine.dispose();
    const outcomes = await Promise.all(waits);
    assert.deepEqual(
      outcomes.map((outcome) => !outcome.item && outcome.reason),
      ['failed', 'superseded', 'superseded'],
    );
  });

  it('debounces while the user types and leaves no timer', async () => {
    const { engine, streams, clock } = engineWith();
    const call = callAt('const x = f█', { settings: { delay: 200 } });
    const given = new AbortController();
    const early = engine.suggest(call, given.signal);
    await settle();
    assert.equal(streams.length, 0);
    assert.equal(clock.timers.size, 1);
    given.abort();
    assert.deepEqual(await early, { reason: 'superseded' });
    assert.equal(clock.timers.size, 0);
    void engine.suggest(call, neverAborted());
    await settle();
    clock.advance(200);
    await settle();
    assert.equal(streams.length, 1);
  });

  it('caches an empty result', async () => {
    const { engine, streams } = engineWith();
    const answer = engine.suggest(callAt('const x = 1;█'), neverAborted());
    await settle();
    streams[0]!.end();
    assert.equal(shown(await answer), undefined);
    await engine.suggest(callAt('const x = 1;█'), neverAborted());
    assert.equal(streams.length, 1);
  });

  it('drops an answer when the text after the cursor changes', async () => {
    const { engine, streams } = engineWith();
    const answer = engine.suggest(callAt('const x = █'), neverAborted());
    await settle();
    streams[0]!.send('1');
    streams[0]!.end();
    await answer;
    void engine.suggest(callAt('const x = █\nlet y;'), neverAborted());
    await settle();
    assert.equal(streams.length, 2);
  });

  for (const [name, place] of Object.entries({
    'switched off': { isEnabled: false },
    'off for the language': { isLanguageEnabled: false },
    excluded: { blocked: 'excluded' },
    'an output channel': { blocked: 'scheme' },
    'read-only': { blocked: 'read-only' },
    'with an unresolved link': { blocked: 'unresolved' },
    selection: { hasSelectionOrCursors: true },
    'inside a word': { charBefore: 'a', charAfter: 'b' },
    undone: { lastChange: 'undone' },
    pasted: { lastChange: 'pasted' },
  } satisfies Record<string, Partial<CompletionSite>>)) {
    it(`does nothing with ${name}`, async () => {
      const { engine, streams } = engineWith();
      const call = callAt('const x = █', { place });
      assert.equal(shown(await engine.suggest(call, neverAborted())), undefined);
      assert.equal(call.taken(), 0);
      assert.equal(streams.length, 0);
    });
  }

  it('does nothing without a key', async () => {
    const { engine, streams } = engineWith({});
    const call = callAt('const x = █');
    assert.deepEqual(await engine.suggest(call, neverAborted()), { reason: 'noKey' });
    assert.equal(call.taken(), 0);
    assert.equal(streams.length, 0);
  });

  it('ignores the language setting on invoke, but not the main setting or the exclude list', async () => {
    const { engine, streams } = engineWith();
    const invoke = { trigger: 'invoke', isLanguageEnabled: false } as const;
    const off = callAt('const x = █', { place: { ...invoke, isEnabled: false } });
    assert.deepEqual(await engine.suggest(off, neverAborted()), { reason: 'off' });
    assert.equal(off.taken(), 0);
    void engine.suggest(callAt('const x = █', { place: invoke }), neverAborted());
    await settle();
    assert.equal(streams.length, 1);
    const excluded = callAt('const x = █', { place: { ...invoke, blocked: 'excluded' } });
    assert.deepEqual(await engine.suggest(excluded, neverAborted()), { reason: 'excluded file' });
  });

  it('pauses after a 429 for the requested time', async () => {
    const { engine, streams, clock } = engineWith();
    const answer = engine.suggest(callAt('const x = █'), neverAborted());
    await settle();
    streams[0]!.fail('rateLimited', { retryAfterMs: 7_000 });
    assert.deepEqual(await answer, { reason: 'failed' });
    clock.advance(4_000);
    const call = callAt('const y = █');
    assert.deepEqual(await engine.suggest(call, neverAborted()), { reason: 'paused' });
    assert.equal(call.taken(), 0);
    clock.advance(1_000);
    void engine.suggest(call, neverAborted());
    await settle();
    assert.equal(call.taken(), 0);
    clock.advance(2_000);
    await settle();
    assert.equal(streams.length, 2);
  });

  it('stays within the rate limit of the free tier', async () => {
    const { engine, streams, clock } = engineWith();
    const texts = ['a', 'b', 'c', 'd'].map((name) => `const ${name} = █`);
    for (const text of texts) {
      void engine.suggest(callAt(text), neverAborted());
      await settle();
    }
    for (const sent of [2, 3, 4]) {
      assert.equal(streams.length, sent);
      clock.advance(1_050);
      await settle();
    }
    assert.equal(clock.timers.size, 0);
  });

  it('drops a waiting request when the key is rejected', async () => {
    const { engine, streams, clock } = engineWith();
    void engine.suggest(callAt('const a = █'), neverAborted());
    await settle();
    const elsewhere = { settings: { delay: 200 }, snapshot: { document: 'another' } };
    const late = engine.suggest(callAt('const b = █', elsewhere), neverAborted());
    await settle();
    streams[0]!.fail('unauthorised', { status: 401 });
    await settle();
    clock.advance(200);
    assert.deepEqual(await late, { reason: 'paused' });
    assert.equal(streams.length, 1);
  });

  it('sends a waiting request with the current key', async () => {
    const keys: { mistral?: string } = { mistral: 'old' };
    const { engine, streams, clock } = engineWith(keys);
    void engine.suggest(callAt('const b = █', { settings: { delay: 200 } }), neverAborted());
    await settle();
    keys.mistral = 'new';
    clock.advance(200);
    await settle();
    assert.equal(streams[0]!.service.key, 'new');
  });

  it('replaces a request that waits for a permit with a newer one', async () => {
    const { engine, streams, clock } = engineWith();
    for (const name of ['a', 'b']) {
      void engine.suggest(callAt(`const ${name} = █`), neverAborted());
      await settle();
    }
    const older = new AbortController();
    const dropped = engine.suggest(callAt('const d = █'), older.signal);
    await settle();
    older.abort();
    assert.deepEqual(await dropped, { reason: 'superseded' });
    void engine.suggest(callAt('const e = █'), neverAborted());
    await settle();
    clock.advance(1_050);
    await settle();
    assert.deepEqual(
      streams.map(({ request }) => request.prompt),
      ['const a = ', 'const b = ', 'const e = '],
    );
  });

  it('moves to the other open service when the first rejects its key, and stays there', async () => {
    const { engine, streams } = engineWith({ mistral: 'm', codestral: 'c' });
    const answer = engine.suggest(callAt('const x = █'), neverAborted());
    await settle();
    assert.equal(streams[0]!.service.name, 'codestral');
    streams[0]!.fail('unauthorised', { status: 401 });
    await settle();
    assert.equal(streams[1]!.service.name, 'mistral');
    streams[1]!.send('1');
    streams[1]!.end();
    assert.equal(shown(await answer), 'const x = 1');
    void engine.suggest(callAt('const y = █'), neverAborted());
    await settle();
    assert.equal(streams[2]!.service.name, 'mistral');
  });

  it('stops requests when the only key is rejected, until something changes', async () => {
    const { engine, streams, limits, services, activities } = engineWith();
    const answer = engine.suggest(callAt('const x = █'), neverAborted());
    await settle();
    streams[0]!.fail('unauthorised', { status: 401 });
    await answer;
    assert.equal(activities.at(-1)?.kind, 'failed');
    const paused = await engine.suggest(callAt('const y = █'), neverAborted());
    assert.deepEqual(paused, { reason: 'paused' });
    limits.onSettingsChanged();
    services.onSettingsChanged();
    engine.reset();
    void engine.suggest(callAt('const y = █'), neverAborted());
    await settle();
    assert.equal(streams.length, 2);
  });

  it('shows nothing of an interrupted answer', async () => {
    const { engine, streams } = engineWith();
    const answer = engine.suggest(callAt('const x = █'), neverAborted());
    await settle();
    streams[0]!.send('foo(ba');
    streams[0]!.fail('truncated');
    assert.deepEqual(await answer, { reason: 'failed' });
  });

  it('drops the incomplete line of a truncated answer', async () => {
    const { engine, streams } = engineWith();
    const answer = engine.suggest(callAt('function f() {\n  █\n}'), neverAborted());
    await settle();
    streams[0]!.send('a();\n  b();\n  c(thi');
    streams[0]!.end('length');
    assert.equal(shown(await answer), '  a();\n  b();');
  });

  it('requests one line in a comment and no more tokens than the setting allows', async () => {
    const { engine, streams } = engineWith();
    void engine.suggest(callAt('// the █'), neverAborted());
    await settle();
    assert.deepEqual(streams[0]!.request.stop, ['\n']);
    assert.equal(streams[0]!.request.maxTokens, 96);
    void engine.suggest(
      callAt('x = █', { settings: { multiline: 'never', maxTokens: 16 } }),
      neverAborted(),
    );
    await settle();
    assert.deepEqual(streams[1]!.request.stop, ['\n']);
    assert.equal(streams[1]!.request.maxTokens, 16);
  });

  it('sends the file name if there is nothing to continue', async () => {
    const { engine, streams } = engineWith();
    void engine.suggest(callAt('█'), neverAborted());
    await settle();
    assert.equal(streams[0]!.request.prompt, '+++++ a.ts\n');
    assert.deepEqual(streams[0]!.request.stop, ['\n+++++ ']);
  });
});
