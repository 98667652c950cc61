import { cleanKey } from './cleanKey.ts';

/** How many replaced keys are kept: answers to their requests may still arrive. */
const MAX_KEYS = 16;

/**
 * All keys that this window has used, for both services, so that they can be removed from responses. In memory only.
 */
export class KnownKeys {
  #keys: readonly string[] = [];

  /** Adds a key in the form in which it is sent. Drops the oldest one if there are too many. */
  add(key: string | undefined): void {
    const cleaned = cleanKey(key ?? '');
    if (!cleaned.ok) return;
    this.#keys = [cleaned.key, ...this.#keys.filter((known) => known !== cleaned.key)];
    this.#keys = this.#keys.slice(0, MAX_KEYS);
  }

  /** Newest first. */
  get all(): readonly string[] {
    return this.#keys;
  }
}
