import { dropOwnBeginning } from './shaping/beginning.ts';
import { closedSince } from './rightText.ts';
import type { Snapshot } from './snapshot.ts';
import { typedSince } from './snapshot.ts';
import type { Purpose, RequestTrace } from './trace.ts';

/** A request under way. */
export interface Flight {
  /** The state it was made for; for a prefetch, one that the user has not reached yet. */
  readonly snapshot: Snapshot;
  /** What is known of it so far; grows while it streams. */
  readonly trace: RequestTrace;
  /** Resolves when it is over and its answer, if there is one, is remembered. Never rejects. */
  readonly landed: Promise<void>;
  /** Resolves when its socket is closed: later, where the lines behind the suggestion are heard as well. */
  readonly over: Promise<void>;
  /** Closes its socket. */
  readonly abort: () => void;
}

/** At most so many requests at once: the newest, and one that can still be joined. */
const MOST = 2;

/** The requests under way. A key stroke that continues what one was made for joins it instead of asking again. */
export class Flights {
  readonly #flights: Flight[] = [];
  /** The newest state, by which every piece of an answer is judged as it arrives. */
  #latest: Snapshot | undefined;

  /** The newest request whose answer this state may still become; an alternative only where one is wanted. */
  joinable(snapshot: Snapshot, wanted: Purpose = 'suggestion'): Flight | undefined {
    return this.#flights.findLast((flight) => {
      const isAlternative = flight.trace.purpose === 'alternative';
      if (isAlternative !== (wanted === 'alternative')) return false;
      const typed = typedSince(flight.snapshot, snapshot);
      return typed !== undefined && agrees(flight, typed, snapshot);
    });
  }

  /** Whether one of them was sent for a state that the user has yet to reach. */
  hasAhead(snapshot: Snapshot): boolean {
    return this.#flights.some((flight) => (typedSince(snapshot, flight.snapshot) ?? '') !== '');
  }

  /** The user is at this state now: what can no longer be shown in its document is given up. */
  reached(snapshot: Snapshot): void {
    this.#latest = snapshot;
    for (const flight of [...this.#flights]) this.heard(flight);
  }

  /** More of an answer has arrived: it is given up as soon as it contradicts what was typed. */
  heard(flight: Flight): void {
    if (this.#latest && contradicts(flight, this.#latest)) flight.abort();
  }

  /** Adds a request until it is over; the oldest makes room. */
  add(flight: Flight): void {
    while (this.#flights.length >= MOST) this.#flights.shift()?.abort();
    this.#flights.push(flight);
    void flight.over.then(() => {
      const at = this.#flights.indexOf(flight);
      if (at >= 0) this.#flights.splice(at, 1);
    });
  }

  /** Gives up what was asked for a document; for every document where none is named. */
  clear(document?: string): void {
    for (const flight of [...this.#flights]) {
      if (document === undefined || flight.snapshot.document === document) flight.abort();
    }
  }
}

function contradicts(flight: Flight, now: Snapshot): boolean {
  if (flight.snapshot.document !== now.document) return false;
  const typed = typedSince(flight.snapshot, now);
  if (typed !== undefined) return !agrees(flight, typed, now);
  // A prefetch stays while the user is on the way to its state.
  return typedSince(now, flight.snapshot) === undefined;
}

/** Whether what was typed and what arrived can be the same text, once the answer is shaped, in the same place. */
function agrees({ snapshot, trace }: Flight, typed: string, now: Snapshot): boolean {
  if (closedSince(snapshot, now) === undefined) return false;
  const raw = trace.raw.replaceAll('\r', '');
  const shapes = [raw, raw.trimStart(), dropOwnBeginning(raw, snapshot).trimStart()];
  return shapes.some((text) => text.startsWith(typed) || typed.startsWith(text));
}
