import assert from 'node:assert/strict';
import type { Outcome } from '../../../src/completion/outcome.ts';
import type { FailureKind } from '../../../src/mistral/errors/failureKind.ts';
import type { ServiceName } from '../../../src/mistral/serviceName.ts';
import { callAt, disposeEngine, engineWith } from '../../support/testEngine.ts';
import { neverAborted, settle } from '../../support/settle.ts';

type Made = ReturnType<typeof engineWith>;

const HOUR = 3_600_000;
const invoke = { place: { trigger: 'invoke' }, snapshot: { trigger: 'invoke' } } as const;
const made: Made[] = [];
let line = 0;

function start(keys?: Partial<Record<ServiceName, string>>): Made {
  const session = engineWith(keys);
  made.push(session);
  return session;
}

/** Requests a completion on an unknown line. */
async function ask({ engine }: Made, more: Parameters<typeof callAt>[1] = {}) {
  line += 1;
  const outcome = engine.suggest(callAt(`const line${line} = █`, more), neverAborted());
  await settle();
  return outcome.then((it) => it.item?.insertText.replace(/^.*= /, '') ?? reasonOf(it));
}

function reasonOf(outcome: Outcome): string {
  return outcome.item ? '' : outcome.reason;
}

/** Starts a call without waiting for it. */
async function begin(session: Made, more?: Parameters<typeof callAt>[1]) {
  const result = { onEvent: undefined as string | undefined };
  void ask(session, more).then((onEvent) => {
    result.onEvent = onEvent;
  });
  await settle();
  return result;
}

/** A call whose request fails. */
async function fail(session: Made, kind: FailureKind, facts?: { retryAfterMs?: number }) {
  const sent = session.streams.length;
  const result = await begin(session);
  assert.equal(session.streams.length, sent + 1, 'nothing was asked');
  session.streams.at(-1)!.fail(kind, facts);
  await settle();
  assert.equal(result.onEvent, 'failed');
}

/** A call that succeeds. */
async function works(session: Made, more?: Parameters<typeof callAt>[1]) {
  const sent = session.streams.length;
  const result = await begin(session, more);
  assert.equal(session.streams.length, sent + 1, 'nothing was asked');
  session.streams.at(-1)!.send('42');
  session.streams.at(-1)!.end();
  await settle();
  assert.equal(result.onEvent, '42');
}

async function pass({ clock }: Made, ms: number) {
  clock.advance(ms);
  await settle();
}

afterEach(async () => {
  for (const session of made.splice(0)) await disposeEngine(session);
});

describe('Engine: a series of 429s', () => {
  for (const [name, facts, seconds] of [
    ['with Retry-After', { retryAfterMs: 20_000 }, 20],
    ['without, after the fourth', undefined, 16],
  ] as const) {
    it(`${name}: sends nothing during the pause and resumes automatically`, async () => {
      const session = start();
      if (!facts) {
        for (const ms of [2_000, 4_000, 8_000]) {
          await fail(session, 'rateLimited');
          await pass(session, ms);
        }
      }
      await fail(session, 'rateLimited', facts);
      const sent = session.streams.length;
      for (let second = 0; second < seconds - 3; second += 1) {
        assert.equal((await begin(session)).onEvent, 'paused');
        assert.equal((await begin(session, invoke)).onEvent, 'paused');
        await pass(session, 1_000);
      }
      assert.equal(session.streams.length, sent);
      await pass(session, 3_000);
      await works(session);
    });
  }

  it('shows cached suggestions as soon as the pause ends', async () => {
    const session = start();
    const { engine, streams, clock } = session;
    const known = engine.suggest(callAt('const x = █'), neverAborted());
    await settle();
    streams[0]!.send('foo()');
    streams[0]!.end();
    await known;
    await fail(session, 'rateLimited');
    const typed = engine.suggest(callAt('const x = f█'), neverAborted());
    await settle();
    clock.advance(2_000);
    assert.equal((await typed).item?.insertText, 'const x = foo()');
    assert.equal(streams.length, 2);
  });

  it('sends at most one request per second for an hour afterwards', async () => {
    const session = start();
    await fail(session, 'rateLimited');
    await pass(session, 10_000);
    const sent = session.streams.length;
    for (let call = 0; call < 4; call += 1) await begin(session);
    assert.equal(session.streams.length, sent + 1);
    for (const count of [2, 3, 4]) {
      await pass(session, 1_050);
      assert.equal(session.streams.length, sent + count);
    }
  });
});

describe('Engine: a rejected key', () => {
  it('sends nothing until a key changes, then resumes at once', async () => {
    const session = start();
    await fail(session, 'unauthorised');
    for (let minute = 0; minute < 4; minute += 1) {
      assert.equal((await begin(session)).onEvent, 'paused');
      assert.equal((await begin(session, invoke)).onEvent, 'paused');
      await pass(session, 60_000);
    }
    assert.equal(session.streams.length, 1);
    session.services.onSettingsChanged();
    session.limits.onSettingsChanged(['mistral']);
    session.engine.reset();
    await works(session);
  });

  it('tries the key once after five minutes', async () => {
    const session = start();
    await fail(session, 'unauthorised');
    await pass(session, 300_000);
    await fail(session, 'unauthorised');
    assert.equal((await begin(session)).onEvent, 'paused');
    await pass(session, 300_000);
    await works(session);
    await works(session);
  });
});

describe('Engine: a stalled service', () => {
  async function openCircuit(session: Made) {
    for (const ms of [2_000, 4_000, 8_000, 16_000]) {
      await fail(session, 'timeout');
      await pass(session, ms);
    }
    await fail(session, 'timeout');
    assert.equal(session.limits.currentPause('mistral')?.isCircuitOpen, true);
  }

  it('is paused after five stalls and tried every 30 s', async () => {
    const session = start();
    await openCircuit(session);
    await pass(session, 27_000);
    assert.equal((await begin(session)).onEvent, 'paused');
    await pass(session, 3_000);
    await fail(session, 'timeout');
    assert.equal((await begin(session)).onEvent, 'paused');
    assert.equal(session.streams.length, 6);
  });

  it('resumes after a success', async () => {
    const session = start();
    await openCircuit(session);
    await pass(session, 30_000);
    await works(session);
    await fail(session, 'timeout');
    assert.equal(session.limits.currentPause('mistral')?.isCircuitOpen, false);
  });

  it('resumes on invoke', async () => {
    const session = start();
    await openCircuit(session);
    await works(session, invoke);
    await works(session);
  });
});

describe('Engine: two services', () => {
  it('continues with Mistral if the Codestral host is unreachable', async () => {
    const session = start({ codestral: 'c', mistral: 'm' });
    const first = await begin(session);
    session.streams[0]!.fail('unknownHost');
    await settle();
    assert.equal(session.streams[1]!.service.name, 'mistral');
    assert.equal(session.streams[1]!.service.key, 'm');
    session.streams[1]!.send('42');
    session.streams[1]!.end();
    await settle();
    assert.equal(first.onEvent, '42');
    await works(session);
    assert.equal(session.streams[2]!.service.name, 'mistral');
    assert.deepEqual(session.services.fallback('completion'), {
      from: 'codestral',
      kind: 'unknownHost',
    });
  });

  it('stops if both reject their keys', async () => {
    const session = start({ codestral: 'c', mistral: 'm' });
    const first = await begin(session);
    session.streams[0]!.fail('unauthorised', { status: 401 });
    await settle();
    session.streams[1]!.fail('unauthorised', { status: 401 });
    await settle();
    assert.equal(first.onEvent, 'failed');
    assert.equal((await begin(session)).onEvent, 'paused');
    assert.equal(session.streams.length, 2);
  });

  it('cancels requests in flight at the second service as well', async () => {
    const session = start({ codestral: 'c', mistral: 'm' });
    await begin(session);
    session.streams[0]!.fail('unknownHost');
    await settle();
    session.engine.reset();
    await settle();
    assert.equal(session.streams[1]!.isClosed, true);
  });
});

describe('Engine: two windows', () => {
  it('slow down independently when the service rejects requests', async () => {
    const [one, two] = [start(), start()];
    await works(one);
    await works(two);
    await fail(one, 'rateLimited');
    await works(two);
    await fail(two, 'rateLimited');
    for (const session of [one, two]) {
      await pass(session, 2_000);
      await works(session);
    }
  });
});

describe('Engine: clock changes', () => {
  for (const hours of [-5, 5]) {
    const how = hours < 0 ? 'back' : 'forward';
    it(`${how} during a debounce`, async () => {
      const session = start();
      await begin(session, { settings: { delay: 200 } });
      session.clock.jump(hours * HOUR);
      await pass(session, 200);
      assert.equal(session.streams.length, 1);
    });

    it(`${how} during a pause`, async () => {
      const session = start();
      await fail(session, 'rateLimited', { retryAfterMs: 20_000 });
      await pass(session, 10_000);
      session.clock.jump(hours * HOUR);
      if (hours < 0) assert.equal((await begin(session)).onEvent, 'paused');
      await pass(session, 20_000);
      await works(session);
    });

    it(`${how} while a request waits for a permit`, async () => {
      const session = start();
      for (let call = 0; call < 3; call += 1) await begin(session);
      assert.equal(session.streams.length, 2);
      session.clock.jump(hours * HOUR);
      await pass(session, 2_100);
      await pass(session, 2_100);
      assert.equal(session.streams.length, 3);
    });

    it(`${how} during a stream`, async () => {
      const session = start();
      const first = await begin(session);
      session.clock.jump(hours * HOUR);
      session.streams[0]!.send('42');
      session.streams[0]!.end();
      await settle();
      assert.equal(first.onEvent, '42');
      assert.ok(session.engine.latencyMs >= 0 && session.engine.latencyMs <= 10_000);
      await pass(session, 500);
      await begin(session, { settings: { delay: null } });
      await pass(session, 300);
      assert.equal(session.streams.length, 2);
    });
  }
});
