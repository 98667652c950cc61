import type { ToPanel } from '../protocol/toPanel.ts';
import type { AnswerView } from '../protocol/views.ts';
import { answerOf, applied, BLANK, isFirstText } from './state.ts';
import type { Picture } from './state.ts';

/** What the store uses of the page. */
export interface StorePorts {
  /** Asks the host for all there is. */
  readonly resync: () => void;
  /** Calls back before the next frame is drawn; while the panel is hidden, when it is seen again. */
  readonly onFrame: (callback: () => void) => void;
}

/**
 * Keeps the picture of the host's state. What changes the tree is told to its one watcher; text that only
 * grows goes straight to the answer on screen, once a frame.
 */
export class Store {
  readonly #ports: StorePorts;
  #picture = BLANK;
  /** Whether all there is has been asked for: messages until then are about a state that we do not have. */
  #isWaiting = true;
  #watcher: ((picture: Picture) => void) | undefined;
  readonly #growths = new Map<string, Set<(turn: AnswerView) => void>>();
  readonly #grown = new Set<string>();

  constructor(ports: StorePorts) {
    this.#ports = ports;
  }

  /** The picture as it is now. */
  get picture(): Picture {
    return this.#picture;
  }

  /** Takes in a message of the host. */
  receive(message: ToPanel): void {
    if (this.#isWaiting && message.type !== 'hydrate') return;
    this.#isWaiting = false;
    const before = this.#picture;
    const after = applied(before, message);
    if (after === undefined) {
      this.resync();
      return;
    }
    this.#picture = after;
    if (message.type === 'delta' && !isFirstText(before, after, message.turnId)) {
      this.#grow(message.turnId);
    } else {
      this.#watcher?.(after);
    }
  }

  /** Asks for all there is, and waits for it. */
  resync(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#ports.resync();
  }

  /** Forgets all there is, which could not be drawn, and asks for it again. */
  restart(): void {
    this.#picture = BLANK;
    this.#isWaiting = false;
    this.resync();
  }

  /** Puts a text into the message box, and the focus with it. */
  suggest(text: string): void {
    const { focus } = this.#picture;
    this.#picture = { ...this.#picture, draft: { text }, focus: focus + 1 };
    this.#watcher?.(this.#picture);
  }

  /** Gives the focus to the message box: what had it is about to go. */
  focusBox(): void {
    this.#picture = { ...this.#picture, focus: this.#picture.focus + 1 };
    this.#watcher?.(this.#picture);
  }

  /** Tells every change but text that only grows; gives the end of it. */
  watch(watcher: (picture: Picture) => void): () => void {
    this.#watcher = watcher;
    watcher(this.#picture);
    return () => {
      this.#watcher = undefined;
    };
  }

  /** Tells that an answer's text or thoughts grew, at most once a frame; gives the end of it. */
  onGrowth(turnId: string, listener: (turn: AnswerView) => void): () => void {
    const listeners = this.#growths.get(turnId) ?? new Set();
    this.#growths.set(turnId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#growths.delete(turnId);
    };
  }

  #grow(turnId: string): void {
    if (this.#grown.size === 0) {
      this.#ports.onFrame(() => {
        this.#show();
      });
    }
    this.#grown.add(turnId);
  }

  #show(): void {
    const grown = [...this.#grown];
    this.#grown.clear();
    for (const turnId of grown) {
      const turn = answerOf(this.#picture, turnId);
      if (turn !== undefined)
        this.#growths.get(turnId)?.forEach((listener) => {
          listener(turn);
        });
    }
  }
}
