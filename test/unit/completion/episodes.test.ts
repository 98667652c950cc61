import assert from 'node:assert/strict';
import type { Outcome } from '../../../src/completion/outcome.ts';
import type { FailureKind } from '../../../src/mistral/errors.ts';
import type { ServiceName } from '../../../src/mistral/services.ts';
import { callAt, endSession, engineWith, patience, settle } from './support.ts';

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

/** Asks on a line that nothing is known of. */
async function ask({ engine }: Made, more: Parameters<typeof callAt>[1] = {}) {
  line += 1;
  const outcome = engine.suggest(callAt(`const line${line} = █`, more), patience());
  await settle();
  return outcome.then((it) => it.item?.insertText.replace(/^.*= /, '') ?? reasonOf(it));
}

function reasonOf(outcome: Outcome): string {
  return outcome.item ? '' : outcome.reason;
}

/** Starts a call, which is not waited for. */
async function begin(session: Made, more?: Parameters<typeof callAt>[1]) {
  const result = { came: undefined as string | undefined };
  void ask(session, more).then((came) => {
    result.came = came;
  });
  await settle();
  return result;
}

/** One call whose request fails. */
async function fail(session: Made, kind: FailureKind, facts?: { retryAfterMs?: number }) {
  const sent = session.streams.length;
  const result = await begin(session);
  assert.equal(session.streams.length, sent + 1, 'nothing was asked');
  session.streams.at(-1)!.fail(kind, facts);
  await settle();
  assert.equal(result.came, 'failed');
}

/** One call that is answered. */
async function works(session: Made, more?: Parameters<typeof callAt>[1]) {
  const sent = session.streams.length;
  const result = await begin(session, more);
  assert.equal(session.streams.length, sent + 1, 'nothing was asked');
  session.streams.at(-1)!.send('42');
  session.streams.at(-1)!.end();
  await settle();
  assert.equal(result.came, '42');
}

async function pass({ clock }: Made, ms: number) {
  clock.advance(ms);
  await settle();
}

afterEach(async () => {
  for (const session of made.splice(0)) await endSession(session);
});

describe('completion/engine: an episode of 429', () => {
  for (const [name, facts, seconds] of [
    ['with Retry-After', { retryAfterMs: 20_000 }, 20],
    ['without, after the fourth', undefined, 16],
  ] as const) {
    it(`${name}: nothing is sent in the pause, and it comes back by itself`, async () => {
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
        assert.equal((await begin(session)).came, 'paused');
        assert.equal((await begin(session, invoke)).came, 'paused');
        await pass(session, 1_000);
      }
      assert.equal(session.streams.length, sent);
      await pass(session, 3_000);
      await works(session);
    });
  }

  it('shows what is known again as soon as the pause is over', async () => {
    const session = start();
    const { engine, streams, clock } = session;
    const known = engine.suggest(callAt('const x = █'), patience());
    await settle();
    streams[0]!.send('foo()');
    streams[0]!.end();
    await known;
    await fail(session, 'rateLimited');
    const typed = engine.suggest(callAt('const x = f█'), patience());
    await settle();
    clock.advance(2_000);
    assert.equal((await typed).item?.insertText, 'const x = foo()');
    assert.equal(streams.length, 2);
  });

  it('asks once a second at most for an hour after it', async () => {
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

describe('completion/engine: an episode of 401', () => {
  it('sends nothing until a key changes, then at once', async () => {
    const session = start();
    await fail(session, 'unauthorised');
    for (let minute = 0; minute < 4; minute += 1) {
      assert.equal((await begin(session)).came, 'paused');
      assert.equal((await begin(session, invoke)).came, 'paused');
      await pass(session, 60_000);
    }
    assert.equal(session.streams.length, 1);
    session.services.changed();
    session.limits.changed(['mistral']);
    session.engine.reset();
    await works(session);
  });

  it('looks once after five minutes whether the key is taken now', async () => {
    const session = start();
    await fail(session, 'unauthorised');
    await pass(session, 300_000);
    await fail(session, 'unauthorised');
    assert.equal((await begin(session)).came, 'paused');
    await pass(session, 300_000);
    await works(session);
    await works(session);
  });
});

describe('completion/engine: an episode of stalls', () => {
  async function openCircuit(session: Made) {
    for (const ms of [2_000, 4_000, 8_000, 16_000]) {
      await fail(session, 'timeout');
      await pass(session, ms);
    }
    await fail(session, 'timeout');
    assert.equal(session.limits.pause('mistral')?.isCircuitOpen, true);
  }

  it('is left alone after five, tried once after 30 s, and again when that fails', async () => {
    const session = start();
    await openCircuit(session);
    await pass(session, 27_000);
    assert.equal((await begin(session)).came, 'paused');
    await pass(session, 3_000);
    await fail(session, 'timeout');
    assert.equal((await begin(session)).came, 'paused');
    assert.equal(session.streams.length, 6);
  });

  it('a success ends it', async () => {
    const session = start();
    await openCircuit(session);
    await pass(session, 30_000);
    await works(session);
    await fail(session, 'timeout');
    assert.equal(session.limits.pause('mistral')?.isCircuitOpen, false);
  });

  it('a user who asks ends it', async () => {
    const session = start();
    await openCircuit(session);
    await works(session, invoke);
    await works(session);
  });
});

describe('completion/engine: two services', () => {
  it('goes on with Mistral where the host of Codestral is dead', async () => {
    const session = start({ codestral: 'c', mistral: 'm' });
    const first = await begin(session);
    session.streams[0]!.fail('unknownHost');
    await settle();
    assert.equal(session.streams[1]!.service.name, 'mistral');
    assert.equal(session.streams[1]!.service.key, 'm');
    session.streams[1]!.send('42');
    session.streams[1]!.end();
    await settle();
    assert.equal(first.came, '42');
    await works(session);
    assert.equal(session.streams[2]!.service.name, 'mistral');
    assert.deepEqual(session.services.moved('completion'), {
      from: 'codestral',
      kind: 'unknownHost',
    });
  });

  it('stops where both refuse their keys', async () => {
    const session = start({ codestral: 'c', mistral: 'm' });
    const first = await begin(session);
    session.streams[0]!.fail('unauthorised', { status: 401 });
    await settle();
    session.streams[1]!.fail('unauthorised', { status: 401 });
    await settle();
    assert.equal(first.came, 'failed');
    assert.equal((await begin(session)).came, 'paused');
    assert.equal(session.streams.length, 2);
  });

  it('gives up what is under way at the second one, too', async () => {
    const session = start({ codestral: 'c', mistral: 'm' });
    await begin(session);
    session.streams[0]!.fail('unknownHost');
    await settle();
    session.engine.reset();
    await settle();
    assert.equal(session.streams[1]!.isClosed, true);
  });
});

describe('completion/engine: two windows', () => {
  it('each slows down where the service refuses it', async () => {
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

describe('completion/engine: a clock that is set', () => {
  for (const hours of [-5, 5]) {
    const how = hours < 0 ? 'back' : 'forward';
    it(`${how} in the middle of a wait`, async () => {
      const session = start();
      await begin(session, { settings: { delay: 200 } });
      session.clock.jump(hours * HOUR);
      await pass(session, 200);
      assert.equal(session.streams.length, 1);
    });

    it(`${how} in the middle of a pause`, async () => {
      const session = start();
      await fail(session, 'rateLimited', { retryAfterMs: 20_000 });
      await pass(session, 10_000);
      session.clock.jump(hours * HOUR);
      if (hours < 0) assert.equal((await begin(session)).came, 'paused');
      await pass(session, 20_000);
      await works(session);
    });

    it(`${how} while a request waits for room`, async () => {
      const session = start();
      for (let call = 0; call < 3; call += 1) await begin(session);
      assert.equal(session.streams.length, 2);
      session.clock.jump(hours * HOUR);
      await pass(session, 2_100);
      await pass(session, 2_100);
      assert.equal(session.streams.length, 3);
    });

    it(`${how} in the middle of a stream`, async () => {
      const session = start();
      const first = await begin(session);
      session.clock.jump(hours * HOUR);
      session.streams[0]!.send('42');
      session.streams[0]!.end();
      await settle();
      assert.equal(first.came, '42');
      assert.ok(session.engine.latencyMs >= 0 && session.engine.latencyMs <= 10_000);
      await pass(session, 500);
      await begin(session, { settings: { delay: null } });
      await pass(session, 300);
      assert.equal(session.streams.length, 2);
    });
  }
});
