import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ServiceError } from '../../src/mistral/errors/serviceError.ts';
import type { FailureKind } from '../../src/mistral/errors/failureKind.ts';
import { DEFAULT_URLS } from '../../src/mistral/serviceRouter.ts';
import type { AvailableService } from '../../src/mistral/serviceRouter.ts';
import type { ServiceName } from '../../src/mistral/serviceName.ts';
import type { Outcome } from '../../src/completion/outcome.ts';
import { removeKey } from '../../src/vscode/keys/removeKey.ts';
import { setKey } from '../../src/vscode/keys/setKey.ts';
import type { KeyDependencies } from '../../src/vscode/keys/testKey.ts';
import { KeyTests } from '../../src/mistral/keys/keyTests.ts';
import { keyTestMessage } from '../../src/vscode/keys/keyMessages.ts';
import { KeyStore } from '../../src/vscode/keys/keyStore.ts';
import type { RejectedKey } from '../../src/vscode/completion/noSuggestionMessages.ts';
import { NoSuggestionMessages } from '../../src/vscode/completion/noSuggestionMessages.ts';
import { FakeSecretStorage } from '../support/fakeSecretStorage.ts';
import { FakeWindow } from '../support/fakeWindow.ts';

describe('KeyStore', () => {
  const log = vscode.window.createOutputChannel('Key tests', { log: true });

  after(() => {
    log.dispose();
  });

  it('prefers a stored key to the environment and never writes the environment', async () => {
    const environment = { MISTRAL_API_KEY: 'of-the-environment' };
    const keys = new KeyStore(new FakeSecretStorage(), environment, log);
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

  it('is notified of a key stored by another window', async () => {
    const secrets = new FakeSecretStorage();
    const here = new KeyStore(secrets, {}, log);
    const there = new KeyStore(secrets.otherWindow(), {}, log);
    const received: string[] = [];
    here.onDidChange((service) => received.push(service));
    assert.equal(await here.get('codestral'), undefined);
    await there.store('codestral', 'new');
    await secrets.delivered();
    assert.equal(await here.get('codestral'), 'new');
    assert.deepEqual(received, ['codestral']);
  });

  it('falls back to the environment when the keyring fails and reports that', async () => {
    const secrets = new FakeSecretStorage();
    secrets.isLocked = true;
    const keys = new KeyStore(secrets, { MISTRAL_API_KEY: 'of-the-environment' }, log);
    assert.equal(await keys.get('mistral'), 'of-the-environment');
    assert.equal(await keys.source('codestral'), 'unreadable');
    await assert.rejects(keys.store('mistral', 'x'));
  });

  it('fires once for its own writes and each time for those of another window', async () => {
    const secrets = new FakeSecretStorage();
    secrets.isSlow = true;
    const here = new KeyStore(secrets, {}, log);
    const there = new KeyStore(secrets.otherWindow(), {}, log);
    const received: string[] = [];
    here.onDidChange((service) => received.push(service));
    await here.store('mistral', 'one');
    assert.deepEqual(received, ['mistral'], 'before the promise is kept');
    await secrets.delivered();
    assert.deepEqual(received, ['mistral'], 'and not again');
    await there.store('mistral', 'two');
    await secrets.delivered();
    assert.deepEqual(received, ['mistral', 'mistral']);
    assert.equal(await here.get('mistral'), 'two');
    secrets.isLocked = true;
    await assert.rejects(here.store('mistral', 'three'));
    secrets.isLocked = false;
    await there.store('mistral', 'four');
    await secrets.delivered();
    assert.equal(received.length, 3, 'a write that failed has no echo');
  });

  it('is notified of another window’s key after its own write changed nothing', async () => {
    for (const firesForEqual of [false, true]) {
      const secrets = new FakeSecretStorage();
      secrets.firesForEqual = firesForEqual;
      const here = new KeyStore(secrets, {}, log);
      const there = new KeyStore(secrets.otherWindow(), {}, log);
      await here.store('mistral', 'one');
      // VS Code fires one event for the first at most.
      await here.store('mistral', 'one');
      await here.remove('codestral');
      await secrets.delivered();
      const received: string[] = [];
      here.onDidChange((service) => received.push(service));
      await there.store('mistral', 'two');
      await there.store('codestral', 'three');
      await secrets.delivered();
      assert.deepEqual(received, ['mistral', 'codestral']);
      assert.deepEqual([await here.get('mistral'), await here.get('codestral')], ['two', 'three']);
    }
  });

  it('ends with the stored key whatever the order of events', async () => {
    const secrets = new FakeSecretStorage();
    secrets.isSlow = true;
    const [here, there] = [secrets, secrets.otherWindow()].map(
      (each) => new KeyStore(each, {}, log),
    );
    const received: (string | undefined)[] = [];
    here!.onDidChange(async (service) => received.push(await here!.get(service)));
    await Promise.all([here!.store('mistral', 'mine'), there!.store('mistral', 'theirs')]);
    await here!.store('mistral', 'last');
    await there!.remove('mistral');
    await secrets.delivered();
    assert.equal(await here!.get('mistral'), undefined);
    assert.equal(received.at(-1), undefined);
  });

  it('reads a key again once the keyring is unlocked', async () => {
    const secrets = new FakeSecretStorage();
    await secrets.store('mistral.apiKey', 'stored');
    secrets.isLocked = true;
    const keys = new KeyStore(secrets, {}, log);
    const received: string[] = [];
    keys.onDidChange((service) => received.push(service));
    await keys.reload('mistral');
    assert.deepEqual([await keys.source('mistral'), received], ['unreadable', []]);
    secrets.isLocked = false;
    assert.equal(await keys.source('mistral'), 'unreadable', 'it was not read');
    await keys.reload('mistral');
    assert.deepEqual([await keys.source('mistral'), received], ['stored', ['mistral']]);
    await keys.reload('mistral');
    assert.equal(received.length, 1);
  });
});

describe('key commands', () => {
  const log = vscode.window.createOutputChannel('Key entry tests', { log: true });
  let secrets: FakeSecretStorage;
  let window: FakeWindow;
  let probed: AvailableService[];
  /** The responses of services to a key; none accepts it. */
  let refusal: (service: AvailableService) => FailureKind | undefined;
  let urls: Record<ServiceName, string>;

  beforeEach(() => {
    secrets = new FakeSecretStorage();
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

  function entryFor(environment: Readonly<Record<string, string>> = {}): KeyDependencies {
    const checks = new KeyTests({ now: () => Date.now() });
    const keys = new KeyStore(secrets, environment, log);
    keys.onDidChange((service) => {
      checks.forget(service);
    });
    return {
      ...{ keys, tests: checks, onKeyAccepted: () => undefined, urls: () => urls },
      client: {
        testKey: (service) => {
          probed.push(service);
          const kind = refusal(service);
          return kind ? Promise.reject(new ServiceError(kind, service.name)) : Promise.resolve();
        },
      },
    };
  }

  it('keeps an entered key until the keyring is unlocked', async () => {
    const entry = entryFor();
    secrets.isLocked = true;
    window.typed = 'export MISTRAL_API_KEY="good-key"';
    window.press = (message, buttons) => {
      if (!message.includes('keyring')) return undefined;
      assert.deepEqual(buttons, ['Try Again', 'How to Unlock', 'Open console.mistral.ai']);
      assert.match(message, /MISTRAL_API_KEY/);
      // The second time it is unlocked.
      secrets.isLocked = window.messages.length < 2;
      return 'Try Again';
    };
    await setKey('mistral', entry);
    assert.equal(await entry.keys.get('mistral'), 'good-key');
    assert.equal(entry.tests.lastTest('mistral')?.outcome, 'accepted');
    assert.match(window.messages.at(-1)!, /^The Mistral key is stored\./);
    assert.equal(window.messages.length, 3);
    assert.doesNotMatch(window.messages.join(), /good-key/);
  });

  it('stores nothing when the user cancels', async () => {
    const entry = entryFor();
    secrets.isLocked = true;
    window.typed = 'good-key';
    await setKey('mistral', entry);
    assert.equal(window.messages.length, 1);
    assert.equal(entry.tests.lastTest('mistral'), undefined);
  });

  it('sends a key of the other service there only on request', async () => {
    const entry = entryFor();
    refusal = ({ name }) => (name === 'mistral' ? 'unauthorised' : undefined);
    window.typed = 'codestral-key';
    await setKey('mistral', entry);
    assert.deepEqual(
      probed.map(({ name }) => name),
      ['mistral'],
    );
    window.press = (_, buttons) => buttons.find((button) => button === 'Try with Codestral');
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
    assert.equal(entry.tests.lastTest('codestral')?.outcome, 'accepted');
  });

  it('keeps the input box open with the reason until a rejected key is replaced or works', async () => {
    const entry = entryFor();
    let tries = 0;
    refusal = () => (tries++ < 2 ? 'unauthorised' : undefined);
    window.typed = 'new-key';
    const shown: (readonly string[])[] = [];
    window.press = (message, buttons) => {
      if (!message.includes('rejected')) return undefined;
      shown.push(buttons);
      return 'Enter';
    };
    await setKey('mistral', entry);
    assert.equal(probed.length, 3);
    assert.deepEqual(shown, [
      ['Try with Codestral', 'Store Anyway', 'Open console.mistral.ai'],
      ['Try with Codestral', 'Store Anyway', 'Open console.mistral.ai'],
    ]);
    assert.equal(await entry.keys.get('mistral'), 'new-key');
    assert.match(window.messages.at(-1)!, /^The Mistral key is stored\. Start typing/);
    // A user who had a key before knows how to start.
    window.typed = 'newer-key';
    await setKey('mistral', entry);
    assert.equal(window.messages.at(-1), 'The Mistral key is stored.');
  });

  it('reports that neither service accepts a key, and can store it anyway', async () => {
    const entry = entryFor();
    refusal = () => 'unauthorised';
    window.typed = 'odd-key';
    window.press = (message, buttons) => {
      const wanted = message.startsWith('Neither') ? 'Store Anyway' : 'Try with Codestral';
      return buttons.find((button) => button === wanted);
    };
    await setKey('mistral', entry);
    assert.equal(window.messages[1], 'Neither service accepts this key.');
    assert.equal(await entry.keys.get('mistral'), 'odd-key');
    assert.equal(entry.tests.lastTest('mistral')?.outcome, 'unauthorised');
  });

  it('never sends a key to a URL of the other service that the user has not seen', async () => {
    const entry = entryFor();
    refusal = ({ name }) => (name === 'mistral' ? 'unauthorised' : undefined);
    window.typed = 'codestral-key';
    let presses = 0;
    window.press = (_, buttons) => {
      presses += 1;
      if (presses === 1) urls.codestral = 'https://c.example';
      return presses < 3 ? buttons.find((button) => button === 'Try with Codestral') : undefined;
    };
    await setKey('mistral', entry);
    assert.match(window.messages[1] ?? '', /URL of Codestral changed/);
    assert.deepEqual(
      probed.map(({ url }) => url),
      [DEFAULT_URLS.mistral, 'https://c.example'],
    );
    assert.equal(await entry.keys.get('codestral'), 'codestral-key');
  });

  it('sends no key while the URL of the service is invalid', async () => {
    const entry = entryFor();
    urls.mistral = 'htps://gateway.example';
    window.typed = 'key-of-the-gateway';
    await setKey('mistral', entry);
    assert.deepEqual(probed, []);
    assert.match(window.messages.join(), /Couldn’t check the key/);
  });

  describe('while the service’s URL changes', () => {
    const A = 'https://a.example';
    const B = 'https://b.example';
    const probedUrls = (): string[] => probed.map(({ url }) => url);

    beforeEach(() => {
      urls.mistral = A;
      window.typed = 'key-for-a';
    });

    it('does not accept a test of the key at another URL', async () => {
      const entry = entryFor();
      refusal = () => {
        urls.mistral = B;
        return undefined;
      };
      await setKey('mistral', entry);
      assert.deepEqual(probedUrls(), [A]);
      assert.equal(await entry.keys.get('mistral'), undefined);
      assert.equal(entry.tests.lastTest('mistral'), undefined);
      assert.match(
        window.messages.join(),
        /changed from https:\/\/a\.example to https:\/\/b\.example/,
      );
    });

    it('sends a key to the new URL only after confirmation', async () => {
      const entry = entryFor();
      refusal = () => {
        urls.mistral = B;
        return undefined;
      };
      window.press = (message) => (message.includes('Press Enter') ? 'Enter' : undefined);
      await setKey('mistral', entry);
      assert.match(window.messages[0] ?? '', /Press Enter to try it with b\.example\.$/);
      assert.deepEqual(probedUrls(), [A, B]);
      assert.equal(await entry.keys.get('mistral'), 'key-for-a');
      assert.equal(entry.tests.lastTest('mistral')?.outcome, 'accepted');
    });

    it('sends no key when the URL changes during input', async () => {
      const entry = entryFor();
      const entering = setKey('mistral', entry);
      urls.mistral = B;
      await entering;
      assert.deepEqual(probed, []);
      assert.equal(await entry.keys.get('mistral'), undefined);
    });

    for (const [kind, button] of [
      ['unauthorised', 'Store Anyway'],
      ['offline', 'Store Anyway'],
      ['unauthorised', 'Try with Codestral'],
    ] as const) {
      it(`does nothing with a key after “${button}” (${kind}) for another URL`, async () => {
        const entry = entryFor();
        refusal = () => kind;
        window.press = (_, buttons) => {
          // A second press would confirm the new URL.
          if (!buttons.includes(button) || urls.mistral === B) return undefined;
          urls = { mistral: B, codestral: B };
          return button;
        };
        await setKey('mistral', entry);
        assert.deepEqual(probedUrls(), [A]);
        assert.equal(await entry.keys.get('mistral'), undefined);
        assert.equal(await entry.keys.get('codestral'), undefined);
      });
    }

    it('withdraws a key that is being stored and asks again after a locked keyring', async () => {
      const entry = entryFor();
      const store = entry.keys.store.bind(entry.keys);
      entry.keys.store = async (...args) => {
        await store(...args);
        urls.mistral = B;
      };
      await setKey('mistral', entry);
      assert.equal(await entry.keys.get('mistral'), undefined);
      urls.mistral = A;
      const other = entryFor();
      secrets.isLocked = true;
      window.press = (_, buttons) => {
        if (!buttons.includes('Try Again')) return undefined;
        secrets.isLocked = false;
        urls.mistral = B;
        return 'Try Again';
      };
      await setKey('mistral', other);
      assert.equal(await other.keys.get('mistral'), undefined);
    });

    it('treats another spelling of a URL as the same', async () => {
      const entry = entryFor();
      refusal = () => {
        urls.mistral = `${A}/v1/`;
        return undefined;
      };
      await setKey('mistral', entry);
      assert.equal(await entry.keys.get('mistral'), 'key-for-a');
    });
  });

  it('asks before removing a key and names the remaining one', async () => {
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
    assert.match(window.details[0] ?? '', /in MISTRAL_API_KEY will be used/);
    assert.match(window.details[2] ?? '', /continue with Mistral/);
    assert.match(window.details[3] ?? '', /This is the only key/);
  });

  it('reports that a locked keyring cannot remove a key', async () => {
    const entry = entryFor();
    await entry.keys.store('mistral', 'stored');
    secrets.isLocked = true;
    window.press = (message, buttons) => {
      if (message.includes('Couldn’t remove')) return undefined;
      return buttons.find((button) => button === 'Remove');
    };
    await removeKey('mistral', entry);
    assert.match(
      window.messages.at(-1) ?? '',
      /Couldn’t remove the key from the system keyring\. Unlock/,
    );
    secrets.isLocked = false;
    assert.equal(await entry.keys.get('mistral'), 'stored');
  });
});

describe('key status', () => {
  const HOUR = 3_600_000;

  it('shows when a key was tested and the result', () => {
    const words = (decision: 'accepted' | FailureKind, agoMs: number) =>
      keyTestMessage('mistral', { outcome: decision, agoMs, streak: 1 });
    assert.equal(keyTestMessage('mistral', undefined), 'not checked yet');
    assert.equal(words('accepted', 59_000), 'accepted just now');
    assert.equal(words('accepted', 3 * 60_000 + 5), 'accepted 3 min ago');
    assert.match(words('unauthorised', 25 * HOUR), /^rejected on .+ at \d\d:\d\d/);
    assert.match(words('offline', 0), /^check failed just now: Couldn’t reach Mistral/);
    assert.match(words('payment', 0), /^blocked just now: Mistral requires payment/);
    const midnight = new Date().setHours(0, 0, 0, 0);
    if (Date.now() - midnight > 2 * HOUR) {
      assert.match(words('unauthorised', 90 * 60_000), /^rejected today at \d\d:\d\d/);
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

  it('is reported once per incident when a suggestion is requested', async () => {
    let refused: RejectedKey | undefined = { service: 'mistral', streak: 1 };
    const why = new NoSuggestionMessages({ lastTrace: undefined }, () => Promise.resolve(refused));
    const buttons: string[] = [];
    window.press = (_, [first]) => void buttons.push(first ?? '');
    const tell = (reason: string, document = 'a') => why.report({ reason } as Outcome, document);
    await tell('failed');
    await tell('paused');
    await tell('paused', 'b');
    assert.deepEqual(buttons, ['Manage API Keys']);
    assert.match(window.messages[0] ?? '', /Mistral rejected the API key/);
    // Another error in between is reported as usual.
    await tell('excluded file');
    await tell('paused');
    assert.deepEqual(buttons, ['Manage API Keys', 'What to Do']);
    refused = { service: 'mistral', streak: 2 };
    await tell('paused');
    assert.deepEqual(buttons.slice(2), ['Manage API Keys']);
    refused = undefined;
    await tell('paused', 'c');
    assert.deepEqual(buttons.slice(3), ['What to Do']);
  });
});
