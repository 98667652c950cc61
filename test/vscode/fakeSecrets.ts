import * as vscode from 'vscode';

/** SecretStorage in memory, which two windows can share; it can be made to fail. */
export class FakeSecrets implements vscode.SecretStorage {
  readonly #values = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.SecretStorageChangeEvent>();
  readonly onDidChange = this.#changed.event;
  isLocked = false;
  /** News of a change come later than its promise, as over a slow connection. */
  isSlow = false;

  get(key: string): Promise<string | undefined> {
    return this.#use(() => this.#values.get(key));
  }

  store(key: string, value: string): Promise<void> {
    return this.#use(() => {
      this.#values.set(key, value);
      this.#tell(key);
    });
  }

  delete(key: string): Promise<void> {
    return this.#use(() => {
      this.#values.delete(key);
      this.#tell(key);
    });
  }

  keys(): Promise<string[]> {
    return this.#use(() => [...this.#values.keys()]);
  }

  #tell(key: string): void {
    const tell = () => {
      this.#changed.fire({ key });
    };
    if (this.isSlow) setTimeout(tell, 5);
    else tell();
  }

  #use<T>(work: () => T): Promise<T> {
    return this.isLocked
      ? Promise.reject(new Error('secret: local-mistral-key'))
      : Promise.resolve(work());
  }
}
