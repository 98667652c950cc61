import { useLayoutEffect, useRef } from 'preact/hooks';
import type { AssistantTurnView } from '../../protocol/panelViews.ts';
import { usePanel } from '../panelContext.ts';

/**
 * Renders streaming text outside of the component tree: calls `show` after each render that changes the answer, and
 * after each delta.
 */
export function useStreamedBody(
  turn: AssistantTurnView,
  show: (turn: AssistantTurnView) => void,
): void {
  const { store } = usePanel();
  const latest = useRef(show);
  latest.current = show;
  useLayoutEffect(() => {
    show(turn);
  }, [turn]);
  useLayoutEffect(
    () =>
      store.onDelta(turn.id, (now) => {
        latest.current(now);
      }),
    [store, turn.id],
  );
}

/** Content that grows: `append` adds text, `finish` renders its last part. */
export interface StreamedContent {
  append(text: string): void;
  finish(): void;
}

/** Renders a text by appending what is new. Starts over if the text has changed otherwise. */
export class StreamedBody {
  readonly #createContent: () => StreamedContent;
  #content: StreamedContent | undefined;
  #shown = '';
  #isFinished = false;

  /** `createContent` replaces the content with an empty one. */
  constructor(createContent: () => StreamedContent) {
    this.#createContent = createContent;
  }

  /** Shows the current text. */
  show(text: string, isComplete: boolean): void {
    const isAppended = text.startsWith(this.#shown) && !(this.#isFinished && text !== this.#shown);
    if (this.#content === undefined || !isAppended) {
      this.#content = this.#createContent();
      this.#shown = '';
      this.#isFinished = false;
    }
    if (text.length > this.#shown.length) this.#content.append(text.slice(this.#shown.length));
    this.#shown = text;
    if (isComplete && !this.#isFinished) this.#content.finish();
    this.#isFinished ||= isComplete;
  }
}
