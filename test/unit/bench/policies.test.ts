import assert from 'node:assert/strict';
import { fixed } from '../../bench/fixed.ts';
import { joined } from '../../bench/joined.ts';
import { atBlockEnd, likeOurs } from '../../bench/receive.ts';
import { naive } from '../../bench/naive.ts';
import { bench, call, fast } from './support.ts';
import { snapshotOf } from '../../support/testEngine.ts';

const FIRST_LINE = 'const total = price + tax;';

describe('reference policies', () => {
  it('naive: requests at once and cancels with its call', async () => {
    const { clock, service, served, until } = bench();
    const policy = naive({ clock, service });
    const { token, outcome } = call(policy, 0);
    await until(210);
    token.abort();
    await until(2000);
    assert.deepEqual(outcome, { isDone: true, text: undefined });
    assert.equal(served[0]?.tokens.length, 2);
  });

  it('fixed: requests 350 ms after the last keystroke only', async () => {
    const { clock, service, served, until } = bench();
    const policy = fixed({ clock, service });
    const first = call(policy, 0);
    await until(300);
    first.token.abort();
    const second = call(policy, 1);
    await until(649);
    assert.equal(served.length, 0);
    await until(5000);
    assert.equal(served.length, 1);
    assert.equal(second.outcome.text?.startsWith(FIRST_LINE.slice(1)), true);
  });

  it('fixed: truncates an answer 150 ms after its first token', async () => {
    const { clock, service, served, until } = bench({ ...fast, tokenMs: 60 });
    const { outcome } = call(fixed({ clock, service }), 0);
    await until(5000);
    assert.equal(served[0]?.tokens.length, 3);
    assert.equal(outcome.text, 'const total =');
  });

  it('fixed: serves received text without another request', async () => {
    const { clock, service, served, until } = bench();
    const policy = fixed({ clock, service });
    const first = call(policy, 0);
    await until(3000);
    const second = call(policy, 6);
    await until(3001);
    assert.equal(second.outcome.text, first.outcome.text?.slice(6));
    assert.equal(served.length, 1);
  });

  it('joined: answers all waiting calls with the first answered request', async () => {
    const { clock, service, served, until } = bench();
    const policy = joined(likeOurs)({ clock, service });
    const first = call(policy, 0);
    await until(200);
    first.token.abort();
    const second = call(policy, 1);
    await until(240);
    assert.equal(served.length, 2);
    assert.equal(second.outcome.isDone, false);
    // The first request is answered by now; the second one would receive its first token at 425 ms.
    await until(400);
    assert.equal(first.outcome.text?.startsWith(FIRST_LINE), true);
    assert.equal(second.outcome.text, first.outcome.text.slice(1));
    await until(2000);
    assert.equal(served[1]?.tokens.length, 0);
  });

  it('joined: requests nothing while the last candidate is typed', async () => {
    const { clock, service, served, until } = bench();
    const policy = joined(likeOurs)({ clock, service });
    call(policy, 0);
    await until(2000);
    const typing = call(policy, 3);
    await until(2001);
    assert.equal(typing.outcome.text?.startsWith(FIRST_LINE.slice(3)), true);
    assert.equal(served.length, 1);
  });
});

describe('receive', () => {
  for (const [name, state, answer, shown] of [
    ['a line further left', 'if (a) {\n  █', 'b();\n  c();\n}\nd();\n', 'b();\n  c();'],
    ['the line that closes', 'if (a) {█', '\n  b();\n}\nd();\n', '\n  b();\n}'],
    ['no such line', 'a();\n█', 'b();\nc();', 'b();\nc();'],
  ] as const) {
    it(`ends the block of the reference at ${name}`, () => {
      const snapshot = snapshotOf(state);
      assert.equal(atBlockEnd.decided(answer, true, snapshot), shown);
    });
  }
});
