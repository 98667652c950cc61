import assert from 'node:assert/strict';
import { callAt, engineWith } from '../../../support/testEngine.ts';
import { neverAborted, settle } from '../../../support/settle.ts';

const big = Array.from({ length: 400 }, (_, line) => `statement(${line});`).join('\n');
const more = Array.from({ length: 900 }, (_, line) => `helper(${line});`).join('\n');

describe('RequestBuilder', () => {
  it('includes the context, collected once per request', async () => {
    let asked = 0;
    const { engine, streams } = engineWith(undefined, () => {
      asked += 1;
      return [{ path: 'b.ts', text: 'const b = 1;', rank: 0, source: 'openFile' }];
    });
    const answer = engine.suggest(callAt('const x = █'), neverAborted());
    await settle();
    assert.equal(streams[0]!.request.prompt, '+++++ b.ts\nconst b = 1;\n\n+++++ a.ts\nconst x = ');
    assert.deepEqual(streams[0]!.request.stop, ['\n+++++ ']);
    streams[0]!.send('42');
    streams[0]!.end();
    await answer;
    await engine.suggest(callAt('const x = 4█'), neverAborted());
    assert.equal(asked, 1);
  });

  it('collects no context without a request', async () => {
    const { engine } = engineWith(undefined, () => assert.fail('the context was asked'));
    await engine.suggest(callAt('x = █', { place: { blocked: 'excluded' } }), neverAborted());
    await engine.suggest(callAt('x = █', { place: { isEnabled: false } }), neverAborted());
  });

  it('learns from token counts how much fits into a request', async () => {
    const { engine, streams, clock } = engineWith(undefined, () => [
      { path: 'b.ts', text: more, rank: 0, source: 'openFile' },
    ]);
    const ask = async (name: string) => {
      const count = streams.length;
      const call = callAt(`${big}\nconst ${name} = █`);
      const answer = engine.suggest(call, neverAborted());
      await settle();
      clock.advance(1_000);
      await settle();
      const stream = streams[count]!;
      const { prompt, suffix } = stream.request;
      const length = prompt.length + suffix.length;
      stream.send('1');
      const usage = { promptTokens: Math.round(length / 5), completionTokens: 1, cachedTokens: 0 };
      stream.end('stop', usage);
      await answer;
      return length;
    };
    const first = await ask('first');
    let last = 0;
    for (let answer = 0; answer < 20; answer += 1) last = await ask(`later${answer}`);
    assert.ok(first <= 12_000 && last > 15_000, `${first} characters, then ${last}`);
    assert.ok(last <= 20_000);
  });

  it('repeats the last suffix that was sent, but compares answers with the current one', async () => {
    const { engine, streams } = engineWith();
    const below = Array.from({ length: 30 }, (_, line) => `call(${line});`);
    void engine.suggest(callAt(`a = █\n${below.join('\n')}`), neverAborted());
    await settle();
    const now = [...below];
    now[10] = 'changed();';
    const answer = engine.suggest(callAt(`b = █\n${now.join('\n')}`), neverAborted());
    await settle();
    assert.equal(streams[1]!.request.suffix, streams[0]!.request.suffix);
    streams[1]!.send(`1;\ncall(0);`);
    streams[1]!.end();
    assert.equal((await answer).item?.insertText, 'b = 1;');
  });
});
