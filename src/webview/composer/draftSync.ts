import type { Post } from '../hostApi.ts';
import type { PanelMemory } from '../panelMemory.ts';

/** Delay between the last keystroke and sending the draft to the host, in milliseconds. */
const POST_DELAY_MS = 300;

/** Saves the draft: in the panel's memory at once, with the host after a pause in typing. */
export class DraftSync {
  readonly #post: Post;
  readonly #memory: PanelMemory;
  #pending: { readonly sessionId: string; readonly text: string } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor({ post, memory }: { readonly post: Post; readonly memory: PanelMemory }) {
    this.#post = post;
    this.#memory = memory;
  }

  /** The initial text for a chat: the host's, or a newer one that a previous page could not send any more. */
  initialText(sessionId: string, hostText: string): string {
    const saved = this.#memory.read(sessionId);
    if (saved === undefined || saved.isPosted) return hostText;
    this.edit(sessionId, saved.draft);
    return saved.draft;
  }

  /** The user has changed the text. */
  edit(sessionId: string, text: string): void {
    if (this.#pending !== undefined && this.#pending.sessionId !== sessionId) this.flush();
    this.#pending = { sessionId, text };
    this.#memory.update(sessionId, { draft: text, isPosted: false });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.flush();
    }, POST_DELAY_MS);
  }

  /** The host has set the text, so it is not sent back. */
  setFromHost(sessionId: string, text: string): void {
    clearTimeout(this.#timer);
    this.#pending = undefined;
    this.#memory.update(sessionId, { draft: text, isPosted: true });
  }

  /** Sends a pending draft to the host now. */
  flush(): void {
    clearTimeout(this.#timer);
    if (this.#pending === undefined) return;
    const { sessionId, text } = this.#pending;
    this.#pending = undefined;
    this.#post({ type: 'draft', sessionId, text });
    this.#memory.update(sessionId, { draft: text, isPosted: true });
  }
}
