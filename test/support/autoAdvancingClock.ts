import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../src/base/clock.ts';

/** Event loop turns without activity after which only a timer can cause more. */
const QUIET_TURNS = 10;

/** Thrown if work does not end within its limit. */
class Endless extends Error {}

/**
 * A clock that advances as soon as nothing else happens. Client and server share it, so an hour of
 * keepalive comments takes milliseconds, and results do not depend on the speed of the machine.
 */
export class AutoAdvancingClock implements Clock {
  readonly timers = new Map<() => void, number>();
  readonly #activity: () => number;
  #now = Date.UTC(2026, 10, 21);

  /** `activity` returns a counter of all socket events. */
  constructor(activity: () => number) {
    this.#activity = activity;
  }

  now(): number {
    return this.#now;
  }

  setTimeout(run: () => void, ms: number): () => void {
    const timer = (): void => {
      this.timers.delete(timer);
      run();
    };
    this.timers.set(timer, this.#now + Math.max(0, ms));
    return () => this.timers.delete(timer);
  }

  /** Advances until `work` settles, by at most `limit` milliseconds. */
  async until<T>(work: Promise<T>, limit: number): Promise<T> {
    const state = { isOver: false };
    const finished = (): void => {
      state.isOver = true;
    };
    work.then(finished, finished);
    const end = this.#now + limit;
    const giveUpAt = performance.now() + 120_000;
    for (;;) {
      await this.quiet(() => state.isOver);
      if (state.isOver) return work;
      if (performance.now() > giveUpAt) throw new Endless('two minutes of real time');
      if (this.timers.size === 0) {
        // Compression, certificates and closing sockets take real time.
        await sleep(2);
        continue;
      }
      const next = Math.min(...this.timers.values());
      if (next > end) throw new Endless(`more than ${limit / 1_000} s`);
      this.#pass(next - this.#now);
    }
  }

  /** Advances by `ms` milliseconds. */
  async advance(ms: number): Promise<void> {
    await this.until(new Promise<void>((resolve) => this.setTimeout(resolve, ms)), ms);
  }

  /** Resolves when there is no more activity or `isOver` returns true. */
  async quiet(isOver: () => boolean = () => false): Promise<void> {
    let seen = this.#activity();
    for (let turn = 0; turn < QUIET_TURNS && !isOver(); turn += 1) {
      await setImmediate();
      if (this.#activity() === seen) continue;
      seen = this.#activity();
      turn = 0;
    }
  }

  #pass(ms: number): void {
    this.#now += Math.max(0, ms);
    const due = [...this.timers].filter(([, at]) => at <= this.#now);
    for (const [run] of due.sort((a, b) => a[1] - b[1])) if (this.timers.has(run)) run();
  }
}
