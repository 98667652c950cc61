import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Keys } from '../../src/vscode/keys.ts';

/** SecretStorage in memory, which two windows can share; it can be made to fail. */
class FakeSecrets implements vscode.SecretStorage {
  readonly #values = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.SecretStorageChangeEvent>();
  readonly onDidChange = this.#changed.event;
  isLocked = false;

  get(key: string): Promise<string | undefined> {
    return this.#use(() => this.#values.get(key));
  }

  store(key: string, value: string): Promise<void> {
    return this.#use(() => {
      this.#values.set(key, value);
      this.#changed.fire({ key });
    });
  }

  delete(key: string): Promise<void> {
    return this.#use(() => {
      this.#values.delete(key);
      this.#changed.fire({ key });
    });
  }

  keys(): Promise<string[]> {
    return this.#use(() => [...this.#values.keys()]);
  }

  #use<T>(work: () => T): Promise<T> {
    return this.isLocked
      ? Promise.reject(new Error('secret: local-mistral-key'))
      : Promise.resolve(work());
  }
}

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
});
