import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { MistralClient } from '../../../../src/mistral/client.ts';
import type { FimRequest } from '../../../../src/mistral/client.ts';
import { ServiceError } from '../../../../src/mistral/errors.ts';
import type { FailureKind } from '../../../../src/mistral/errors.ts';
import { Limits } from '../../../../src/mistral/limits.ts';
import { Services } from '../../../../src/mistral/services.ts';
import type { OpenService } from '../../../../src/mistral/services.ts';
import { circumstancesOf } from '../../../../src/vscode/failures/circumstances.ts';
import { FAILURES } from '../../../../src/vscode/failures/table.ts';
import { told } from '../../../../src/vscode/failures/told.ts';
import type { Fault } from '../../../server/faults.ts';
import { startServer } from '../../../server/server.ts';
import type { LocalServer } from '../../../server/server.ts';
import {
  clientWith,
  collect,
  collectChat,
  loadSdk,
  open,
  question,
  realClock,
  request,
} from '../../mistral/support.ts';
import { english } from '../support.ts';

type Failure = Promise<ServiceError | undefined>;

/** How a kind comes about, and with which detail. */
interface Way {
  readonly make: () => Failure;
  readonly detail?: string | RegExp;
}

const never = new AbortController().signal;
const impatient = { headers: 200, firstByte: 200, betweenBytes: 200, whole: 5_000 };

describe('failures through the local server', () => {
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

  const at = (facts: Partial<OpenService> = {}) => open({ ...server.mistral, ...facts });

  async function complete(
    facts: Partial<OpenService> = {},
    wishes: Partial<FimRequest> = {},
    signal = never,
  ): Failure {
    const events = client.streamFim(at(facts), { ...request, ...wishes }, signal, impatient);
    return (await collect(events)).error;
  }

  const spoilt = (fault: Fault) => (): Failure => {
    server.fault(fault);
    return complete();
  };

  async function chat(fault: Fault): Failure {
    server.fault(fault);
    return (await collectChat(client.streamChat(at(), question, never))).error;
  }

  /** A port that nobody listens at. */
  async function closedPort(): Promise<number> {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address() as AddressInfo;
    probe.close();
    await once(probe, 'close');
    return port;
  }

  /** What the services say before anything is sent, as the error that it is told as. */
  async function closed(url: string, key: string | undefined): Failure {
    const services = new Services({
      config: () => ({
        urls: { mistral: url, codestral: url },
        choices: { completion: 'mistral', chat: 'mistral' },
      }),
      key: async () => key,
    });
    const route = await services.route('completion');
    return 'closed' in route ? new ServiceError(route.closed, route.service) : undefined;
  }

  const ways: Readonly<Record<FailureKind, Way>> = {
    unauthorised: { make: () => complete({ key: server.codestral.key }) },
    payment: { make: spoilt({ kind: 'error', body: 'paymentRequired' }) },
    forbidden: { make: spoilt({ kind: 'error', body: 'forbidden' }) },
    rateLimited: { make: spoilt({ kind: 'error', body: 'rateLimitApp', retryAfter: 12 }) },
    capacity: { make: spoilt({ kind: 'error', body: 'capacity' }) },
    modelUnknown: { make: () => complete({}, { model: 'codestral-1' }), detail: 'codestral-1' },
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
    server: { make: spoilt({ kind: 'error', body: 'badGateway' }) },
    unknownHost: { make: () => complete({ url: 'http://nobody.invalid' }), detail: 'ENOTFOUND' },
    offline: {
      make: async () => complete({ url: `http://127.0.0.1:${await closedPort()}` }),
      detail: 'ECONNREFUSED',
    },
    timeout: { make: spoilt({ kind: 'stall' }), detail: 'betweenBytes' },
    certificate: {
      make: () => complete(tlsServer.mistral),
      detail: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    },
    proxy: { make: spoilt({ kind: 'html200' }) },
    redirect: {
      make: spoilt({ kind: 'redirect', status: 307, location: 'https://u:p@far.example/a?k=1' }),
      detail: 'far.example',
    },
    protocol: { make: spoilt({ kind: 'malformedChunk' }) },
    truncated: { make: spoilt({ kind: 'eofWithoutFinish' }) },
    aborted: { make: () => complete({}, {}, AbortSignal.abort()) },
    badUrl: { make: () => closed('ftp://files.example', 'key-1') },
    noKey: { make: () => closed('https://service.example', undefined) },
    internal: {
      make: async () => {
        const broken = new MistralClient({
          loadSdk: () => Promise.reject(new Error('no such file: /home/me/secret')),
          ...{ clock, userAgent: 'test' },
        });
        return (await collect(broken.streamFim(at(), request, never))).error;
      },
      detail: 'loadSdk',
    },
  };

  for (const [kind, { make, detail }] of Object.entries(ways) as [FailureKind, Way][]) {
    it(`comes upon ${kind}, and says so without a body, a key or a path`, async () => {
      const error = await make();
      assert.equal(error?.kind, kind);
      if (detail instanceof RegExp) assert.match(error.detail ?? '', detail);
      else if (detail !== undefined) assert.equal(error.detail, detail);
      const failure = told(english, kind, error.service, error.detail, 'chat', {});
      const words = FAILURES[kind].title(failure) + FAILURES[kind].advice(failure);
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
    it(`knows that ${fault.kind} took too long in the phase ${phase}`, async () => {
      const error = await spoilt(fault)();
      assert.deepEqual([error?.kind, error?.detail], ['timeout', phase]);
    });
  }

  it('calls a proxy that wants a password a proxy', async () => {
    const error = await spoilt({ kind: 'error', body: 'forbidden', status: 407 })();
    assert.equal(error?.kind, 'proxy');
  });

  it('tells a month that is used up from a passing limit, by the headers', async () => {
    const limits = new Limits(clock);
    const heard = new MistralClient({
      ...{ loadSdk: loadSdk, clock, userAgent: 'test' },
      observe: (service, facts) => {
        limits.observe(service, facts);
      },
    });
    const witnesses = { limits, services: { isOpen: () => false }, replacementOf: () => undefined };
    await server.configure({ rateLimits: { mistral: { tokensPerMonth: 1 } } });
    await collect(heard.streamFim(at(), request, never));
    const { error } = await collect(heard.streamFim(at(), request, never));
    await server.configure({ rateLimits: { mistral: {} } });
    assert.equal(error?.kind, 'rateLimited');
    assert.deepEqual(circumstancesOf(error, witnesses), { isMonthUsedUp: true });
    const around = (left: number, limit: number) => {
      limits.observe('mistral', { tokensMonth: { left, limit } });
      return circumstancesOf(error, witnesses).isMonthUsedUp;
    };
    // What is left is too little for a request; nobody is told that a month with room is over.
    assert.deepEqual([around(900, 4_000_000), around(9, 120)], [true, true]);
    assert.deepEqual([around(90_000, 4_000_000), around(60, 120)], [false, false]);
    const other = new ServiceError('rateLimited', 'codestral');
    assert.deepEqual(circumstancesOf(other, witnesses), { isMonthUsedUp: false });
  });

  for (const choice of ['auto', 'mistral', 'codestral'] as const) {
    it(`suspects the wrong slot where both services have a key, set to ${choice}`, async () => {
      const keys: Record<string, string | undefined> = { codestral: 'one' };
      const services = new Services({
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
        return circumstancesOf(
          { kind: 'unauthorised', service: 'codestral' },
          { limits: new Limits(clock), services, replacementOf: () => undefined },
        );
      };
      assert.deepEqual(await around(), { isOfOtherService: false });
      keys.mistral = 'two';
      assert.deepEqual(await around(), { isOfOtherService: true });
    });
  }

  it('names what takes the place of a retired model', () => {
    const witnesses = {
      limits: new Limits(clock),
      services: { isOpen: () => false },
      replacementOf: (model: string) => (model === 'old' ? 'new' : undefined),
    };
    const failure = { kind: 'modelUnknown', service: 'mistral', detail: 'old' } as const;
    assert.deepEqual(circumstancesOf(failure, witnesses), { replacement: 'new' });
  });
});
