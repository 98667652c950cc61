import assert from 'node:assert/strict';
import { languageOf } from '../../../src/completion/language.ts';
import type { Engine } from '../../../src/completion/engine.ts';
import type { Outcome } from '../../../src/completion/outcome.ts';
import { callAt, engineWith, patience, settle } from './support.ts';

function shown(outcome: Outcome): string | undefined {
  return outcome.item?.insertText;
}

/** Asks at a state and answers with a text; the stream ends unless it was closed before. */
async function answered(
  { engine, streams }: ReturnType<typeof engineWith>,
  state: string,
  answer: string,
  more: Parameters<typeof callAt>[1] = {},
): Promise<Outcome> {
  const outcome = engine.suggest(callAt(state, more), patience());
  await settle();
  streams.at(-1)!.send(answer);
  streams.at(-1)!.end();
  await settle();
  return outcome;
}

function again(engine: Engine, state: string, more: Parameters<typeof callAt>[1] = {}) {
  return engine.suggest(callAt(state, more), patience());
}

const invoke = { place: { trigger: 'invoke' }, snapshot: { trigger: 'invoke' } } as const;

describe('completion/engine: what is known', () => {
  it('shows again what was deleted, with its suggestion', async () => {
    const made = engineWith();
    await answered(made, 'const total = pri█', 'ces.length');
    for (const state of ['const total = pr█', 'const total = █', 'const █']) {
      assert.equal(shown(await again(made.engine, state)), 'const total = prices.length', state);
    }
    assert.equal(made.streams.length, 1);
    const trace = made.engine.lastTrace;
    assert.deepEqual(
      trace?.steps.map(({ step }) => step),
      ['allowed', 'deleted', 'ended'],
    );
  });

  it('does not offer a deleted line again', async () => {
    const made = engineWith();
    await answered(made, 'a();\nb();█', '\nc();');
    void again(made.engine, 'a();█');
    await settle();
    assert.equal(made.streams.length, 2);
  });

  it('keeps the suggestion on screen where another fits as well', async () => {
    const made = engineWith();
    await answered(made, 'const x = █', 'foo(bar, baz)');
    await answered(made, 'const x = foo(b█', 'ar)', invoke);
    assert.equal(shown(await again(made.engine, 'const x = foo(█')), 'const x = foo(bar, baz)');
    assert.equal(shown(await again(made.engine, 'const x = foo(b█')), 'const x = foo(bar, baz)');
  });

  it('goes on with the lines that arrived behind the suggestion', async () => {
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
    assert.equal(next.item && next.by, 'continued');
    const typedOn = await again(made.engine, 'const a = 1;\nconst b = 2;\n\nco█');
    assert.equal(shown(typedOn), 'const c = 3;');
    assert.equal(made.streams.length, 2);
  });

  it('goes on with what the model ended itself, also without a line end', async () => {
    const made = engineWith();
    await answered(made, 'const a = 1;\n█', 'const b = 2;\n\nconst c = 3;');
    const next = await again(made.engine, 'const a = 1;\nconst b = 2;█');
    assert.equal(shown(next), 'const b = 2;\n\nconst c = 3;');
  });

  it('does not go on with half a line, nor behind an end that repeats the document', async () => {
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

  it('goes on in a comment and in prose, line by line', async () => {
    const made = engineWith();
    await answered(made, '/**\n * One.█\n */', ' More.\n * Two.\n * Three.\n');
    const prose = { snapshot: { languageId: 'markdown', language: languageOf('markdown') } };
    await answered(made, 'One█', ' and two.\nThree.\n\nFour.', prose);
    const next = await again(made.engine, 'One and two.█', prose);
    assert.equal(shown(next), 'One and two.\nThree.');
    assert.equal(
      shown(await again(made.engine, 'One and two.\nThree.█', prose)),
      'Three.\n\nFour.',
    );
  });

  it('does not ask where the model has just ended its answer, but for a user who asks', async () => {
    const made = engineWith();
    await answered(made, 'const a = █', 'foo(1)');
    const end = await again(made.engine, 'const a = foo(1)█');
    assert.deepEqual(end, { reason: 'no suggestion' });
    assert.equal(made.streams.length, 1);
    const asked = await answered(made, 'const a = foo(1)█', '.bar()', invoke);
    assert.equal(shown(asked), 'const a = foo(1).bar()');
    assert.ok(made.streams[1]!.request.temperature > 0);
  });

  it('asks there where more may follow: the answer was cut by its length', async () => {
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

describe('completion/engine: requests under way', () => {
  it('gives a request up while it streams, and asks for what was typed instead', async () => {
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
    it(`is not misled by ${name}`, async () => {
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

  it('answers when the finish reason comes, not when the connection is done', async () => {
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
    assert.equal(made.limits.pause('mistral'), undefined);
  });

  it('closes a stream that heeds neither stop nor max_tokens', async () => {
    const made = engineWith();
    const outcome = again(made.engine, 'const x = █', { settings: { maxTokens: 16 } });
    await settle();
    for (let piece = 0; piece < 30; piece += 1) made.streams[0]!.send(`${piece}, abcdef`);
    await outcome;
    await settle();
    assert.equal(made.streams[0]!.isClosed, true);
    assert.ok(made.engine.lastTrace!.request!.raw.length < 300);
  });

  it('lets go of what was asked for a document that is closed', async () => {
    const made = engineWith();
    const outcome = again(made.engine, 'const x = █', { snapshot: { document: 'file:///b.ts' } });
    await settle();
    made.engine.closed('file:///a.ts');
    await settle();
    assert.equal(made.streams[0]!.isClosed, false);
    made.engine.closed('file:///b.ts');
    assert.deepEqual(await outcome, { reason: 'failed' });
    assert.equal(made.streams[0]!.isClosed, true);
  });
});

describe('completion/engine: ahead of the user', () => {
  const settings = { settings: { prefetch: true } };

  /** An answer that was cut by its length, so that more may follow right behind it. */
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

  it('asks for the state after accepting, when the setting says so', async () => {
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

  it('asks for the next line where the model had no more to say', async () => {
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

  it('sends nothing ahead for a user who asked', async () => {
    const made = engineWith();
    await answered(made, 'const x = █', 'foo()');
    await answered(made, 'const x = █', 'bar()', { ...invoke, ...settings });
    await settle();
    assert.deepEqual(
      made.streams.map(({ request }) => request.prompt),
      ['const x = ', 'const x = '],
    );
  });

  it('does not without the setting', async () => {
    const made = engineWith();
    await answered(made, 'const x = █', 'foo()');
    assert.equal(made.streams.length, 1);
  });

  it('is joined on arrival, given up on the way elsewhere, and never two at once', async () => {
    const made = engineWith();
    await cut(made, 'const x = █', 'foo()');
    await again(made.engine, 'const x = f█', settings);
    await settle();
    assert.equal(made.streams.length, 2);
    const arrived = again(made.engine, 'const x = foo()█', settings);
    await settle();
    made.streams[1]!.send(';');
    made.streams[1]!.end();
    assert.equal(shown(await arrived), 'const x = foo();');

    const other = engineWith();
    await cut(other, 'const x = █', 'foo()');
    void again(other.engine, 'const x = g█', settings);
    await settle();
    assert.equal(other.streams[1]!.isClosed, true);
  });

  it('keeps nobody waiting: without room it does not ask', async () => {
    const made = engineWith();
    for (const name of ['a', 'b']) await answered(made, `const ${name} = █`, '1');
    await answered(made, 'const x = █', 'foo()', settings);
    assert.equal(made.streams.length, 3);
  });
});

describe('completion/engine: a user who asks', () => {
  it('gets the suggestion on screen first, then an alternative, once for a state', async () => {
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

  it('gets no alternative that is the same', async () => {
    const made = engineWith();
    await answered(made, 'const x = █', 'foo()');
    const both = await answered(made, 'const x = █', 'foo()', invoke);
    assert.equal(shown(both), 'const x = foo()');
    assert.equal(both.item && both.alternative, undefined);
  });

  it('is not kept waiting for one that does not come', async () => {
    const made = engineWith();
    await answered(made, 'const x = █', 'foo()');
    const both = again(made.engine, 'const x = █', invoke);
    await settle();
    made.streams[1]!.fail('server');
    assert.equal(shown(await both), 'const x = foo()');
  });

  it('does not wait for a pause to end; one who types does, if it is short', async () => {
    const made = engineWith();
    const failing = again(made.engine, 'const x = █');
    await settle();
    made.streams[0]!.fail('rateLimited');
    assert.deepEqual(await failing, { reason: 'failed' });
    assert.deepEqual(await again(made.engine, 'const y = █', invoke), { reason: 'paused' });
    const call = callAt('const y = █');
    const outcome = made.engine.suggest(call, patience());
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

describe('completion/trace', () => {
  it('holds what was sent, answered and made of it, and the times', async () => {
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
      ['allowed 0', 'waited 100', 'asked 100', 'landed 310', 'ended 310'],
    );
    const request = trace.request!;
    assert.equal(request.request.prompt, 'const x = ');
    assert.equal(request.raw, 'const x = 1;');
    assert.deepEqual(request.answered?.steps, [
      { rule: 'line', text: 'const x = 1;' },
      { rule: 'own beginning', text: '1;' },
    ]);
    assert.equal(request.firstTextAt! - request.sentAt, 200);
    assert.equal(request.finish, 'stop');
    assert.equal(trace.outcome?.item?.insertText, 'const x = 1;');
    assert.equal(made.engine.latencyMs, 200);
  });

  it('is of the last call, also one that was refused, but not of our own document', async () => {
    const { engine } = engineWith();
    await again(engine, '█', { place: { isExcluded: true } });
    const trace = engine.lastTrace;
    assert.deepEqual(trace?.outcome, { reason: 'excluded file' });
    assert.equal(trace.snapshot, undefined);
    await again(engine, '█', { place: { scheme: 'codestral' } });
    assert.equal(engine.lastTrace, trace);
  });
});
