import assert from 'node:assert/strict';
import { callAt, engineWith } from '../../support/testEngine.ts';
import { neverAborted, settle } from '../../support/settle.ts';

/** Text of a suggestion after the typed text. */
function shownOf(outcome: { item?: { insertText: string; replaceBefore: number } | undefined }) {
  return outcome.item?.insertText.slice(outcome.item.replaceBefore);
}

describe('Engine: the first line of an answer', () => {
  it('is shown without the lines that do not arrive in time, which are the next suggestion', async () => {
    const { engine, streams, clock } = engineWith();
    const call = engine.suggest(callAt('function f() {\n  █\n}'), neverAborted());
    await settle();
    streams[0]!.send('const a = 1;\n  const b');
    await settle();
    streams[0]!.send(' = 2;\n  const');
    await settle();
    clock.advance(250);
    const outcome = await call;
    assert.equal(shownOf(outcome), 'const a = 1;\n  const b = 2;');
    streams[0]!.send(' c = 3;\n}');
    streams[0]!.end();
    await settle();
    const text = 'function f() {\n  const a = 1;\n  const b = 2;█\n}';
    assert.match(shownOf(await engine.suggest(callAt(text), neverAborted())) ?? '', /const c = 3;/);
    assert.equal(streams.length, 1);
  });

  it('is shown with all lines that arrive at once', async () => {
    const { engine, streams } = engineWith();
    const call = engine.suggest(callAt('function f() {\n  █\n}'), neverAborted());
    await settle();
    streams[0]!.send('const a = 1;\n  const b = 2;\n  return a + b;\n}');
    streams[0]!.end();
    assert.equal(shownOf(await call), 'const a = 1;\n  const b = 2;\n  return a + b;');
  });

  it('is shown with the end of the block that it opens, even if that is late', async () => {
    const { engine, streams, clock } = engineWith();
    const call = engine.suggest(callAt('function f() {\n  █\n}'), neverAborted());
    await settle();
    streams[0]!.send('for (const a of b) {\n    run(a);\n');
    await settle();
    clock.advance(250);
    await settle();
    streams[0]!.send('  }\n  return');
    assert.equal(shownOf(await call), 'for (const a of b) {\n    run(a);\n  }');
  });

  it('is shown without the end of its block once that takes too long', async () => {
    const { engine, streams, clock } = engineWith();
    const call = engine.suggest(callAt('function f() {\n  █\n}'), neverAborted());
    await settle();
    streams[0]!.send('for (const a of b) {\n    run(a);\n');
    await settle();
    clock.advance(250);
    await settle();
    clock.advance(1_000);
    assert.equal(shownOf(await call), 'for (const a of b) {\n    run(a);');
    assert.equal(clock.timers.size, 0);
  });

  it('is not shown while a bracket in it is open', async () => {
    const { engine, streams, clock } = engineWith();
    const call = engine.suggest(callAt('function f() {\n  █\n}'), neverAborted());
    await settle();
    streams[0]!.send('run(\n    a,\n');
    await settle();
    clock.advance(1_000);
    streams[0]!.send('    b,\n  );\n}');
    streams[0]!.end();
    assert.equal(shownOf(await call), 'run(\n    a,\n    b,\n  );');
  });

  it('leaves no timer behind', async () => {
    const { engine, streams, clock } = engineWith();
    const call = engine.suggest(callAt('function f() {\n  █\n}'), neverAborted());
    await settle();
    streams[0]!.send('const a = 1;\n  const b');
    await settle();
    streams[0]!.end();
    await call;
    assert.equal(clock.timers.size, 0);
  });
});

describe('Engine: a request that is contradicted', () => {
  it('is replaced at once while the bucket has room', async () => {
    const { engine, streams, clock } = engineWith();
    const settings = { delay: null };
    void engine.suggest(callAt('const x = █', { settings }), neverAborted());
    await settle();
    streams[0]!.send('total');
    clock.advance(150);
    void engine.suggest(callAt('const x = w█', { settings }), neverAborted());
    await settle();
    assert.equal(streams.length, 2);
    assert.ok(streams[1]!.request.prompt.endsWith('const x = w'));
  });
});
