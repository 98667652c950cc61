import type { Post } from '../host.ts';
import type { Memory } from '../memory.ts';

/** How long after the last key the host is told of a draft, in milliseconds. */
const QUIET_MS = 300;

/** Keeps what is being typed: at once in the panel's memory, and at the next pause with the host. */
export class DraftKeeper {
  readonly #post: Post;
  readonly #memory: Memory;
  #waiting: { readonly sessionId: string; readonly text: string } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor({ post, memory }: { readonly post: Post; readonly memory: Memory }) {
    this.#post = post;
    this.#memory = memory;
  }

  /** The text that a chat's box begins with: the host's, unless this panel died before it could tell of a newer one. */
  first(sessionId: string, hosts: string): string {
    const own = this.#memory.recall(sessionId);
    if (own === undefined || own.isPosted) return hosts;
    this.edited(sessionId, own.draft);
    return own.draft;
  }

  /** The text has changed by hand. */
  edited(sessionId: string, text: string): void {
    if (this.#waiting !== undefined && this.#waiting.sessionId !== sessionId) this.flush();
    this.#waiting = { sessionId, text };
    this.#memory.keep(sessionId, { draft: text, isPosted: false });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.flush();
    }, QUIET_MS);
  }

  /** The host has set the text: there is nothing to tell it. */
  set(sessionId: string, text: string): void {
    clearTimeout(this.#timer);
    this.#waiting = undefined;
    this.#memory.keep(sessionId, { draft: text, isPosted: true });
  }

  /** Tells the host now: the panel may be gone in a moment. */
  flush(): void {
    clearTimeout(this.#timer);
    if (this.#waiting === undefined) return;
    const { sessionId, text } = this.#waiting;
    this.#waiting = undefined;
    this.#post({ type: 'draft', sessionId, text });
    this.#memory.keep(sessionId, { draft: text, isPosted: true });
  }
}
