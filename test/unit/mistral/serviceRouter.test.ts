import assert from 'node:assert/strict';
import { ServiceError } from '../../../src/mistral/errors/serviceError.ts';
import type { FailureFacts } from '../../../src/mistral/errors/serviceError.ts';
import type { FailureKind } from '../../../src/mistral/errors/failureKind.ts';
import { modelFor, DEFAULT_URLS, ServiceRouter } from '../../../src/mistral/serviceRouter.ts';
import type { AvailableService, Route, ServiceChoice } from '../../../src/mistral/serviceRouter.ts';
import type { Feature, ServiceName } from '../../../src/mistral/serviceName.ts';

/** A router with settings and keys that the test can change. */
function world(keys: Partial<Record<ServiceName, string>> = {}) {
  const urls: Record<ServiceName, string> = { ...DEFAULT_URLS };
  const choices: Record<Feature, ServiceChoice> = { completion: 'auto', chat: 'auto' };
  const models = { completion: 'codestral-latest' };
  const services = new ServiceRouter({
    config: () => ({ urls, choices, completionModel: models.completion }),
    key: async (service) => keys[service],
  });
  return { services, keys, urls, choices, models };
}

function brief(route: Route): string {
  return 'unavailable' in route ? `${route.unavailable} ${route.service}` : route.service.name;
}

function opened(route: Route): AvailableService {
  assert.ok(!('unavailable' in route));
  return route.service;
}

function failure(kind: FailureKind, service: ServiceName, facts?: FailureFacts): ServiceError {
  return new ServiceError(kind, service, facts);
}

describe('ServiceRouter', () => {
  const table: [Partial<Record<ServiceName, string>>, string, string][] = [
    [{ mistral: 'm', codestral: 'c' }, 'codestral', 'mistral'],
    [{ mistral: 'm' }, 'mistral', 'mistral'],
    [{ codestral: 'c' }, 'codestral', 'codestral'],
    [{ mistral: ' "m"\n' }, 'mistral', 'mistral'],
    [{}, 'noKey mistral', 'noKey mistral'],
    [{ mistral: '', codestral: '  ' }, 'noKey mistral', 'noKey mistral'],
    [{ codestral: 'no€header' }, 'noKey mistral', 'noKey mistral'],
  ];
  for (const [keys, completion, chat] of table) {
    it(`routes completion to ${completion} and chat to ${chat} with ${JSON.stringify(keys)}`, async () => {
      const { services } = world(keys);
      assert.equal(brief(await services.route('completion')), completion);
      assert.equal(brief(await services.route('chat')), chat);
    });
  }

  it('routes completions with another model than Codestral’s to Mistral, if it is available', async () => {
    const { services, models } = world({ mistral: 'm', codestral: 'c' });
    models.completion = 'ft:codestral-2508:587a6b29:20260514:7e773925';
    assert.equal(brief(await services.route('completion')), 'mistral');
    assert.equal(brief(await services.route('chat')), 'mistral');
    const { services: onlyCodestral, models: same } = world({ codestral: 'c' });
    same.completion = 'ft:codestral-2508:587a6b29:20260514:7e773925';
    assert.equal(brief(await onlyCodestral.route('completion')), 'codestral');
  });

  it('uses each service’s own key and URL', async () => {
    const { services, urls } = world({ mistral: 'Bearer m', codestral: 'c' });
    urls.mistral = 'https://gateway.example/v1/';
    assert.deepEqual(await services.refresh('mistral'), {
      service: { name: 'mistral', url: 'https://gateway.example', key: 'm', isDefaultUrl: false },
    });
    assert.deepEqual(await services.refresh('codestral'), {
      service: { name: 'codestral', url: DEFAULT_URLS.codestral, key: 'c', isDefaultUrl: true },
    });
  });

  it('treats regional hosts as Mistral’s own, but not similar names', async () => {
    const { services, urls } = world({ mistral: 'm', codestral: 'c' });
    for (const [url, isOwn] of [
      ['https://api.eu.mistral.ai', true],
      ['https://api.us.mistral.ai/v1/', true],
      ['https://API.EU.mistral.ai:443/', true],
      ['http://api.eu.mistral.ai', false],
      ['https://api.eu.mistral.ai:8443', false],
      ['https://api.eu.mistral.ai/proxy', false],
      ['https://api.eu.mistral.ai.example', false],
      ['https://api.fr.mistral.ai', false],
    ] as const) {
      for (const name of ['mistral', 'codestral'] as const) {
        urls[name] = url;
        const route = await services.refresh(name);
        assert.ok('service' in route && typeof route.service !== 'string');
        assert.equal(route.service.isDefaultUrl, isOwn, url);
        assert.equal(services.urlOf(name), route.service.url);
      }
    }
  });

  it('keeps a service chosen by name, available or not', async () => {
    const { services, choices } = world({ codestral: 'c' });
    choices.completion = 'mistral';
    choices.chat = 'codestral';
    assert.equal(brief(await services.route('completion')), 'noKey mistral');
    const chat = opened(await services.route('chat'));
    assert.equal(
      services.switchAfterRejection('chat', chat, failure('unauthorised', 'codestral')),
      false,
    );
    assert.equal(services.fallback('chat'), undefined);
  });

  it('requires no key on this machine', async () => {
    const { services, urls } = world();
    urls.mistral = 'http://localhost:8080/v1';
    const service = opened(await services.route('completion'));
    assert.equal(service.name, 'mistral');
    assert.equal(service.key, undefined);
  });

  it('reports an invalid URL before a missing key', async () => {
    const { services, urls, choices } = world();
    urls.codestral = 'codestral.mistral.ai';
    const unavailable = { unavailable: 'badUrl', service: 'codestral', fault: 'notAUrl' };
    assert.deepEqual(await services.route('completion'), unavailable);
    choices.completion = 'codestral';
    assert.deepEqual(await services.route('completion'), unavailable);
  });

  it('skips an invalid URL if the other service is available', async () => {
    const { services, urls } = world({ mistral: 'm', codestral: 'c' });
    urls.codestral = 'https://user:pw@codestral.mistral.ai';
    assert.equal(brief(await services.route('completion')), 'mistral');
  });

  const moving: ServiceError[] = [
    failure('unauthorised', 'codestral', { status: 401 }),
    failure('notFound', 'codestral', { status: 404 }),
    failure('modelUnknown', 'codestral', { status: 404 }),
    failure('unknownHost', 'codestral'),
  ];
  for (const error of moving) {
    it(`moves a feature on ${error.kind} (${error.status ?? 'no status'}) until something changes`, async () => {
      const { services } = world({ mistral: 'm', codestral: 'c' });
      const first = opened(await services.route('completion'));
      assert.equal(first.name, 'codestral');
      assert.equal(services.switchAfterRejection('completion', first, error), true);
      assert.equal(brief(await services.route('completion')), 'mistral');
      assert.deepEqual(services.fallback('completion'), { from: 'codestral', kind: error.kind });
      assert.equal(services.fallback('chat'), undefined);
      services.onSettingsChanged();
      assert.equal(brief(await services.route('completion')), 'codestral');
      assert.equal(services.fallback('completion'), undefined);
    });
  }

  const staying: FailureKind[] = [
    'rateLimited',
    'server',
    'offline',
    'timeout',
    'forbidden',
    'aborted',
  ];
  for (const kind of [...staying, 'modelUnknown' as const]) {
    it(`does not move on ${kind}`, async () => {
      const { services } = world({ mistral: 'm', codestral: 'c' });
      const service = opened(await services.route('completion'));
      assert.equal(
        services.switchAfterRejection('completion', service, failure(kind, 'codestral')),
        false,
      );
      assert.equal(brief(await services.route('completion')), 'codestral');
    });
  }

  it('stays if the other service is unavailable', async () => {
    const { services } = world({ codestral: 'c' });
    const service = opened(await services.route('completion'));
    assert.equal(
      services.switchAfterRejection('completion', service, failure('unauthorised', 'codestral')),
      false,
    );
    assert.equal(brief(await services.route('completion')), 'codestral');
    assert.equal(services.fallback('completion'), undefined);
  });

  it('does not switch back and forth if both reject', async () => {
    const { services } = world({ mistral: 'm', codestral: 'c' });
    const codestral = opened(await services.route('completion'));
    services.switchAfterRejection('completion', codestral, failure('unauthorised', 'codestral'));
    const mistral = opened(await services.route('completion'));
    assert.equal(
      services.switchAfterRejection('completion', mistral, failure('unauthorised', 'mistral')),
      false,
    );
    assert.equal(brief(await services.route('completion')), 'mistral');
    assert.deepEqual(services.fallback('completion'), { from: 'codestral', kind: 'unauthorised' });
  });

  it('tries both again if neither host is known, since the machine is offline', async () => {
    const { services } = world({ mistral: 'm', codestral: 'c' });
    const codestral = opened(await services.route('completion'));
    services.switchAfterRejection('completion', codestral, failure('unknownHost', 'codestral'));
    const mistral = opened(await services.route('completion'));
    const error = failure('unknownHost', 'mistral');
    assert.equal(services.switchAfterRejection('completion', mistral, error), false);
    assert.equal(brief(await services.route('completion')), 'codestral');
    assert.equal(services.fallback('completion'), undefined);
  });

  it('ignores a late rejection of the previous key', async () => {
    const { services, keys } = world({ mistral: 'm', codestral: 'old' });
    const old = opened(await services.route('completion'));
    keys.codestral = 'new';
    services.onSettingsChanged();
    assert.equal(brief(await services.route('completion')), 'codestral');
    assert.equal(
      services.switchAfterRejection('completion', old, failure('unauthorised', 'codestral')),
      true,
    );
    assert.equal(brief(await services.route('completion')), 'codestral');
    assert.equal(services.fallback('completion'), undefined);
  });

  it('resets only the feature whose setting changed', async () => {
    const { services } = world({ mistral: 'm', codestral: 'c' });
    const codestral = opened(await services.route('completion'));
    const mistral = opened(await services.route('chat'));
    services.switchAfterRejection('completion', codestral, failure('unauthorised', 'codestral'));
    services.switchAfterRejection('chat', mistral, failure('unauthorised', 'mistral'));
    services.clearRejections('completion');
    assert.equal(services.fallback('completion'), undefined);
    assert.equal(services.fallback('chat')?.from, 'mistral');
    // A concurrent chat request still has an available service.
    services.clearRejections('chat');
    assert.equal(
      services.switchAfterRejection('chat', mistral, failure('unauthorised', 'mistral')),
      true,
    );
  });

  it('allows only Codestral models for chat on codestral', () => {
    assert.equal(modelFor('codestral', 'mistral-medium-latest'), 'codestral-latest');
    assert.equal(modelFor('codestral', 'codestral-2508'), 'codestral-2508');
    assert.equal(modelFor('mistral', 'mistral-medium-latest'), 'mistral-medium-latest');
  });
});
