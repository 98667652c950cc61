import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/base/clock.ts';

/** A clock that advances only on request and exposes its open timers. */
export class FakeClock implements Clock {
  readonly timers = new Map<() => void, number>();
  #now = Date.UTC(2026, 10, 21);

  now(): number {
    return this.#now;
  }

  setTimeout(run: () => void, ms: number): () => void {
    const timer = (): void => {
      this.timers.delete(timer);
      run();
    };
    this.timers.set(timer, this.#now + ms);
    return () => this.timers.delete(timer);
  }

  /** Advances the clock by `ms` milliseconds and runs due timers, earliest first. */
  advance(ms: number): void {
    this.#now += ms;
    const due = [...this.timers].filter(([, at]) => at <= this.#now).sort((a, b) => a[1] - b[1]);
    for (const [run] of due) run();
  }

  /** Changes the system time without affecting timers. */
  jump(ms: number): void {
    this.#now += ms;
    for (const [timer, at] of this.timers) this.timers.set(timer, at + ms);
  }

  /** Resolves when a timer of exactly `ms` milliseconds is open. */
  async untilWaiting(ms: number): Promise<void> {
    const giveUpAt = performance.now() + 60_000;
    while (![...this.timers.values()].includes(this.#now + ms)) {
      if (performance.now() > giveUpAt) throw new Error(`no timer of ${String(ms)} ms`);
      await setImmediate();
    }
  }
}

/** The real clock, with the number of its open timers. */
export function realClock(): Clock & { readonly open: () => number } {
  const timers = new Set<NodeJS.Timeout>();
  return {
    now: () => Date.now(),
    setTimeout: (run, ms) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        run();
      }, ms);
      timers.add(timer);
      return () => {
        timers.delete(timer);
        clearTimeout(timer);
      };
    },
    open: () => timers.size,
  };
}
