import type { Clock } from '../base/clock.ts';

/** Whether VS Code holds suggestions back, and until when. */
export interface SnoozeState {
  /** The end of a snooze that the extension started, in milliseconds since the epoch; undefined if it is unknown. */
  readonly until: number | undefined;
}

/** Typed keys without a request after which suggestions count as held back: a snippet may suppress a few. */
const MIN_KEYS = 6;
/** The minimum time between the first and the last of them, in milliseconds: a request may be late. */
const MIN_SILENCE_MS = 1_000;

/**
 * Knows whether suggestions are snoozed. VS Code does not report it. A snooze that the extension starts is known; one
 * started elsewhere is inferred from keystrokes after which VS Code requests nothing. Any automatic request ends both.
 */
export class Snooze {
  readonly #clock: Clock;
  readonly #changed: () => void;
  #until: number | undefined;
  #cancelTimer: () => void = () => undefined;
  #keys = 0;
  #firstKeyAt = 0;
  #isSilent = false;

  /** `changed` is called when the state may have changed. */
  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** The current state; undefined while VS Code requests suggestions. */
  get state(): SnoozeState | undefined {
    if (this.#until !== undefined && this.#until > this.#clock.now()) return { until: this.#until };
    return this.#isSilent ? { until: undefined } : undefined;
  }

  /** Call when VS Code was told to snooze suggestions for a time in milliseconds. */
  start(ms: number): void {
    this.#reset();
    this.#until = this.#clock.now() + ms;
    this.#cancelTimer = this.#clock.setTimeout(() => {
      this.end();
    }, ms);
    this.#changed();
  }

  /** Call when suggestions resume. */
  end(): void {
    this.#reset();
    this.#changed();
  }

  /** Call for each automatic request by VS Code. */
  onRequested(): void {
    this.#keys = 0;
    if (this.state) this.end();
  }

  /** Call for each typed key for which VS Code should request suggestions. */
  onTyped(): void {
    const now = this.#clock.now();
    if (this.#keys === 0) this.#firstKeyAt = now;
    this.#keys += 1;
    if (this.#isSilent || this.#keys < MIN_KEYS || now - this.#firstKeyAt < MIN_SILENCE_MS) return;
    this.#isSilent = true;
    this.#changed();
  }

  /** Ends the timer. */
  dispose(): void {
    this.#cancelTimer();
  }

  #reset(): void {
    this.#cancelTimer();
    this.#until = undefined;
    this.#keys = 0;
    this.#isSilent = false;
  }
}
