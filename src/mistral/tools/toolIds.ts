import type { ReceivedToolCall } from '../chat.ts';
import { digest } from '../../base/digest.ts';

/** Call IDs that Mistral accepts: "a-z, A-Z, 0-9, with a length of 9", as its error 3280 says. */
const LENGTH = 9;
const VALID_ID = /^[a-zA-Z0-9]{9}$/;

/**
 * Assigns a valid and unique ID to each call of a conversation. Valid IDs are kept; others are replaced by a digest,
 * the same in every request. Some services number the calls of each answer from the start, so a repeated ID is a
 * different call.
 */
export class CallIds {
  readonly #given = new Set<string>();
  readonly #reserved: ReadonlySet<string>;

  /** `ids` are all IDs of the conversation. */
  constructor(ids: Iterable<string>) {
    this.#reserved = new Set([...ids].filter((id) => VALID_ID.test(id)));
  }

  /** The ID of the next call, in the order of the conversation. */
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

/**
 * An ID for a call without one. Deterministic, so that repeated requests are equal. `turn` is the number of
 * messages before the answer, `position` the call's index in it.
 */
export function idOfCall(call: ReceivedToolCall, turn: number, position: number): string {
  return digest(`${turn} ${position} ${call.name} ${call.arguments}`, LENGTH);
}
