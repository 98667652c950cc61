import type { Snapshot } from './snapshot.ts';
import { typedSince } from './snapshot.ts';

/** What is expected until the session has shown otherwise: that the first line of an answer holds… */
const FIRST_RATE = 0.8;
/** …and that a later one does, where those before it have: so it is with a good model. */
const LATER_RATE = 0.95;
/** How many of the last lines a rate remembers. */
const MEMORY = 32;
/** The lines behind the first are shown as long as they hold together with this likelihood. */
const SHOWN_AT = 0.8;
/** More lines than this are not read at a glance, and take half a second to arrive. */
const MOST_SHOWN = 5;
/** Lines behind the suggestion are worth hearing as long as they come to be wanted with this likelihood. */
const HEARD_AT = 0.6;

/** What is on screen. */
interface Shown {
  readonly snapshot: Snapshot;
  readonly text: string;
  /** Whether lines of the same answer have held before it. */
  readonly isLater: boolean;
  /** How many of its lines were typed or accepted. */
  readonly held: number;
}

/**
 * How far the model's answers have held lately. A wrong line spoils what follows it, so what a model that errs
 * often says is shown line by line, and heard no further than it is likely to be wanted.
 */
export class Confidence {
  #first = FIRST_RATE;
  #later = LATER_RATE;
  #shown: Shown | undefined;

  /** Lines to show at once, from 1 to {@link MOST_SHOWN}. */
  get shown(): number {
    return Math.min(MOST_SHOWN, 1 + linesAt(SHOWN_AT, this.#later));
  }

  /** Lines to hear in all; those behind the shown ones are the next suggestion. */
  get heard(): number {
    const left = HEARD_AT / this.#first;
    return left >= 1 ? 1 : 1 + linesAt(left, this.#later);
  }

  /** A suggestion is on screen; `isLater` where it goes on with an answer whose beginning has held. */
  show(snapshot: Snapshot, text: string, isLater: boolean): void {
    const typed = this.#shown && typedSince(this.#shown.snapshot, snapshot);
    const isRest = typed !== undefined && this.#shown?.text === typed + text;
    if (!isRest) this.#shown = { snapshot, text, isLater, held: 0 };
  }

  /** The user is at this state now: the lines of the suggestion that were typed have held. */
  reached(snapshot: Snapshot): void {
    const shown = this.#shown;
    const typed = shown && typedSince(shown.snapshot, snapshot);
    this.#shown = undefined;
    if (!shown || typed === undefined) return;
    const same = sharedBeginning(shown.text, typed);
    const isWhole = same >= shown.text.trimEnd().length;
    const lines = linesIn(shown.text.slice(0, same)) + (isWhole ? 1 : 0);
    for (let line = shown.held; line < lines; line += 1) this.#learn(shown, line, 1);
    if (isWhole) return;
    if (same < typed.length) this.#learn(shown, lines, 0);
    else this.#shown = { ...shown, held: Math.max(shown.held, lines) };
  }

  #learn({ isLater }: Shown, line: number, held: 0 | 1): void {
    if (isLater || line > 0) this.#later += (held - this.#later) / MEMORY;
    else this.#first += (held - this.#first) / MEMORY;
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
  return Math.floor(Math.log(likelihood) / Math.log(Math.min(rate, 0.999)));
}
