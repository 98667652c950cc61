import type { Snapshot } from './snapshot.ts';
import { typedSince } from './snapshot.ts';

/** A line is expected to hold until the session has shown otherwise: nine in ten do with a good model. */
const FIRST_RATE = 0.95;
/** How many of the last lines the rate remembers. */
const MEMORY = 32;
/** A suggestion is as long as it is right as a whole with this likelihood. */
const SHOWN_AT = 0.75;
/** Lines behind it are worth hearing as long as they come to be wanted with this likelihood. */
const HEARD_AT = 0.6;

/** What is on screen, and how many of its lines were typed or accepted. */
interface Shown {
  readonly snapshot: Snapshot;
  readonly text: string;
  readonly held: number;
}

/**
 * How far the model's answers have held lately. A wrong line spoils what follows it, so a model that errs
 * often is shown and heard line by line, and one that does not gets whole blocks.
 */
export class Confidence {
  #rate = FIRST_RATE;
  #shown: Shown | undefined;

  /** Lines to show at once; Infinity where nothing speaks against a whole block. */
  get shown(): number {
    return linesAt(SHOWN_AT, this.#rate);
  }

  /** Lines to hear in all. */
  get heard(): number {
    return linesAt(HEARD_AT, this.#rate);
  }

  /** A suggestion is on screen. */
  show(snapshot: Snapshot, text: string): void {
    const same = this.#shown && typedSince(this.#shown.snapshot, snapshot);
    // The rest of what was there before.
    if (same !== undefined && this.#shown?.text === same + text) return;
    this.#shown = { snapshot, text, held: 0 };
  }

  /** The user is at this state now: the lines of the suggestion that were typed have held. */
  reached(snapshot: Snapshot): void {
    if (!this.#shown) return;
    const { text, held } = this.#shown;
    const typed = typedSince(this.#shown.snapshot, snapshot);
    const same = typed === undefined ? undefined : sharedBeginning(text, typed);
    if (typed === undefined || same === undefined) {
      this.#shown = undefined;
      return;
    }
    const isWhole = same === text.trimEnd().length || same === text.length;
    const lines = linesIn(text.slice(0, same)) + (isWhole ? 1 : 0);
    for (let line = held; line < lines; line += 1) this.#learn(1);
    const isBroken = !isWhole && same < typed.length;
    if (isBroken) this.#learn(0);
    this.#shown = isBroken || isWhole ? undefined : { ...this.#shown, held: Math.max(held, lines) };
  }

  #learn(held: 0 | 1): void {
    this.#rate += (held - this.#rate) / MEMORY;
  }
}

function linesIn(text: string): number {
  return text.split('\n').length - 1;
}

function sharedBeginning(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}

/** The number of lines that hold together with a likelihood, where each holds at a rate. */
function linesAt(likelihood: number, rate: number): number {
  return Math.max(1, Math.floor(Math.log(likelihood) / Math.log(Math.min(rate, 0.999))));
}
