import assert from 'node:assert/strict';
import { ServiceError } from '../../../src/mistral/errors.ts';
import type { FailureFacts, FailureKind } from '../../../src/mistral/errors.ts';
import { chatModelFor, DEFAULT_URLS, Services } from '../../../src/mistral/services.ts';
import type {
  Feature,
  OpenService,
  Route,
  ServiceChoice,
  ServiceName,
} from '../../../src/mistral/services.ts';

/** Services over settings and keys that the test can change. */
function world(keys: Partial<Record<ServiceName, string>> = {}) {
  const urls: Record<ServiceName, string> = { ...DEFAULT_URLS };
  const choices: Record<Feature, ServiceChoice> = { completion: 'auto', chat: 'auto' };
  const services = new Services({
    config: () => ({ urls, choices }),
    key: async (service) => keys[service],
  });
  return { services, keys, urls, choices };
}

function brief(route: Route): string {
  return 'closed' in route ? `${route.closed} ${route.service}` : route.service.name;
}

function opened(route: Route): OpenService {
  assert.ok(!('closed' in route));
  return route.service;
}

function failure(kind: FailureKind, service: ServiceName, facts?: FailureFacts): ServiceError {
  return new ServiceError(kind, service, facts);
}

describe('mistral/services', () => {
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

  it('gives each service its own key and URL', async () => {
    const { services, urls } = world({ mistral: 'Bearer m', codestral: 'c' });
    urls.mistral = 'https://gateway.example/v1/';
    assert.deepEqual(await services.look('mistral'), {
      service: { name: 'mistral', url: 'https://gateway.example', key: 'm', isDefaultUrl: false },
    });
    assert.deepEqual(await services.look('codestral'), {
      service: { name: 'codestral', url: DEFAULT_URLS.codestral, key: 'c', isDefaultUrl: true },
    });
  });

  it('stays with a service chosen by name, open or not', async () => {
    const { services, choices } = world({ codestral: 'c' });
    choices.completion = 'mistral';
    choices.chat = 'codestral';
    assert.equal(brief(await services.route('completion')), 'noKey mistral');
    const chat = opened(await services.route('chat'));
    assert.equal(services.refused('chat', chat, failure('unauthorised', 'codestral')), false);
    assert.equal(services.moved('chat'), undefined);
  });

  it('needs no key on this machine', async () => {
    const { services, urls } = world();
    urls.mistral = 'http://localhost:8080/v1';
    const service = opened(await services.route('completion'));
    assert.equal(service.name, 'mistral');
    assert.equal(service.key, undefined);
  });

  it('says what is wrong with a URL, rather than that a key is missing', async () => {
    const { services, urls, choices } = world();
    urls.codestral = 'codestral.mistral.ai';
    const closed = { closed: 'badUrl', service: 'codestral', fault: 'notAUrl' };
    assert.deepEqual(await services.route('completion'), closed);
    choices.completion = 'codestral';
    assert.deepEqual(await services.route('completion'), closed);
  });

  it('passes over a bad URL when the other service is open', async () => {
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
      assert.equal(services.refused('completion', first, error), true);
      assert.equal(brief(await services.route('completion')), 'mistral');
      assert.deepEqual(services.moved('completion'), { from: 'codestral', kind: error.kind });
      assert.equal(services.moved('chat'), undefined);
      services.changed();
      assert.equal(brief(await services.route('completion')), 'codestral');
      assert.equal(services.moved('completion'), undefined);
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
      assert.equal(services.refused('completion', service, failure(kind, 'codestral')), false);
      assert.equal(brief(await services.route('completion')), 'codestral');
    });
  }

  it('has nowhere to go when the other is closed, and stays to show the error', async () => {
    const { services } = world({ codestral: 'c' });
    const service = opened(await services.route('completion'));
    assert.equal(
      services.refused('completion', service, failure('unauthorised', 'codestral')),
      false,
    );
    assert.equal(brief(await services.route('completion')), 'codestral');
    assert.equal(services.moved('completion'), undefined);
  });

  it('does not go round in circles when both refuse', async () => {
    const { services } = world({ mistral: 'm', codestral: 'c' });
    const codestral = opened(await services.route('completion'));
    services.refused('completion', codestral, failure('unauthorised', 'codestral'));
    const mistral = opened(await services.route('completion'));
    assert.equal(
      services.refused('completion', mistral, failure('unauthorised', 'mistral')),
      false,
    );
    assert.equal(brief(await services.route('completion')), 'mistral');
    assert.deepEqual(services.moved('completion'), { from: 'codestral', kind: 'unauthorised' });
  });

  it('does not hold a late refusal of the old key against the new one', async () => {
    const { services, keys } = world({ mistral: 'm', codestral: 'old' });
    const old = opened(await services.route('completion'));
    keys.codestral = 'new';
    services.changed();
    assert.equal(brief(await services.route('completion')), 'codestral');
    assert.equal(services.refused('completion', old, failure('unauthorised', 'codestral')), true);
    assert.equal(brief(await services.route('completion')), 'codestral');
    assert.equal(services.moved('completion'), undefined);
  });

  it('tries again for the feature alone whose setting changed', async () => {
    const { services } = world({ mistral: 'm', codestral: 'c' });
    const codestral = opened(await services.route('completion'));
    const mistral = opened(await services.route('chat'));
    services.refused('completion', codestral, failure('unauthorised', 'codestral'));
    services.refused('chat', mistral, failure('unauthorised', 'mistral'));
    services.retry('completion');
    assert.equal(services.moved('completion'), undefined);
    assert.equal(services.moved('chat')?.from, 'mistral');
    // A request of the chat that runs meanwhile still has somewhere to go.
    services.retry('chat');
    assert.equal(services.refused('chat', mistral, failure('unauthorised', 'mistral')), true);
  });

  it('keeps to Codestral models for chat on codestral', () => {
    assert.equal(chatModelFor('codestral', 'mistral-medium-latest'), 'codestral-latest');
    assert.equal(chatModelFor('codestral', 'codestral-2508'), 'codestral-2508');
    assert.equal(chatModelFor('mistral', 'mistral-medium-latest'), 'mistral-medium-latest');
  });
});
