import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ServiceError } from '../../src/mistral/errors.ts';
import type { FailureKind } from '../../src/mistral/errors.ts';
import { DEFAULT_URLS } from '../../src/mistral/services.ts';
import type { OpenService, ServiceName } from '../../src/mistral/services.ts';
import type { Outcome } from '../../src/completion/outcome.ts';
import { removeKey } from '../../src/vscode/commands/removeKey.ts';
import { setKey } from '../../src/vscode/commands/setKey.ts';
import type { KeyEntry } from '../../src/vscode/commands/tryKey.ts';
import { KeyChecks } from '../../src/vscode/keyChecks.ts';
import { wordsForCheck } from '../../src/vscode/keyWords.ts';
import { Keys } from '../../src/vscode/keys.ts';
import type { RefusedKey } from '../../src/vscode/whyNothing.ts';
import { WhyNothing } from '../../src/vscode/whyNothing.ts';
import { FakeSecrets } from './fakeSecrets.ts';
import { FakeWindow } from './fakeWindow.ts';
import { pause } from './support.ts';

describe('the key store', () => {
  const log = vscode.window.createOutputChannel('Key tests', { log: true });

  after(() => {
    log.dispose();
  });

  it('prefers a stored key to the environment, and never writes the environment', async () => {
    const environment = { MISTRAL_API_KEY: 'of-the-environment' };
    const keys = new Keys(new FakeSecrets(), environment, log);
    assert.deepEqual(
      [await keys.get('mistral'), await keys.source('mistral')],
      ['of-the-environment', 'environment'],
    );
    await keys.store('mistral', 'stored');
    assert.deepEqual(
      [await keys.get('mistral'), await keys.source('mistral')],
      ['stored', 'stored'],
    );
    await keys.remove('mistral');
    assert.equal(await keys.source('mistral'), 'environment');
    assert.deepEqual(environment, { MISTRAL_API_KEY: 'of-the-environment' });
    assert.deepEqual(
      [await keys.get('codestral'), await keys.source('codestral')],
      [undefined, 'none'],
    );
  });

  it('hears of a key that another window stores', async () => {
    const secrets = new FakeSecrets();
    const here = new Keys(secrets, {}, log);
    const there = new Keys(secrets, {}, log);
    const heard: string[] = [];
    here.onDidChange((service) => heard.push(service));
    assert.equal(await here.get('codestral'), undefined);
    await there.store('codestral', 'new');
    assert.equal(await here.get('codestral'), 'new');
    assert.ok(heard.includes('codestral'));
  });

  it('falls back to the environment when the keyring fails, and says so', async () => {
    const secrets = new FakeSecrets();
    secrets.isLocked = true;
    const keys = new Keys(secrets, { MISTRAL_API_KEY: 'of-the-environment' }, log);
    assert.equal(await keys.get('mistral'), 'of-the-environment');
    assert.equal(await keys.source('codestral'), 'unreadable');
    await assert.rejects(keys.store('mistral', 'x'));
  });

  it('tells of what this window wrote once, and of another window’s each time', async () => {
    const secrets = new FakeSecrets();
    secrets.isSlow = true;
    const here = new Keys(secrets, {}, log);
    const there = new Keys(secrets, {}, log);
    const heard: string[] = [];
    here.onDidChange((service) => heard.push(service));
    await here.store('mistral', 'one');
    assert.deepEqual(heard, ['mistral'], 'before the promise is kept');
    await pause(20);
    assert.deepEqual(heard, ['mistral'], 'and not again');
    await there.store('mistral', 'two');
    await pause(20);
    assert.deepEqual(heard, ['mistral', 'mistral']);
    assert.equal(await here.get('mistral'), 'two');
    secrets.isLocked = true;
    await assert.rejects(here.store('mistral', 'three'));
    secrets.isLocked = false;
    await there.store('mistral', 'four');
    await pause(20);
    assert.equal(heard.length, 3, 'a write that failed has no echo');
  });

  it('finds a key again once the keyring is unlocked', async () => {
    const secrets = new FakeSecrets();
    await secrets.store('mistral.apiKey', 'stored');
    secrets.isLocked = true;
    const keys = new Keys(secrets, {}, log);
    const heard: string[] = [];
    keys.onDidChange((service) => heard.push(service));
    await keys.lookAgain('mistral');
    assert.deepEqual([await keys.source('mistral'), heard], ['unreadable', []]);
    secrets.isLocked = false;
    assert.equal(await keys.source('mistral'), 'unreadable', 'nobody has looked');
    await keys.lookAgain('mistral');
    assert.deepEqual([await keys.source('mistral'), heard], ['stored', ['mistral']]);
    await keys.lookAgain('mistral');
    assert.equal(heard.length, 1);
  });
});

describe('entering and removing keys', () => {
  const log = vscode.window.createOutputChannel('Key entry tests', { log: true });
  let secrets: FakeSecrets;
  let window: FakeWindow;
  let probed: OpenService[];
  /** What services say of a key; nothing takes it. */
  let refusal: (service: OpenService) => FailureKind | undefined;
  let urls: Record<ServiceName, string>;

  beforeEach(() => {
    secrets = new FakeSecrets();
    window = new FakeWindow();
    probed = [];
    refusal = () => undefined;
    urls = { ...DEFAULT_URLS };
  });
  afterEach(() => {
    window.restore();
  });
  after(() => {
    log.dispose();
  });

  function entryFor(environment: Readonly<Record<string, string>> = {}): KeyEntry {
    const checks = new KeyChecks({ now: () => Date.now() });
    const keys = new Keys(secrets, environment, log);
    keys.onDidChange((service) => {
      checks.forget(service);
    });
    return {
      ...{ keys, checks, renew: () => undefined, urls: () => urls },
      client: {
        probe: (service) => {
          probed.push(service);
          const kind = refusal(service);
          return kind ? Promise.reject(new ServiceError(kind, service.name)) : Promise.resolve();
        },
      },
    };
  }

  it('keeps the key while the keyring is locked, and stores it when it is unlocked', async () => {
    const entry = entryFor();
    secrets.isLocked = true;
    window.typed = 'export MISTRAL_API_KEY="good-key"';
    window.press = (message, buttons) => {
      if (!message.includes('keyring')) return undefined;
      assert.deepEqual(buttons, ['Try Again', 'How to Unlock']);
      assert.match(message, /MISTRAL_API_KEY/);
      // The second time it is unlocked.
      secrets.isLocked = window.said.length < 2;
      return 'Try Again';
    };
    await setKey('mistral', entry);
    assert.equal(await entry.keys.get('mistral'), 'good-key');
    assert.equal(entry.checks.of('mistral')?.verdict, 'accepted');
    assert.equal(window.said.at(-1), 'The Mistral key is stored.');
    assert.equal(window.said.length, 3);
    assert.doesNotMatch(window.said.join(), /good-key/);
  });

  it('leaves it at that where the user gives up, and stores nothing', async () => {
    const entry = entryFor();
    secrets.isLocked = true;
    window.typed = 'good-key';
    await setKey('mistral', entry);
    assert.equal(window.said.length, 1);
    assert.equal(entry.checks.of('mistral'), undefined);
  });

  it('a key in the wrong slot goes to the other service on a click alone, and is stored there', async () => {
    const entry = entryFor();
    refusal = ({ name }) => (name === 'mistral' ? 'unauthorised' : undefined);
    window.typed = 'codestral-key';
    await setKey('mistral', entry);
    assert.deepEqual(
      probed.map(({ name }) => name),
      ['mistral'],
    );
    window.press = (_, [first]) => first;
    await setKey('mistral', entry);
    assert.deepEqual(
      probed.slice(1).map(({ name, url }) => [name, url]),
      [
        ['mistral', DEFAULT_URLS.mistral],
        ['codestral', DEFAULT_URLS.codestral],
      ],
    );
    assert.equal(await entry.keys.get('codestral'), 'codestral-key');
    assert.equal(await entry.keys.get('mistral'), undefined);
    assert.equal(entry.checks.of('codestral')?.verdict, 'accepted');
  });

  it('sends no key anywhere while the service’s address is none', async () => {
    const entry = entryFor();
    urls.mistral = 'htps://gateway.example';
    window.typed = 'key-of-the-gateway';
    await setKey('mistral', entry);
    assert.deepEqual(probed, []);
    assert.match(window.said.join(), /could not be tried/);
  });

  it('asks before it removes a key, and says what remains', async () => {
    const entry = entryFor({ MISTRAL_API_KEY: 'of-the-environment' });
    await entry.keys.store('mistral', 'stored');
    await removeKey('mistral', entry);
    assert.equal(await entry.keys.source('mistral'), 'stored', 'not without a yes');
    window.press = (_, buttons) => buttons.find((button) => button === 'Remove');
    await removeKey('mistral', entry);
    assert.equal(await entry.keys.source('mistral'), 'environment');
    await entry.keys.store('codestral', 'stored');
    await removeKey('codestral', entry);
    await entry.keys.store('codestral', 'stored');
    const alone = entryFor();
    await removeKey('codestral', alone);
    assert.match(window.details[0] ?? '', /MISTRAL_API_KEY steps in/);
    assert.match(window.details[2] ?? '', /Mistral stays open/);
    assert.match(window.details[3] ?? '', /It is the only key/);
  });

  it('says so where a locked keyring will not remove a key', async () => {
    const entry = entryFor();
    await entry.keys.store('mistral', 'stored');
    secrets.isLocked = true;
    window.press = (message, buttons) => {
      if (message.includes('would not remove')) return undefined;
      return buttons.find((button) => button === 'Remove');
    };
    await removeKey('mistral', entry);
    assert.match(window.said.at(-1) ?? '', /would not remove the key\. Unlock it/);
    secrets.isLocked = false;
    assert.equal(await entry.keys.get('mistral'), 'stored');
  });
});

describe('what is said of a key', () => {
  const HOUR = 3_600_000;

  it('when it was tried, and what came of it', () => {
    const words = (verdict: 'accepted' | FailureKind, agoMs: number) =>
      wordsForCheck('mistral', { verdict, agoMs, episode: 1 });
    assert.equal(wordsForCheck('mistral', undefined), 'not tried yet');
    assert.equal(words('accepted', 59_000), 'accepted just now');
    assert.equal(words('accepted', 3 * 60_000 + 5), 'accepted 3 min ago');
    assert.match(words('unauthorised', 25 * HOUR), /^refused on .+ at \d\d:\d\d/);
    assert.match(words('offline', 0), /^could not be tried just now: Mistral cannot be reached/);
    assert.match(words('payment', 0), /^held back just now: Mistral asks for a payment/);
    const midnight = new Date().setHours(0, 0, 0, 0);
    if (Date.now() - midnight > 2 * HOUR) {
      assert.match(words('unauthorised', 90 * 60_000), /^refused today at \d\d:\d\d/);
    }
  });
});

describe('a key that stops working', () => {
  let window: FakeWindow;

  beforeEach(() => {
    window = new FakeWindow();
  });
  afterEach(() => {
    window.restore();
  });

  it('leads back to the keys when one asks for a suggestion, once an episode', async () => {
    let refused: RefusedKey | undefined = { service: 'mistral', episode: 1 };
    const why = new WhyNothing({ lastTrace: undefined }, () => Promise.resolve(refused));
    const buttons: string[] = [];
    window.press = (_, [first]) => void buttons.push(first ?? '');
    const tell = (reason: string, document = 'a') => why.tell({ reason } as Outcome, document);
    await tell('failed');
    await tell('paused');
    await tell('paused', 'b');
    assert.deepEqual(buttons, ['Manage API Keys']);
    assert.match(window.said[0] ?? '', /Mistral refuses the API key/);
    // Something else happens meanwhile, and is told as ever.
    await tell('excluded file');
    await tell('paused');
    assert.deepEqual(buttons, ['Manage API Keys', 'What to Do']);
    refused = { service: 'mistral', episode: 2 };
    await tell('paused');
    assert.deepEqual(buttons.slice(2), ['Manage API Keys']);
    refused = undefined;
    await tell('paused', 'c');
    assert.deepEqual(buttons.slice(3), ['What to Do']);
  });
});
