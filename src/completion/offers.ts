import type { ServiceName } from '../mistral/services.ts';
import type { Recalled } from './remember.ts';
import type { RequestTrace } from './trace.ts';

/** Counts suggestions; called on the way of a key stroke. */
export interface Account {
  /** A suggestion is handed to VS Code for the first time. */
  offered(service: ServiceName, model: string): void;
  /** A suggestion was accepted as a whole, and inserted so many characters. */
  accepted(service: ServiceName, model: string, characters: number): void;
}

/** What was handed to VS Code. Typing on with a suggestion, or back into it, makes no new one of it. */
export class Offers {
  readonly #account: Account;
  readonly #handed = new WeakSet<object>();
  /** The request that the newest of them came from. */
  #last: RequestTrace | undefined;

  constructor(account: Account) {
    this.#account = account;
  }

  /** A suggestion, or what is left of it, is handed over. */
  handed({ suggestion, request }: Recalled): void {
    if (!request) return;
    this.#last = request;
    if (this.#handed.has(suggestion)) return;
    this.#handed.add(suggestion);
    this.#account.offered(request.service, request.request.model);
  }

  /** The newest of them was accepted as a whole. */
  accepted(characters: number): void {
    if (this.#last) {
      this.#account.accepted(this.#last.service, this.#last.request.model, characters);
    }
  }
}
