import type { Clock } from '../../mistral/clock.ts';

/** What comes is shown together within so many milliseconds. */
const BATCH_MS = 50;

/** The box for a commit message while one is written into it. What its user does there always wins. */
export class MessageBox {
  readonly #box: { value: string };
  readonly #clock: Clock;
  readonly #taken: () => void;
  /** VS Code reports what was set with a delay: each of these may stand there for a moment. */
  readonly #written = new Set<string>();
  #next = '';
  #cancel: (() => void) | undefined;
  /** What stood there before. */
  readonly before: string;

  /** `taken` is called as soon as it is seen that the user has changed the box. */
  constructor(box: { value: string }, clock: Clock, taken: () => void) {
    this.#box = box;
    this.#clock = clock;
    this.#taken = taken;
    this.before = box.value;
  }

  /** Shows the message as it is now, soon. */
  show(message: string): void {
    this.#next = message;
    this.#cancel ??= this.#clock.setTimeout(() => {
      this.#cancel = undefined;
      this.#put(this.#next);
    }, BATCH_MS);
  }

  /** Shows the message as it stays; whether the box was still ours. */
  finish(message: string): boolean {
    this.#rest();
    return this.#put(message);
  }

  /** Gives back what stood there before; whether the box was still ours. */
  giveBack(): boolean {
    this.#rest();
    return this.#written.size === 0 || this.#put(this.before);
  }

  #rest(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #put(text: string): boolean {
    const { value } = this.#box;
    const isOurs = this.#written.size === 0 ? value === this.before : this.#written.has(value);
    if (!isOurs) {
      this.#taken();
      return false;
    }
    if (text !== value && (text !== '' || this.#written.size > 0)) {
      this.#written.add(text);
      this.#box.value = text;
    }
    return true;
  }
}
