/** Where the transcript is scrolled to, in CSS pixels. */
export interface Position {
  readonly top: number;
  /** How much is below. */
  readonly below: number;
  /** Of all there is, seen or not. */
  readonly height: number;
}

/** Below this the end is in view: heights are not whole pixels. */
const AT_END_PX = 2;

/**
 * Decides whether the transcript follows its growing end. It lets go at the first sign that the reader goes
 * up, and follows again only from the true end: it never pulls.
 */
export class Follow {
  #isFollowing = true;
  #top = 0;
  #height = 0;

  /** Whether the end shall be kept in view. */
  get isFollowing(): boolean {
    return this.#isFollowing;
  }

  /** The reader goes up or holds on to a place: wheel, key, finger, scroll bar, selection. */
  letGo(): void {
    this.#isFollowing = false;
  }

  /** To the end: the reader asked for it, or said something new. */
  take(): void {
    this.#isFollowing = true;
  }

  /** The panel itself has scrolled. */
  placed({ top, height }: Position): void {
    this.#top = top;
    this.#height = height;
  }

  /** A scroll has happened, by whomever. */
  scrolled({ top, below, height }: Position): void {
    const isDown = top > this.#top;
    // Text above that turns out shorter than was thought moves the top as well.
    const isUp = top < this.#top && height === this.#height;
    this.placed({ top, below, height });
    // Only a way down ends at the end: the event of our own last scroll may come after a first upward tick.
    if (below <= AT_END_PX) this.#isFollowing ||= isDown;
    else if (isUp) this.#isFollowing = false;
  }
}
