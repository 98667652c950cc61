import assert from 'node:assert/strict';
import { FIM_TIMEOUTS } from '../../../src/mistral/http/timeouts.ts';
import type { Timeouts } from '../../../src/mistral/http/timeouts.ts';
import type { FailureKind } from '../../../src/mistral/errors/failureKind.ts';
import type { AvailableService } from '../../../src/mistral/serviceRouter.ts';
import type { ServiceName } from '../../../src/mistral/serviceName.ts';
import { errorNames } from '../../server/errorBodies.ts';
import type { ErrorName } from '../../server/errorBodies.ts';
import type { Fault } from '../../server/faults.ts';
import { startServer } from '../../server/server.ts';
import type { LocalServer } from '../../server/server.ts';
import {
  clientWith,
  collect,
  timeoutsFor,
  failureOf,
  availableService,
  fimRequest,
} from '../../support/mistralClient.ts';
import { realClock } from '../../support/fakeClock.ts';
import type { StreamOutcome } from '../../support/mistralClient.ts';

const never = new AbortController().signal;

describe('MistralClient with the local server', () => {
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
    server.answer(['answer', ' + ', 'é🙂']);
  });
  afterEach(async () => {
    await server.idle();
    assert.equal(clock.open(), 0, 'a timer was left');
  });

  function at(name: ServiceName, facts: Partial<AvailableService> = {}): AvailableService {
    return availableService({ name, ...server[name], ...facts });
  }

  function stream(
    service = at('codestral'),
    timeouts: Timeouts = FIM_TIMEOUTS,
  ): Promise<StreamOutcome> {
    return collect(client.streamFim(service, fimRequest, never, timeouts));
  }

  for (const name of ['mistral', 'codestral'] as const) {
    it(`streams a completion from ${name} with its own key`, async () => {
      const { text, end, error } = await stream(at(name));
      assert.deepEqual([text, end?.end, error], ['answer + é🙂', 'stop', undefined]);
      assert.ok((end?.usage?.promptTokens ?? 0) > 0);
      assert.deepEqual(
        server.requests.map(({ service, valid, closedEarly }) => ({ service, valid, closedEarly })),
        [{ service: name, valid: true, closedEarly: false }],
      );
    });

    it(`probes ${name}: its key opens it, the other's does not`, async () => {
      const other = name === 'mistral' ? 'codestral' : 'mistral';
      await client.testKey(at(name), never);
      const wrong = at(name, { key: server[other].key });
      assert.equal((await failureOf(client.testKey(wrong, never))).kind, 'unauthorised');
      assert.deepEqual(new Set(server.requests.map(({ service }) => service)), new Set([name]));
    });
  }

  it('lists models including aliases and odd cards', async () => {
    const models = await client.listModels(at('mistral'), never);
    const ids = models.map(({ id }) => id);
    assert.ok(ids.includes('codestral-latest'));
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(models.find(({ id }) => id === 'codestral-latest')?.fim, true);
    assert.ok(models.some(({ deprecation }) => deprecation !== undefined));
  });

  it('reports that codestral has no models list', async () => {
    assert.equal((await failureOf(client.listModels(at('codestral'), never))).kind, 'notFound');
  });

  it('names a model that cannot fill in the middle', async () => {
    const chat = { ...fimRequest, model: 'mistral-medium-latest' };
    const { error } = await collect(client.streamFim(at('mistral'), chat, never));
    assert.deepEqual([error?.kind, error?.detail], ['modelNotFim', 'mistral-medium-latest']);
  });

  it('names a model that does not exist', async () => {
    const { error } = await collect(
      client.streamFim(at('mistral'), { ...fimRequest, model: 'no-such-model' }, never),
    );
    assert.deepEqual([error?.kind, error?.detail], ['modelUnknown', 'no-such-model']);
  });

  const whole = 'answer + é🙂';
  const normalized: [Fault, string][] = [
    [{ kind: 'missingFinalBlankLine' }, whole],
    [{ kind: 'emptyChoices' }, whole],
    [{ kind: 'usageNull' }, whole],
    [{ kind: 'missingFinishReason' }, whole],
    [{ kind: 'missingId' }, whole],
    [{ kind: 'missingModel' }, whole],
    [{ kind: 'contentNull' }, whole],
    [{ kind: 'finishReason', value: 'eos' }, whole],
    [{ kind: 'slowDrip', everyMs: 0 }, whole],
    [{ kind: 'deprecated', date: '2026-01-31T12:00:00Z' }, whole],
    [{ kind: 'emptyAnswer' }, ''],
  ];
  for (const [fault, expected] of normalized) {
    it(`reads through ${JSON.stringify(fault)}`, async () => {
      server.fault(fault);
      const { text, end, error } = await stream();
      const reason = fault.kind === 'finishReason' ? fault.value : 'stop';
      assert.deepEqual([text, end?.end, error], [expected, reason, undefined]);
    });
  }

  const failing: [Fault, string, FailureKind][] = [
    [{ kind: 'fin' }, 'answer', 'offline'],
    [{ kind: 'eofWithoutFinish' }, 'answer', 'truncated'],
    [{ kind: 'malformedChunk' }, 'answer', 'protocol'],
    [{ kind: 'garbage' }, 'answer', 'protocol'],
    [{ kind: 'inBandError' }, 'answer', 'server'],
    [{ kind: 'stall' }, 'answer', 'timeout'],
    [{ kind: 'stallBeforeHeaders' }, '', 'timeout'],
    [{ kind: 'stallAfterHeaders' }, '', 'timeout'],
    [{ kind: 'drop' }, '', 'offline'],
    [{ kind: 'html200' }, '', 'proxy'],
    [{ kind: 'json200' }, '', 'protocol'],
    [{ kind: 'endlessError' }, '', 'server'],
  ];
  for (const [fault, expected, kind] of failing) {
    it(`keeps ${JSON.stringify(expected)} of ${JSON.stringify(fault)}: ${kind}`, async () => {
      server.fault(fault);
      const timeouts = timeoutsFor(fault, FIM_TIMEOUTS);
      const { text, end, error } = await stream(at('codestral'), timeouts);
      assert.deepEqual([text, end, error?.kind], [expected, undefined, kind]);
      assert.equal(server.requests.length, 1);
    });
  }

  const kindsOfErrors: Readonly<Record<ErrorName, FailureKind>> = {
    unauthorizedApp: 'unauthorised',
    unauthorizedGateway: 'unauthorised',
    paymentRequired: 'payment',
    forbidden: 'forbidden',
    tierNotAllowed: 'modelNotAllowed',
    modelForbidden: 'modelUnknown',
    unauthorizedHtml: 'proxy',
    forbiddenHtml: 'proxy',
    networkAuthentication: 'proxy',
    contextTooLongLlamaCpp: 'contextTooLong',
    contextTooLongVllm: 'contextTooLong',
    contextTooLongTgi: 'contextTooLong',
    contextTooLongOpenAi: 'contextTooLong',
    modelUnknownLiteLlm: 'modelUnknown',
    greedySampling: 'badRequest',
    promptMode: 'badRequest',
    thinkingChunks: 'badRequest',
    monthlyQuota: 'payment',
    notFoundGateway: 'notFound',
    notFoundApp: 'notFound',
    methodNotAllowed: 'notFound',
    modelRetired: 'modelUnknown',
    modelUnknown: 'modelUnknown',
    notFim: 'modelNotFim',
    notEmbeddings: 'badRequest',
    emptyInput: 'badRequest',
    wrongDimension: 'badRequest',
    tooManyInputs: 'badRequest',
    notChat: 'badRequest',
    reasoningUnsupported: 'badRequest',
    reasoningLevel: 'badRequest',
    imageUnsupported: 'badRequest',
    toolsUnsupported: 'badRequest',
    imageInvalid: 'badRequest',
    tooManyImages: 'badRequest',
    emptyAssistant: 'badRequest',
    documentUnreadable: 'badRequest',
    documentPassword: 'badRequest',
    documentTooLarge: 'badRequest',
    documentTooManyPages: 'badRequest',
    pagesInvalid: 'badRequest',
    notOcr: 'badRequest',
    contextTooLong: 'contextTooLong',
    contextTooLongOlder: 'contextTooLong',
    rateLimitGateway: 'rateLimited',
    rateLimitApp: 'rateLimited',
    capacity: 'capacity',
    rateLimitHtml: 'rateLimited',
    internal: 'server',
    badGateway: 'server',
    unavailable: 'server',
  };
  for (const body of errorNames) {
    it(`reads the error body ${body} as ${kindsOfErrors[body]}`, async () => {
      server.fault({ kind: 'error', body });
      const { text, error } = await stream();
      assert.deepEqual([text, error?.kind], ['', kindsOfErrors[body]]);
      assert.equal(server.requests.length, 1);
    });
  }

  it('reports the wait of a 429', async () => {
    server.fault({ kind: 'error', body: 'rateLimitApp', retryAfter: 7 });
    server.fault({ kind: 'error', body: 'rateLimitApp', retryAfter: { dateInSeconds: 1_800 } });
    server.fault({ kind: 'error', body: 'rateLimitApp', retryAfter: '99999999999' });
    server.fault({ kind: 'error', body: 'rateLimitApp' });
    const waits: (number | undefined)[] = [];
    for (let times = 0; times < 4; times += 1) {
      const { error } = await stream();
      assert.equal(error?.kind, 'rateLimited');
      waits.push(error.retryAfterMs);
    }
    const [seconds, date = 0, absurd, none] = waits;
    assert.deepEqual([seconds, absurd, none], [7_000, 3_600_000, undefined]);
    // The clocks of the client and of dates differ slightly.
    assert.ok(date > 1_500_000 && date < 1_810_000);
  });

  it('follows no redirect to another service', async () => {
    server.fault({
      kind: 'redirect',
      status: 307,
      location: `${server.mistral.url}/v1/fim/completions`,
    });
    const { error } = await stream();
    assert.deepEqual([error?.kind, error?.detail], ['redirect', new URL(server.mistral.url).host]);
    assert.deepEqual(
      server.requests.map(({ service }) => service),
      ['codestral'],
    );
  });

  it('trusts no self-signed certificate', async () => {
    const service = availableService({ name: 'codestral', ...tlsServer.codestral });
    const { error } = await stream(service);
    assert.deepEqual([error?.kind, error?.detail], ['certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT']);
    assert.equal(tlsServer.requests.length, 0);
  });

  it('closes the socket of an endless answer when the consumer stops', async () => {
    server.fault({ kind: 'endless' });
    let pieces = 0;
    for await (const event of client.streamFim(at('codestral'), fimRequest, never)) {
      assert.ok('text' in event);
      pieces += 1;
      if (pieces === 5) break;
    }
    await server.idle();
    assert.deepEqual(
      server.requests.map(({ closedEarly }) => closedEarly),
      [true],
    );
  });

  it('closes the socket when aborted while nothing comes', async () => {
    server.fault({ kind: 'stall' });
    const controller = new AbortController();
    const events = client.streamFim(at('codestral'), fimRequest, controller.signal);
    assert.deepEqual((await events.next()).value, { text: 'answer' });
    controller.abort();
    assert.equal((await collect(events)).error?.kind, 'aborted');
    await server.idle();
    assert.equal(server.requests[0]?.closedEarly, true);
  });
});
