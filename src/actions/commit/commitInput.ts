import type { Clock } from '../../base/clock.ts';
import { RunOnceScheduler } from '../../base/runOnceScheduler.ts';

/** Updates within this time are combined, in milliseconds. */
const BATCH_MS = 50;

/** Writes a streaming message into the commit message box. Edits by the user always win. */
export class CommitInput {
  readonly #box: { value: string };
  readonly #onOverwritten: () => void;
  /** Texts written so far. VS Code applies them with a delay, so the box may contain any of them. */
  readonly #written = new Set<string>();
  #next = '';
  readonly #batch: RunOnceScheduler;
  /** The text in the box before the first write. */
  readonly before: string;

  /** `onOverwritten` is called when the user has changed the box. */
  constructor(box: { value: string }, clock: Clock, onOverwritten: () => void) {
    this.#box = box;
    this.#batch = new RunOnceScheduler(clock, () => {
      this.#write(this.#next);
    });
    this.#onOverwritten = onOverwritten;
    this.before = box.value;
  }

  /** Shows the message received so far, after a short delay. */
  show(message: string): void {
    this.#next = message;
    this.#batch.scheduleOnce(BATCH_MS);
  }

  /** Shows the final message; returns false if the user has changed the box. */
  finish(message: string): boolean {
    this.#batch.cancel();
    return this.#write(message);
  }

  /** Restores the text from before; returns false if the user has changed the box. */
  restore(): boolean {
    this.#batch.cancel();
    return this.#written.size === 0 || this.#write(this.before);
  }

  #write(text: string): boolean {
    const { value } = this.#box;
    const isUnchanged = this.#written.size === 0 ? value === this.before : this.#written.has(value);
    if (!isUnchanged) {
      this.#onOverwritten();
      return false;
    }
    if (text !== value && (text !== '' || this.#written.size > 0)) {
      this.#written.add(text);
      this.#box.value = text;
    }
    return true;
  }
}
