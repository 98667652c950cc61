import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/base/clock.ts';

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** A clock that advances only on request: an hour of typing takes seconds. */
export class SimulatedClock implements Clock {
  #now = Date.UTC(2026, 0, 1);
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#now;
  }

  setTimeout(run: () => void, ms: number): () => void {
    const timer = { at: this.#now + ms, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** The number of open timers. */
  get open(): number {
    return this.#timers.size;
  }

  /** Advances to `time`. Pending work that needs no time runs between two timers. */
  async advanceTo(time: number): Promise<void> {
    for (;;) {
      await setImmediate();
      const next = this.#next();
      if (!next || next.at > time) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = Math.max(this.#now, time);
  }

  /** The timer that is due first; the oldest of equal ones. */
  #next(): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) if (!next || timer.at < next.at) next = timer;
    return next;
  }
}
