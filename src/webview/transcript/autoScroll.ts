/** A scroll position, in CSS pixels. */
export interface ScrollPosition {
  readonly top: number;
  /** The distance to the end. */
  readonly below: number;
  /** The height of the whole content. */
  readonly height: number;
}

/** A smaller distance counts as the end, because heights are fractional. */
const AT_END_PX = 2;

/**
 * Decides whether the transcript scrolls along while an answer streams. It stops at the first sign of scrolling up and
 * resumes only at the end.
 */
export class AutoScroll {
  #isFollowing = true;
  #top = 0;
  #height = 0;

  /** Whether to keep the end in view. */
  get isFollowing(): boolean {
    return this.#isFollowing;
  }

  /** The user scrolls up or selects text, by wheel, key, touch or scroll bar. */
  release(): void {
    this.#isFollowing = false;
  }

  /** The user wants to see the end, or has sent a message. */
  resume(): void {
    this.#isFollowing = true;
  }

  /** The panel has set this position itself. */
  recordPosition({ top, height }: ScrollPosition): void {
    this.#top = top;
    this.#height = height;
  }

  /** Handles a scroll event, whatever caused it. */
  onScroll({ top, below, height }: ScrollPosition): void {
    const isScrollingDown = top > this.#top;
    // The top also moves when content above turns out shorter than estimated.
    const isScrollingUp = top < this.#top && height === this.#height;
    this.recordPosition({ top, below, height });
    // Resume only when scrolling down: the event of our last own scroll may follow a first upward tick.
    if (below <= AT_END_PX) this.#isFollowing ||= isScrollingDown;
    else if (isScrollingUp) this.#isFollowing = false;
  }
}
