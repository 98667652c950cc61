import type { Ended } from './ending/ending.ts';
import type { Snapshot } from './snapshot.ts';
import { typedSince } from './remember.ts';

/** A request under way. */
export interface Flight {
  readonly snapshot: Snapshot;
  /** All the text that has arrived. */
  readonly received: () => string;
  /** Resolves when the answer has ended, whichever way; undefined if it failed or was given up. Never rejects. */
  readonly landed: Promise<Ended | undefined>;
  /** Closes its socket. */
  readonly abort: () => void;
}

/** At most so many requests at once: the newest, and one that can still be joined. */
const MOST = 2;

/** The requests under way. A key stroke that continues what one was made for joins it instead of asking again. */
export class Flights {
  readonly #flights: Flight[] = [];

  /** The newest request whose answer this state may still become. */
  joinable(snapshot: Snapshot): Flight | undefined {
    return this.#flights.findLast((flight) => !contradicts(flight, snapshot));
  }

  /** Gives up every request of this document whose answer can no longer be shown here. */
  giveUpContradicted(snapshot: Snapshot): void {
    for (const flight of [...this.#flights]) {
      if (flight.snapshot.document === snapshot.document && contradicts(flight, snapshot)) {
        flight.abort();
      }
    }
  }

  /** Adds a request until it lands; the oldest makes room. */
  add(flight: Flight): void {
    while (this.#flights.length >= MOST) this.#flights.shift()?.abort();
    this.#flights.push(flight);
    void flight.landed.then(() => {
      const at = this.#flights.indexOf(flight);
      if (at >= 0) this.#flights.splice(at, 1);
    });
  }

  /** Gives up everything. */
  clear(): void {
    for (const flight of this.#flights.splice(0)) flight.abort();
  }
}

function contradicts(flight: Flight, snapshot: Snapshot): boolean {
  const typed = typedSince(flight.snapshot, snapshot);
  if (typed === undefined) return true;
  const received = flight.received();
  return !received.startsWith(typed) && !typed.startsWith(received);
}
