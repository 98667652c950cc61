import { AutoScroll } from './autoScroll.ts';
import type { ScrollPosition } from './autoScroll.ts';

/** Keys that scroll up outside of text boxes. */
const UPWARD_KEYS = new Set(['ArrowUp', 'PageUp', 'Home']);

/** Scrolls the transcript and keeps its end in view while {@link AutoScroll} says so. */
export class Scroller {
  readonly #element: HTMLElement;
  readonly #autoScroll = new AutoScroll();
  readonly #onChange: (isScrolledUp: boolean) => void;
  readonly #disposal = new AbortController();
  #touchY = 0;
  #isScrolledUp = false;

  /** `onChange` receives whether the end is out of view and not followed. */
  constructor(element: HTMLElement, content: Element, onChange: (isScrolledUp: boolean) => void) {
    this.#element = element;
    this.#onChange = onChange;
    this.#addListeners();
    // The end moves when the content grows and when the panel shrinks.
    const resizeObserver = new ResizeObserver(() => {
      this.#applyPosition();
    });
    resizeObserver.observe(element);
    resizeObserver.observe(content);
    this.#disposal.signal.addEventListener('abort', () => {
      resizeObserver.disconnect();
    });
  }

  /** Scrolls to the end and follows it. */
  scrollToEnd(): void {
    this.#autoScroll.resume();
    this.#applyPosition();
  }

  /** Scrolls to a position and stops following the end. */
  scrollTo(top: number): void {
    this.#autoScroll.release();
    this.#element.scrollTop = top;
    this.#applyPosition();
  }

  /** Whether the end is followed. */
  get isFollowing(): boolean {
    return this.#autoScroll.isFollowing;
  }

  /** Removes all listeners. */
  dispose(): void {
    this.#disposal.abort();
  }

  #addListeners(): void {
    const { signal } = this.#disposal;
    const options = { signal, passive: true };
    const element = this.#element;
    const release = (): void => {
      this.#autoScroll.release();
      this.#notify();
    };
    element.addEventListener(
      'wheel',
      ({ deltaY }) => {
        if (deltaY < 0) release();
      },
      options,
    );
    element.addEventListener(
      'keydown',
      ({ key, target }) => {
        const isTyping =
          target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
        if (UPWARD_KEYS.has(key) && !isTyping) release();
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
        if ((touches[0]?.clientY ?? 0) > this.#touchY) release();
      },
      options,
    );
    element.addEventListener(
      'pointerdown',
      (event) => {
        // The scroll bar is beyond the client width.
        if (event.target === element && event.offsetX >= element.clientWidth) release();
      },
      options,
    );
    document.addEventListener(
      'selectionchange',
      () => {
        const selection = document.getSelection();
        const isHere = selection?.isCollapsed === false && element.contains(selection.anchorNode);
        if (isHere) release();
      },
      options,
    );
    element.addEventListener(
      'scroll',
      () => {
        this.#autoScroll.onScroll(this.#position());
        this.#notify();
      },
      options,
    );
  }

  #applyPosition(): void {
    if (this.#autoScroll.isFollowing) this.#element.scrollTop = this.#element.scrollHeight;
    this.#autoScroll.recordPosition(this.#position());
    this.#notify();
  }

  #notify(): void {
    const isScrolledUp = !this.#autoScroll.isFollowing && this.#position().below > 1;
    if (isScrolledUp === this.#isScrolledUp) return;
    this.#isScrolledUp = isScrolledUp;
    this.#onChange(isScrolledUp);
  }

  #position(): ScrollPosition {
    const { scrollTop, scrollHeight, clientHeight } = this.#element;
    const below = scrollHeight - clientHeight - scrollTop;
    return { top: scrollTop, below, height: scrollHeight };
  }
}
