import assert from 'node:assert/strict';
import type { Outcome } from '../../../src/completion/outcome.ts';
import { DEFAULT_URLS } from '../../../src/mistral/serviceRouter.ts';
import { callAt, disposeEngine, engineWith } from '../../support/testEngine.ts';
import { neverAborted, settle } from '../../support/settle.ts';

type Made = ReturnType<typeof engineWith>;

const made: Made[] = [];

function start(...parts: Parameters<typeof engineWith>): Made {
  const session = engineWith(...parts);
  made.push(session);
  return session;
}

function shown(outcome: Outcome): string | undefined {
  return outcome.item?.insertText;
}

/** Requests a completion and answers with these pieces; the stream then ends unless it was closed. */
async function answered(
  { engine, streams }: Made,
  state: string,
  pieces: readonly string[],
  reason?: string,
): Promise<Outcome> {
  const outcome = engine.suggest(callAt(state), neverAborted());
  await settle();
  for (const piece of pieces) streams.at(-1)!.send(piece);
  if (reason !== 'never') streams.at(-1)!.end(reason);
  await settle();
  return outcome;
}

/** A request in flight with some text, and the call that waits for it. */
async function streaming(session: Made, state: string, text: string) {
  const waiting = new AbortController();
  const outcome = session.engine.suggest(callAt(state), waiting.signal);
  await settle();
  const stream = session.streams.at(-1)!;
  if (text !== '') stream.send(text);
  await settle();
  return { outcome, stream, waiting };
}

afterEach(async () => {
  for (const session of made.splice(0)) await disposeEngine(session);
});

describe('Engine: invalid answers', () => {
  for (const [name, text] of [
    ['nothing', ''],
    ['sentinels', '<|im_end|>[PREFIX][SUFFIX]<fim_middle>'],
    ['one sentinel in the middle of a piece', '[MIDDLE]'],
    ['closers', ')]}'],
    ['closers on lines of their own', '\n}\n)\n'],
    ['whitespace', '  \n\t\n\n   '],
    ['a byte order mark and whitespace', '\ufeff  '],
    ['a NUL', '\u0000'],
    ['half a surrogate pair', '\ud83d'],
    ['the lines below', 'last();'],
    ['the header of a file', '+++++ b.ts\nconst secret = 1;'],
  ] as const) {
    it(`shows nothing for an answer that is only ${name}`, async () => {
      for (const pieces of [[text], Array.from(text)]) {
        for (const reason of ['stop', 'length']) {
          const outcome = await answered(start(), 'first();\n█\nlast();', pieces, reason);
          assert.deepEqual(outcome, { reason: 'no suggestion' }, reason);
        }
      }
    });
  }

  for (const [name, text, expected] of [
    ['half a surrogate pair', 'a("\ud83d', 'a("'],
    ['a NUL', 'a();\u0000b();', 'a();'],
    ['a sentinel', 'a();<|endoftext|>b();', 'a();'],
  ] as const) {
    it(`shows the text before ${name}`, async () => {
      const outcome = await answered(start(), 'first();\n█', [text], 'stop');
      assert.equal(shown(outcome), expected);
    });
  }

  it('shows a whole emoji that arrives in two halves', async () => {
    const outcome = await answered(start(), 'const a = █', ["'\ud83d", "\ude00'"], 'stop');
    assert.equal(shown(outcome), "const a = '😀'");
  });

  it('reads only a few of 10,000 lines', async () => {
    const session = start();
    const lines = Array.from({ length: 10_000 }, (_, number) => `call${number}();\n`);
    const outcome = await answered(session, 'first();\n█', lines, 'never');
    assert.ok(shown(outcome)!.split('\n').length <= 5);
    const [stream] = session.streams;
    assert.equal(stream!.isClosed, true);
    assert.ok(session.engine.lastTrace!.request!.raw.split('\n').length < 20);
  });

  it('accepts 10,000 lines in one piece', async () => {
    const text = Array.from({ length: 10_000 }, (_, number) => `call${number}();\n`).join('');
    const outcome = await answered(start(), 'first();\n█', [text], 'never');
    assert.ok(shown(outcome)!.split('\n').length <= 5);
  });

  for (const piece of ['call();\n', 'call();', 'x', ' ', '\n', '  x\n']) {
    it(`closes the stream of an endless repetition of ${JSON.stringify(piece)}`, async () => {
      const session = start();
      const pieces = Array<string>(20_000).fill(piece);
      const outcome = await answered(session, 'function f() {\n  █\n}', pieces, 'never');
      assert.equal(session.streams[0]!.isClosed, true);
      assert.ok((shown(outcome) ?? '').split('\n').length <= 5);
      assert.ok(session.engine.lastTrace!.request!.raw.length < 5_000);
    });
  }

  it('is not delayed by pieces without text', async () => {
    const empty = Array<string>(1_000).fill('');
    const outcome = await answered(start(), 'const a = █', [...empty, '1', ...empty], 'stop');
    assert.equal(shown(outcome), 'const a = 1');
  });
});

describe('Engine: edits during a stream', () => {
  it('closes the stream and drops its text when typing contradicts it', async () => {
    const session = start();
    const { stream, waiting } = await streaming(session, 'const x = █', 'foo');
    waiting.abort();
    const late = session.engine.suggest(callAt('const x = b█'), neverAborted());
    await settle();
    assert.equal(stream.isClosed, true);
    session.streams[1]!.send('ar');
    session.streams[1]!.end();
    assert.equal(shown(await late), 'const x = bar');
  });

  it('shows the answer including the characters deleted in the meantime', async () => {
    const session = start();
    const { stream, waiting, outcome } = await streaming(session, 'const x = fo█', '');
    waiting.abort();
    assert.deepEqual(await outcome, { reason: 'superseded' });
    const earlier = session.engine.suggest(callAt('const x = f█'), neverAborted());
    await settle();
    stream.send('o()');
    stream.end();
    await settle();
    session.streams[1]!.fail('truncated');
    assert.equal(shown(await earlier), 'const x = foo()');
  });

  it('shows nothing and reads no document after undo or paste', async () => {
    for (const lastChange of ['undone', 'pasted'] as const) {
      const session = start();
      const { waiting } = await streaming(session, 'const x = █', 'foo');
      waiting.abort();
      const call = callAt('const █', { place: { lastChange } });
      assert.deepEqual(await session.engine.suggest(call, neverAborted()), { reason: lastChange });
      assert.equal(call.taken(), 0);
    }
  });

  it('sends little of a pasted text of 1 MB', async () => {
    const session = start();
    const { waiting, stream } = await streaming(session, 'const x = █', 'foo');
    waiting.abort();
    for (const pasted of ['x'.repeat(1_000_000), 'line();\n'.repeat(125_000)]) {
      const { outcome } = await streaming(session, `const x = ${pasted}█`, '');
      assert.equal(stream.isClosed, true);
      const { request } = session.streams.at(-1)!;
      assert.ok(request.prompt.length + request.suffix.length < 15_000);
      session.streams.at(-1)!.end();
      assert.deepEqual(await outcome, { reason: 'no suggestion' });
    }
  });

  it('shows nothing in another file with the same text', async () => {
    const session = start();
    const { outcome, stream } = await streaming(session, 'const x = █', 'foo');
    session.engine.abortRequestsFor('file:///a.ts');
    const other = { snapshot: { document: 'file:///b.ts' } };
    const there = session.engine.suggest(callAt('const x = █', other), neverAborted());
    await settle();
    assert.deepEqual(await outcome, { reason: 'failed' });
    assert.equal(stream.isClosed, true);
    assert.equal(session.streams.length, 2);
    session.streams[1]!.send('1');
    session.streams[1]!.end();
    assert.equal(shown(await there), 'const x = 1');
  });

  it('keeps suggestions of two notebook cells with the same text apart', async () => {
    const session = start();
    for (const [cell, answer] of [
      ['one', '1'],
      ['two', '2'],
    ] as const) {
      const at = { snapshot: { document: `vscode-notebook-cell:/n.ipynb#${cell}` } };
      const outcome = session.engine.suggest(callAt('x = █', at), neverAborted());
      await settle();
      session.streams.at(-1)!.send(answer);
      session.streams.at(-1)!.end();
      assert.equal(shown(await outcome), `x = ${answer}`);
    }
    assert.equal(session.streams.length, 2);
  });
});

describe('Engine: changes during a stream', () => {
  it('closes the stream, drops its text and uses the new settings', async () => {
    const session = start();
    const { outcome, stream } = await streaming(session, 'const x = █', 'foo');
    session.engine.reset();
    assert.deepEqual(await outcome, { reason: 'superseded' });
    await settle();
    assert.equal(stream.isClosed, true);
    const call = callAt('const x = █', { settings: { model: 'codestral-2508' } });
    void session.engine.suggest(call, neverAborted());
    await settle();
    assert.equal(session.streams[1]!.request.model, 'codestral-2508');
  });

  it('sends the next request only to the new URL with the new key', async () => {
    const keys = { mistral: 'old' };
    const urls = { ...DEFAULT_URLS };
    const session = start(keys, () => [], urls);
    const { outcome, stream } = await streaming(session, 'const x = █', 'foo');
    keys.mistral = 'new';
    urls.mistral = 'https://gateway.test';
    session.services.onSettingsChanged();
    session.limits.onSettingsChanged(['mistral']);
    session.engine.reset();
    stream.fail('unauthorised', { status: 401 });
    assert.deepEqual(await outcome, { reason: 'superseded' });
    assert.equal(session.limits.currentPause('mistral'), undefined, 'the old key is no news');
    void session.engine.suggest(callAt('const x = █'), neverAborted());
    await settle();
    const { key, url } = session.streams[1]!.service;
    assert.deepEqual([key, url], ['new', 'https://gateway.test']);
  });

  it('stops reading lines after the suggestion', async () => {
    const session = start();
    const { outcome, stream } = await streaming(
      session,
      'const a = 1;\n█',
      'const b = 2;\n\nconst c = 3;\nlet d',
    );
    assert.equal(shown(await outcome), 'const b = 2;');
    assert.equal(stream.isClosed, false);
    session.engine.dispose();
    await settle();
    assert.equal(stream.isClosed, true);
  });
});
