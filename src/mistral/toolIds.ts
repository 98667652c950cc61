import { digest } from './digest.ts';

/** Ids of calls that Mistral takes: "a-z, A-Z, 0-9, with a length of 9", says its error 3280. */
const LENGTH = 9;
const TAKEN = /^[a-zA-Z0-9]{9}$/;

/**
 * Gives each call of a conversation an id that Mistral takes, and no two the same. An id that is taken stays as it
 * is; one of another service becomes a digest of itself, the same in every request. Some services number the calls
 * of each answer anew: a repeated id counts as another.
 */
export class CallIds {
  readonly #given = new Set<string>();
  readonly #reserved: ReadonlySet<string>;

  /** `ids` are all of the conversation. */
  constructor(ids: Iterable<string>) {
    this.#reserved = new Set([...ids].filter((id) => TAKEN.test(id)));
  }

  /** The id for the next call, in the order of the conversation. */
  next(id: string): string {
    if (this.#reserved.has(id) && !this.#given.has(id)) return this.#give(id);
    for (let round = 0; ; round += 1) {
      const other = digest(round === 0 ? id : `${id} ${round}`, LENGTH);
      if (!this.#given.has(other) && !this.#reserved.has(other)) return this.#give(other);
    }
  }

  #give(id: string): string {
    this.#given.add(id);
    return id;
  }
}
