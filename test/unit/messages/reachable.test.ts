import type { Timeouts } from '../../../src/mistral/http/timeouts.ts';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { MistralClient } from '../../../src/mistral/client.ts';
import type { FimRequest } from '../../../src/mistral/fim.ts';
import { ServiceError } from '../../../src/mistral/errors/serviceError.ts';
import type { FailureKind } from '../../../src/mistral/errors/failureKind.ts';
import { RateLimiter } from '../../../src/mistral/limits/rateLimiter.ts';
import { RetryingChat } from '../../../src/mistral/retryingChat.ts';
import { ServiceRouter } from '../../../src/mistral/serviceRouter.ts';
import type { AvailableService } from '../../../src/mistral/serviceRouter.ts';
import { failureDetailsOf } from '../../../src/messages/failureDetails.ts';
import { ERROR_MESSAGES } from '../../../src/messages/errorMessages.ts';
import { messageContext } from '../../../src/messages/messageContext.ts';
import type { Fault } from '../../server/faults.ts';
import { startServer } from '../../server/server.ts';
import type { LocalServer } from '../../server/server.ts';
import {
  clientWith,
  collect,
  collectChat,
  loadSdk,
  availableService,
  chatRequest,
  fimRequest,
  timeoutsFor,
} from '../../support/mistralClient.ts';
import { realClock } from '../../support/fakeClock.ts';
import { english } from '../../support/translate.ts';

type Failure = Promise<ServiceError | undefined>;

/** How a kind of failure occurs, and its detail. */
interface Way {
  readonly make: () => Failure;
  readonly detail?: string | RegExp;
}

const never = new AbortController().signal;
/** Long enough for a busy machine. */
const patient = { headers: 60_000, firstByte: 60_000, betweenBytes: 60_000, whole: 60_000 };

describe('ERROR_MESSAGES with the local server', () => {
  let server: LocalServer;
  let tlsServer: LocalServer;
  const { client, clock } = clientWith(realClock());

  before(async () => {
    server = await startServer();
    tlsServer = await startServer({ tls: true });
  });
  after(async () => {
    await server.close();
    await tlsServer.close();
  });
  beforeEach(() => {
    server.reset();
    server.answer(['some', ' code']);
  });
  afterEach(() => {
    assert.equal(clock.open(), 0, 'a timer was left');
  });

  const at = (facts: Partial<AvailableService> = {}) =>
    availableService({ ...server.mistral, ...facts });

  async function complete(
    facts: Partial<AvailableService> = {},
    options: Partial<FimRequest> = {},
    signal = never,
    timeouts: Timeouts = patient,
  ): Failure {
    const events = client.streamFim(at(facts), { ...fimRequest, ...options }, signal, timeouts);
    return (await collect(events)).error;
  }

  const withFault = (fault: Fault) => (): Failure => {
    server.fault(fault);
    return complete({}, {}, never, timeoutsFor(fault, patient));
  };

  async function chat(fault: Fault): Failure {
    server.fault(fault);
    return (await collectChat(client.streamChat(at(), chatRequest, never))).error;
  }

  /** A port without a listener. */
  async function closedPort(): Promise<number> {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address() as AddressInfo;
    probe.close();
    await once(probe, 'close');
    return port;
  }

  /** The error for a request that is rejected before it is sent. */
  async function closed(url: string, key: string | undefined): Failure {
    const services = new ServiceRouter({
      config: () => ({
        urls: { mistral: url, codestral: url },
        choices: { completion: 'mistral', chat: 'mistral' },
      }),
      key: async () => key,
    });
    const route = await services.route('completion');
    return 'unavailable' in route ? new ServiceError(route.unavailable, route.service) : undefined;
  }

  /** The key is removed while an answer streams. */
  async function renewed(): Promise<ServiceError | undefined> {
    const { url, key } = server.mistral;
    let stored: string | undefined = key;
    const services = new ServiceRouter({
      config: () => ({
        urls: { mistral: url, codestral: url },
        choices: { completion: 'mistral', chat: 'mistral' },
      }),
      key: async () => stored,
    });
    const chat = new RetryingChat({ clock, services, client, limits: new RateLimiter(clock) });
    try {
      const events = chat.stream(
        { feature: 'chat', isUserAction: true, prepare: () => chatRequest },
        never,
      );
      while (!(await events.next()).done) {
        stored = 'another-key';
        services.onSettingsChanged();
      }
      return undefined;
    } catch (error) {
      return error as ServiceError;
    }
  }

  const ways: Readonly<Record<FailureKind, Way>> = {
    unauthorised: { make: () => complete({ key: server.codestral.key }) },
    payment: { make: withFault({ kind: 'error', body: 'paymentRequired' }) },
    forbidden: { make: withFault({ kind: 'error', body: 'forbidden' }) },
    rateLimited: { make: withFault({ kind: 'error', body: 'rateLimitApp', retryAfter: 12 }) },
    capacity: { make: withFault({ kind: 'error', body: 'capacity' }) },
    modelUnknown: { make: () => complete({}, { model: 'codestral-1' }), detail: 'codestral-1' },
    modelNotAllowed: {
      make: withFault({ kind: 'error', body: 'tierNotAllowed' }),
      detail: 'codestral-latest',
    },
    modelNotFim: {
      make: () => complete({}, { model: 'mistral-medium-latest' }),
      detail: 'mistral-medium-latest',
    },
    contextTooLong: {
      make: () => complete({}, { model: 'codestral-2507', prompt: 'let a = 1;\n'.repeat(20_000) }),
      detail: /^\d+ > 32768$/,
    },
    badRequest: {
      make: () => chat({ kind: 'error', body: 'reasoningUnsupported' }),
      detail: 'reasoning',
    },
    notFound: { make: () => complete({ url: `${server.mistral.url}/elsewhere` }) },
    server: { make: withFault({ kind: 'error', body: 'badGateway' }) },
    unknownHost: { make: () => complete({ url: 'http://nobody.invalid' }), detail: 'ENOTFOUND' },
    offline: {
      make: async () => complete({ url: `http://127.0.0.1:${await closedPort()}` }),
      detail: 'ECONNREFUSED',
    },
    timeout: { make: withFault({ kind: 'stall' }), detail: 'betweenBytes' },
    certificate: {
      make: () => complete(tlsServer.mistral),
      detail: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    },
    proxy: { make: withFault({ kind: 'html200' }) },
    redirect: {
      make: withFault({ kind: 'redirect', status: 307, location: 'https://u:p@far.example/a?k=1' }),
      detail: 'far.example',
    },
    protocol: { make: withFault({ kind: 'malformedChunk' }) },
    truncated: { make: withFault({ kind: 'eofWithoutFinish' }) },
    aborted: { make: () => complete({}, {}, AbortSignal.abort()) },
    serviceChanged: { make: renewed },
    badUrl: { make: () => closed('ftp://files.example', 'key-1') },
    noKey: { make: () => closed('https://service.example', undefined) },
    internal: {
      make: async () => {
        const broken = new MistralClient({
          loadSdk: () => Promise.reject(new Error('no such file: /home/me/secret')),
          ...{ clock, userAgent: 'test' },
        });
        return (await collect(broken.streamFim(at(), fimRequest, never))).error;
      },
      detail: 'loadSdk',
    },
  };

  for (const [kind, { make, detail }] of Object.entries(ways) as [FailureKind, Way][]) {
    it(`describe ${kind} without a body, a key or a path`, async () => {
      const error = await make();
      assert.equal(error?.kind, kind);
      if (detail instanceof RegExp) assert.match(error.detail ?? '', detail);
      else if (detail !== undefined) assert.equal(error.detail, detail);
      const failure = messageContext(english, kind, error.service, error.detail, 'chat', {});
      const words = ERROR_MESSAGES[kind].title(failure) + ERROR_MESSAGES[kind].advice(failure);
      for (const secret of [
        'local-',
        'key-1',
        'u:p',
        '/a?',
        '/v1',
        '/home',
        '127.0.0.1',
        '<html',
      ]) {
        assert.ok(!words.includes(secret), words);
      }
    });
  }

  const phases: readonly (readonly [Fault, string])[] = [
    [{ kind: 'stallBeforeHeaders' }, 'headers'],
    [{ kind: 'stallAfterHeaders' }, 'firstByte'],
    [{ kind: 'stall' }, 'betweenBytes'],
  ];
  for (const [fault, phase] of phases) {
    it(`report a timeout of ${fault.kind} in the phase ${phase}`, async () => {
      const error = await withFault(fault)();
      assert.deepEqual([error?.kind, error?.detail], ['timeout', phase]);
    });
  }

  it('report a proxy that requires a password', async () => {
    const error = await withFault({ kind: 'error', body: 'forbidden', status: 407 })();
    assert.equal(error?.kind, 'proxy');
  });

  it('distinguish an exhausted monthly quota from a rate limit by the headers', async () => {
    const limits = new RateLimiter(clock);
    const received = new MistralClient({
      ...{ loadSdk: loadSdk, clock, userAgent: 'test' },
      onRateLimits: (service, facts) => {
        limits.observe(service, facts);
      },
    });
    const sources = {
      limits,
      services: { isAvailable: () => false },
      replacementOf: () => undefined,
    };
    await server.configure({ rateLimits: { mistral: { tokensPerMonth: 1 } } });
    await collect(received.streamFim(at(), fimRequest, never));
    const { error } = await collect(received.streamFim(at(), fimRequest, never));
    await server.configure({ rateLimits: { mistral: {} } });
    assert.equal(error?.kind, 'rateLimited');
    assert.deepEqual(failureDetailsOf(error, sources), { isMonthUsedUp: true });
    const around = (left: number, limit: number) => {
      limits.observe('mistral', { tokensMonth: { remaining: left, limit } });
      return failureDetailsOf(error, sources).isMonthUsedUp;
    };
    // The remaining quota is too small for a request. A month with enough quota is not reported.
    assert.deepEqual([around(900, 4_000_000), around(9, 120)], [true, true]);
    assert.deepEqual([around(90_000, 4_000_000), around(60, 120)], [false, false]);
    const other = new ServiceError('rateLimited', 'codestral');
    assert.deepEqual(failureDetailsOf(other, sources), { isMonthUsedUp: false });
  });

  for (const choice of ['auto', 'mistral', 'codestral'] as const) {
    it(`mention swapped keys if both services have one, set to ${choice}`, async () => {
      const keys: Record<string, string | undefined> = { codestral: 'one' };
      const services = new ServiceRouter({
        config: () => ({
          urls: {
            mistral: server.mistral.url.replace('127.0.0.1', 'a.example'),
            codestral: 'https://b.example',
          },
          choices: { completion: choice, chat: choice },
        }),
        key: async (service) => keys[service],
      });
      const around = async () => {
        await services.route('completion');
        return failureDetailsOf(
          { kind: 'unauthorised', service: 'codestral' },
          { limits: new RateLimiter(clock), services, replacementOf: () => undefined },
        );
      };
      assert.deepEqual(await around(), { mayBelongToOtherService: false });
      keys.mistral = 'two';
      assert.deepEqual(await around(), { mayBelongToOtherService: true });
    });
  }

  it('name the replacement of a retired model', () => {
    const sources = {
      limits: new RateLimiter(clock),
      services: { isAvailable: () => false },
      replacementOf: (model: string) => (model === 'old' ? 'new' : undefined),
    };
    const failure = { kind: 'modelUnknown', service: 'mistral', detail: 'old' } as const;
    assert.deepEqual(failureDetailsOf(failure, sources), { replacement: 'new' });
  });
});
