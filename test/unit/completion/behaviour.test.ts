import assert from 'node:assert/strict';
import { syntaxOf } from '../../../src/languages/syntax.ts';
import type { Engine } from '../../../src/completion/engine.ts';
import type { Outcome } from '../../../src/completion/outcome.ts';
import { callAt, engineWith } from '../../support/testEngine.ts';
import { neverAborted, settle } from '../../support/settle.ts';

function shown(outcome: Outcome): string | undefined {
  return outcome.item?.insertText;
}

/** Requests a completion and answers with a text; the stream then ends unless it was closed. */
async function answered(
  { engine, streams }: ReturnType<typeof engineWith>,
  state: string,
  answer: string,
  more: Parameters<typeof callAt>[1] = {},
): Promise<Outcome> {
  const outcome = engine.suggest(callAt(state, more), neverAborted());
  await settle();
  streams.at(-1)!.send(answer);
  streams.at(-1)!.end();
  await settle();
  return outcome;
}

function again(engine: Engine, state: string, more: Parameters<typeof callAt>[1] = {}) {
  return engine.suggest(callAt(state, more), neverAborted());
}

const invoke = { place: { trigger: 'invoke' }, snapshot: { trigger: 'invoke' } } as const;

describe('Engine: cached suggestions', () => {
  it('shows deleted text again together with its suggestion', async () => {
    const made = engineWith();
    await answered(made, 'const total = pri█', 'ces.length');
    for (const state of ['const total = pr█', 'const total = █', 'const █']) {
      assert.equal(shown(await again(made.engine, state)), 'const total = prices.length', state);
    }
    assert.equal(made.streams.length, 1);
    const trace = made.engine.lastTrace;
    assert.deepEqual(
      trace?.steps.map(({ step }) => step),
      ['allowed', 'restored', 'ended'],
    );
  });

  it('does not suggest a deleted line again', async () => {
    const made = engineWith();
    await answered(made, 'a();\nb();█', '\nc();');
    void again(made.engine, 'a();█');
    await settle();
    assert.equal(made.streams.length, 2);
  });

  it('keeps the visible suggestion if another one fits as well', async () => {
    const made = engineWith();
    await answered(made, 'const x = █', 'foo(bar, baz)');
    await answered(made, 'const x = foo(b█', 'ar)', invoke);
    assert.equal(shown(await again(made.engine, 'const x = foo(█')), 'const x = foo(bar, baz)');
    assert.equal(shown(await again(made.engine, 'const x = foo(b█')), 'const x = foo(bar, baz)');
  });

  it('continues with the lines received after the suggestion', async () => {
    const made = engineWith();
    const first = await answered(made, 'if (a) {\n  █\n}', 'b();\n}\nelse_();\nmore();\n');
    assert.equal(shown(first), '  b();');
    const top = await answered(
      made,
      'const a = 1;\n█',
      'const b = 2;\n\nconst c = 3;\nlet d;\nlet',
    );
    assert.equal(shown(top), 'const b = 2;');
    const next = await again(made.engine, 'const a = 1;\nconst b = 2;█');
    assert.equal(shown(next), 'const b = 2;\n\nconst c = 3;');
    assert.equal(next.item && next.source, 'continued');
    const typedOn = await again(made.engine, 'const a = 1;\nconst b = 2;\n\nco█');
    assert.equal(shown(typedOn), 'const c = 3;');
    assert.equal(made.streams.length, 2);
  });

  it('continues with a complete answer, also without a final line end', async () => {
    const made = engineWith();
    await answered(made, 'const a = 1;\n█', 'const b = 2;\n\nconst c = 3;');
    const next = await again(made.engine, 'const a = 1;\nconst b = 2;█');
    assert.equal(shown(next), 'const b = 2;\n\nconst c = 3;');
  });

  it('does not continue with an incomplete line or after a repetition of the document', async () => {
    const made = engineWith();
    const outcome = again(made.engine, 'const a = 1;\n█');
    await settle();
    made.streams[0]!.send('const b = 2;\n\nconst c = 3;\nlet d');
    assert.equal(shown(await outcome), 'const b = 2;');
    made.streams[0]!.end('length');
    await settle();
    const next = await again(made.engine, 'const a = 1;\nconst b = 2;█');
    assert.equal(shown(next), 'const b = 2;\n\nconst c = 3;');
    void again(made.engine, 'const a = 1;\nconst b = 2;\n\nconst c = 3;█');
    await settle();
    assert.equal(made.streams.length, 2);
    made.streams[1]!.end();
    made.clock.advance(5_000);
    await answered(made, 'x();\n█\nz();', 'y();\nz();\nw();\n');
    void again(made.engine, 'x();\ny();█\nz();');
    await settle();
    assert.equal(made.streams.length, 4);
  });

  it('continues line by line in comments and prose', async () => {
    const made = engineWith();
    await answered(made, '/**\n * One.█\n */', ' More.\n * Two.\n * Three.\n');
    const prose = { snapshot: { languageId: 'markdown', syntax: syntaxOf('markdown') } };
    await answered(made, 'One█', ' and two.\nThree.\n\nFour.', prose);
    const next = await again(made.engine, 'One and two.█', prose);
    assert.equal(shown(next), 'One and two.\nThree.');
    assert.equal(
      shown(await again(made.engine, 'One and two.\nThree.█', prose)),
      'Three.\n\nFour.',
    );
  });

  it('requests nothing where the model ended its answer, except on invoke', async () => {
    const made = engineWith();
    await answered(made, 'const a = █', 'foo(1)');
    const end = await again(made.engine, 'const a = foo(1)█');
    assert.deepEqual(end, { reason: 'no suggestion' });
    assert.equal(made.streams.length, 1);
    const asked = await answered(made, 'const a = foo(1)█', '.bar()', invoke);
    assert.equal(shown(asked), 'const a = foo(1).bar()');
    assert.ok(made.streams[1]!.request.temperature > 0);
  });

  it('requests more after an answer truncated by its length', async () => {
    const made = engineWith();
    const outcome = again(made.engine, 'const a = █');
    await settle();
    made.streams[0]!.send('foo(1)');
    made.streams[0]!.end('length');
    await outcome;
    void again(made.engine, 'const a = foo(1)█');
    await settle();
    assert.equal(made.streams.length, 2);
  });
});

describe('Engine: in-flight requests', () => {
  it('cancels a streaming request and requests again for different text', async () => {
    const made = engineWith();
    const first = new AbortController();
    void made.engine.suggest(callAt('const x = █'), first.signal);
    await settle();
    first.abort();
    const late = again(made.engine, 'const x = g█');
    await settle();
    assert.equal(made.streams.length, 1);
    made.streams[0]!.send('foo');
    await settle();
    assert.equal(made.streams[0]!.isClosed, true);
    assert.equal(made.streams.length, 2);
    made.streams[1]!.send('oo()');
    made.streams[1]!.end();
    assert.equal(shown(await late), 'const x = goo()');
  });

  for (const [name, raw] of [
    ['a blank too many', ' 42'],
    ['the beginning of the line once more', 'const x = 42'],
  ] as const) {
    it(`handles ${name}`, async () => {
      const made = engineWith();
      const first = new AbortController();
      void made.engine.suggest(callAt('const x = █'), first.signal);
      await settle();
      made.streams[0]!.send(raw);
      await settle();
      first.abort();
      const late = again(made.engine, 'const x = 4█');
      await settle();
      assert.equal(made.streams[0]!.isClosed, false);
      made.streams[0]!.end();
      assert.equal(shown(await late), 'const x = 42');
      assert.equal(made.streams.length, 1);
    });
  }

  it('returns the answer at the finish reason, before the connection closes', async () => {
    const made = engineWith();
    const outcome = again(made.engine, 'const x = █');
    await settle();
    made.streams[0]!.send('1');
    made.streams[0]!.finish();
    assert.equal(shown(await outcome), 'const x = 1');
    assert.equal(made.streams[0]!.isClosed, false);
    made.streams[0]!.fail('offline');
    await settle();
    assert.equal(made.streams[0]!.isClosed, true);
    assert.equal(made.limits.currentPause('mistral'), undefined);
  });

  it('closes a stream that ignores stop and max_tokens', async () => {
    const made = engineWith();
    const outcome = again(made.engine, 'const x = █', { settings: { maxTokens: 16 } });
    await settle();
    for (let piece = 0; piece < 30; piece += 1) made.streams[0]!.send(`${piece}, abcdef`);
    await outcome;
    await settle();
    assert.equal(made.streams[0]!.isClosed, true);
    assert.ok(made.engine.lastTrace!.request!.raw.length < 300);
  });

  it('cancels the requests of a closed document', async () => {
    const made = engineWith();
    const outcome = again(made.engine, 'const x = █', { snapshot: { document: 'file:///b.ts' } });
    await settle();
    made.engine.abortRequestsFor('file:///a.ts');
    await settle();
    assert.equal(made.streams[0]!.isClosed, false);
    made.engine.abortRequestsFor('file:///b.ts');
    assert.deepEqual(await outcome, { reason: 'failed' });
    assert.equal(made.streams[0]!.isClosed, true);
  });
});

describe('Engine: prefetch', () => {
  const settings = { settings: { prefetch: true } };

  /** An answer truncated by its length, so that more may follow directly. */
  async function cut(made: ReturnType<typeof engineWith>, state: string, answer: string) {
    const outcome = again(made.engine, state, settings);
    await settle();
    made.streams.at(-1)!.send(answer);
    made.streams.at(-1)!.end('length');
    await settle();
    await outcome;
    await again(made.engine, state, settings);
    await settle();
  }

  it('requests the state after accepting if the setting is on', async () => {
    const made = engineWith();
    await cut(made, 'const x = █', 'foo()');
    assert.equal(made.streams.length, 2);
    assert.equal(made.streams[1]!.request.prompt, 'const x = foo()');
    made.streams[1]!.send(';');
    made.streams[1]!.end();
    await settle();
    assert.equal(shown(await again(made.engine, 'const x = foo()█')), 'const x = foo();');
    assert.equal(made.streams.length, 2);
  });

  it('requests the next line after a complete answer', async () => {
    const made = engineWith();
    await answered(made, '  if (█', 'foo) {', settings);
    await again(made.engine, '  if (█', settings);
    await settle();
    assert.equal(made.streams[1]!.request.prompt, '  if (foo) {\n    ');
    made.streams[1]!.send('bar();');
    made.streams[1]!.end();
    await settle();
    assert.equal(shown(await again(made.engine, '  if (foo) {\n    █')), '    bar();');
    assert.equal(made.streams.length, 2);
  });

  it('prefetches nothing after an invoke', async () => {
    const made = engineWith();
    await answered(made, 'const x = █', 'foo()');
    await answered(made, 'const x = █', 'bar()', { ...invoke, ...settings });
    await settle();
    assert.deepEqual(
      made.streams.map(({ request }) => request.prompt),
      ['const x = ', 'const x = '],
    );
  });

  it('does nothing if the setting is off', async () => {
    const made = engineWith();
    await answered(made, 'const x = █', 'foo()');
    assert.equal(made.streams.length, 1);
  });

  it('is joined when reached, canceled elsewhere, and runs once at a time', async () => {
    const made = engineWith();
    await cut(made, 'const x = █', 'foo()');
    await again(made.engine, 'const x = f█', settings);
    await settle();
    assert.equal(made.streams.length, 2);
    const receivedText = again(made.engine, 'const x = foo()█', settings);
    await settle();
    made.streams[1]!.send(';');
    made.streams[1]!.end();
    assert.equal(shown(await receivedText), 'const x = foo();');

    const other = engineWith();
    await cut(other, 'const x = █', 'foo()');
    void again(other.engine, 'const x = g█', settings);
    await settle();
    assert.equal(other.streams[1]!.isClosed, true);
  });

  it('requests nothing without a free permit', async () => {
    const made = engineWith();
    for (const name of ['a', 'b']) await answered(made, `const ${name} = █`, '1');
    await answered(made, 'const x = █', 'foo()', settings);
    assert.equal(made.streams.length, 3);
  });
});

describe('Engine: explicit requests', () => {
  it('returns the visible suggestion first, then one alternative per state', async () => {
    const made = engineWith();
    await answered(made, 'const x = █', 'foo()');
    const both = await answered(made, 'const x = █', 'bar()', invoke);
    assert.ok(both.item);
    assert.deepEqual(
      [both.item.insertText, both.alternative?.insertText],
      ['const x = foo()', 'const x = bar()'],
    );
    const { request } = made.streams[1]!;
    assert.ok(request.temperature > 0);
    assert.notEqual(request.randomSeed, undefined);
    const cached = await again(made.engine, 'const x = █', invoke);
    assert.equal(cached.item && cached.alternative?.insertText, 'const x = bar()');
    assert.equal(made.streams.length, 2);
  });

  it('returns no identical alternative', async () => {
    const made = engineWith();
    await answered(made, 'const x = █', 'foo()');
    const both = await answered(made, 'const x = █', 'foo()', invoke);
    assert.equal(shown(both), 'const x = foo()');
    assert.equal(both.item && both.alternative, undefined);
  });

  it('does not wait for an alternative that does not arrive', async () => {
    const made = engineWith();
    await answered(made, 'const x = █', 'foo()');
    const both = again(made.engine, 'const x = █', invoke);
    await settle();
    made.streams[1]!.fail('server');
    assert.equal(shown(await both), 'const x = foo()');
  });

  it('does not wait for a pause to end, unlike automatic requests in a short pause', async () => {
    const made = engineWith();
    const failing = again(made.engine, 'const x = █');
    await settle();
    made.streams[0]!.fail('rateLimited');
    assert.deepEqual(await failing, { reason: 'failed' });
    assert.deepEqual(await again(made.engine, 'const y = █', invoke), { reason: 'paused' });
    const call = callAt('const y = █');
    const outcome = made.engine.suggest(call, neverAborted());
    await settle();
    assert.equal(call.taken(), 0);
    made.clock.advance(2_000);
    await settle();
    assert.equal(made.streams.length, 2);
    made.streams[1]!.send('1');
    made.streams[1]!.end();
    assert.equal(shown(await outcome), 'const y = 1');
  });
});

describe('Trace', () => {
  it('contains the request, the answer, the result and the times', async () => {
    const made = engineWith();
    const outcome = again(made.engine, 'const x = █\nlet y;', { settings: { delay: 100 } });
    await settle();
    made.clock.advance(100);
    await settle();
    made.clock.advance(200);
    made.streams[0]!.send('const x = 1;');
    await settle();
    made.clock.advance(10);
    made.streams[0]!.end();
    await outcome;
    const trace = made.engine.lastTrace!;
    assert.deepEqual(
      trace.steps.map(({ step, ms }) => `${step} ${ms}`),
      ['allowed 0', 'waited 100', 'requested 100', 'completed 310', 'ended 310'],
    );
    const request = trace.request!;
    assert.equal(request.request.prompt, 'const x = ');
    assert.equal(request.raw, 'const x = 1;');
    assert.deepEqual(request.result?.steps, [
      { rule: 'repeated prefix', text: '1;' },
      { rule: 'line', text: '1;' },
    ]);
    assert.equal(request.firstTextAt! - request.sentAt, 200);
    assert.equal(request.finishReason, 'stop');
    assert.equal(trace.outcome?.item?.insertText, 'const x = 1;');
    assert.equal(made.engine.latencyMs, 200);
  });

  it('describes the last call, refused ones included, but none in the trace document', async () => {
    const { engine } = engineWith();
    await again(engine, '█', { place: { blocked: 'excluded' } });
    const trace = engine.lastTrace;
    assert.deepEqual(trace?.outcome, { reason: 'excluded file' });
    assert.equal(trace.snapshot, undefined);
    await again(engine, '█', { place: { blocked: 'scheme' } });
    assert.equal(engine.lastTrace, trace);
  });
});
