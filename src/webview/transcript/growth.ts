import { useLayoutEffect } from 'preact/hooks';
import type { AnswerView } from '../../protocol/views.ts';
import { usePanel } from '../panel.ts';

/** Shows an answer's growing text outside of the tree: `show` is told all of it at each drawing and each growth. */
export function useGrowth(turn: AnswerView, show: (turn: AnswerView) => void): void {
  const { store } = usePanel();
  useLayoutEffect(() => {
    show(turn);
  }, [turn]);
  useLayoutEffect(() => store.onGrowth(turn.id, show), [store, turn.id]);
}

/** What text can be added to. */
export interface Growing {
  append(text: string): void;
  finish(): void;
}

/** Shows a text that grows by adding what is new, and starts over only where it is another text. */
export class Grown {
  readonly #make: () => Growing;
  #body: Growing | undefined;
  #shown = '';
  #isFinished = false;

  /** `make` gives an empty body in the place of the last one. */
  constructor(make: () => Growing) {
    this.#make = make;
  }

  /** Shows the text as it is now; `isAll` says that there is no more to come. */
  show(text: string, isAll: boolean): void {
    const isMore = text.startsWith(this.#shown) && !(this.#isFinished && text !== this.#shown);
    if (this.#body === undefined || !isMore) {
      this.#body = this.#make();
      this.#shown = '';
      this.#isFinished = false;
    }
    if (text.length > this.#shown.length) this.#body.append(text.slice(this.#shown.length));
    this.#shown = text;
    if (isAll && !this.#isFinished) this.#body.finish();
    this.#isFinished ||= isAll;
  }
}
