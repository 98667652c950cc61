import { Follow } from './follow.ts';
import type { Position } from './follow.ts';

/** Keys that go up, where no text box takes them. */
const UPWARD_KEYS = new Set(['ArrowUp', 'PageUp', 'Home']);

/** Keeps the end of a growing text in view, as {@link Follow} decides. */
export class Scroller {
  readonly #element: HTMLElement;
  readonly #follow = new Follow();
  readonly #onChange: (isAway: boolean) => void;
  readonly #ending = new AbortController();
  #touchY = 0;
  #isAway = false;

  /** `onChange` is told whether there is a way back to the end to be offered. */
  constructor(element: HTMLElement, content: Element, onChange: (isAway: boolean) => void) {
    this.#element = element;
    this.#onChange = onChange;
    this.#listen();
    // Both: the end moves when the text grows and when the panel shrinks.
    const sizes = new ResizeObserver(() => {
      this.#settle();
    });
    sizes.observe(element);
    sizes.observe(content);
    this.#ending.signal.addEventListener('abort', () => {
      sizes.disconnect();
    });
  }

  /** Goes to the end and stays there. */
  toEnd(): void {
    this.#follow.take();
    this.#settle();
  }

  /** Goes to a place and stays there. */
  toTop(top: number): void {
    this.#follow.letGo();
    this.#element.scrollTop = top;
    this.#settle();
  }

  /** Whether the end is being followed. */
  get isFollowing(): boolean {
    return this.#follow.isFollowing;
  }

  /** Lets go of the page. */
  dispose(): void {
    this.#ending.abort();
  }

  #listen(): void {
    const { signal } = this.#ending;
    const options = { signal, passive: true };
    const element = this.#element;
    const letGo = (): void => {
      this.#follow.letGo();
      this.#tell();
    };
    element.addEventListener(
      'wheel',
      ({ deltaY }) => {
        if (deltaY < 0) letGo();
      },
      options,
    );
    element.addEventListener(
      'keydown',
      ({ key, target }) => {
        const isTyping =
          target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
        if (UPWARD_KEYS.has(key) && !isTyping) letGo();
      },
      options,
    );
    element.addEventListener(
      'touchstart',
      ({ touches }) => {
        this.#touchY = touches[0]?.clientY ?? 0;
      },
      options,
    );
    element.addEventListener(
      'touchmove',
      ({ touches }) => {
        if ((touches[0]?.clientY ?? 0) > this.#touchY) letGo();
      },
      options,
    );
    element.addEventListener(
      'pointerdown',
      (event) => {
        // On the scroll bar: it lies beyond the width of the content.
        if (event.target === element && event.offsetX >= element.clientWidth) letGo();
      },
      options,
    );
    document.addEventListener(
      'selectionchange',
      () => {
        const selection = document.getSelection();
        const isHere = selection?.isCollapsed === false && element.contains(selection.anchorNode);
        if (isHere) letGo();
      },
      options,
    );
    element.addEventListener(
      'scroll',
      () => {
        this.#follow.scrolled(this.#position());
        this.#tell();
      },
      options,
    );
  }

  #settle(): void {
    if (this.#follow.isFollowing) this.#element.scrollTop = this.#element.scrollHeight;
    this.#follow.placed(this.#position());
    this.#tell();
  }

  #tell(): void {
    const isAway = !this.#follow.isFollowing && this.#position().below > 1;
    if (isAway === this.#isAway) return;
    this.#isAway = isAway;
    this.#onChange(isAway);
  }

  #position(): Position {
    const { scrollTop, scrollHeight, clientHeight } = this.#element;
    const below = scrollHeight - clientHeight - scrollTop;
    return { top: scrollTop, below, height: scrollHeight };
  }
}
