import type { Snapshot } from '../snapshot.ts';
import { typedSince } from '../snapshot.ts';
import type { InFlightRequest } from './inFlightRequest.ts';
import type { RequestPurpose } from './requestTrace.ts';

/** Maximum number of simultaneous requests: the newest, and one that can still be joined. */
const MAX_IN_FLIGHT = 2;

/** The requests in flight. A keystroke that continues the state of one joins it instead of sending another. */
export class InFlightRequests {
  readonly #requests: InFlightRequest[] = [];
  /** The latest state of the editor. */
  #latest: Snapshot | undefined;

  /** The newest request whose answer may fit a state; alternatives only if `purpose` asks for one. */
  joinable(
    snapshot: Snapshot,
    purpose: RequestPurpose = 'suggestion',
  ): InFlightRequest | undefined {
    return this.#requests.findLast(
      (request) =>
        (request.purpose === 'alternative') === (purpose === 'alternative') &&
        request.fits(snapshot),
    );
  }

  /** Whether a request is for a state that the user has not reached yet. */
  hasRequestAheadOf(snapshot: Snapshot): boolean {
    return this.#requests.some((request) => (typedSince(snapshot, request.snapshot) ?? '') !== '');
  }

  /** Aborts the requests of the same document that no longer fit the editor's state. Returns whether there were any. */
  abortContradicted(snapshot: Snapshot): boolean {
    this.#latest = snapshot;
    const open = this.#requests.filter(({ signal }) => !signal.aborted);
    for (const request of open) request.onCursorMove(snapshot);
    return open.some(({ signal }) => signal.aborted);
  }

  /** Adds a request until its stream is closed. Aborts the oldest one above {@link MAX_IN_FLIGHT}. */
  add(request: InFlightRequest): void {
    while (this.#requests.length >= MAX_IN_FLIGHT) this.#requests.shift()?.abort();
    this.#requests.push(request);
    if (this.#latest) request.onCursorMove(this.#latest);
    void request.closed.then(() => {
      const index = this.#requests.indexOf(request);
      if (index >= 0) this.#requests.splice(index, 1);
    });
  }

  /** Aborts the requests of a document, or of all documents. */
  abortAll(document?: string): void {
    for (const request of this.#requests) {
      if (document === undefined || request.snapshot.document === document) request.abort();
    }
  }
}
