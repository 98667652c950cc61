import { once } from '../../base/async.ts';

/** A module that is loaded on first use and disposed with the extension. */
export class LazyModule<T extends { dispose(): void }> {
  #loaded: T | undefined;

  /** Loads the module once. A failure rejects, and the next call tries again. */
  readonly load: () => Promise<T>;

  constructor(load: () => Promise<T>) {
    this.load = once(async () => (this.#loaded = await load()));
  }

  /** The module; undefined until it is loaded. */
  get loaded(): T | undefined {
    return this.#loaded;
  }

  dispose(): void {
    this.#loaded?.dispose();
  }
}
