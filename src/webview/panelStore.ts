import type { ToPanel } from '../protocol/toPanel.ts';
import type { AssistantTurnView } from '../protocol/panelViews.ts';
import { answerOf, applyMessage, INITIAL_SNAPSHOT, isFirstText } from './panelModel.ts';
import type { PanelSnapshot } from './panelModel.ts';

/** The store's access to host and page. */
export interface PanelStorePorts {
  /** Requests the whole state from the host. */
  readonly resync: () => void;
  /** Calls back before the next frame, or once a hidden panel is visible again. */
  readonly onNextFrame: (callback: () => void) => void;
}

/**
 * Holds the panel's copy of the host's state. Changes go to one subscriber, which renders them. Text that is only
 * appended bypasses it and goes to the delta listeners of the answer, once per frame.
 */
export class PanelStore {
  readonly #ports: PanelStorePorts;
  #snapshot = INITIAL_SNAPSHOT;
  /** Whether a `hydrate` is pending. Other messages are ignored until then. */
  #isHydrating = true;
  #subscriber: ((snapshot: PanelSnapshot) => void) | undefined;
  readonly #deltaListeners = new Map<string, Set<(turn: AssistantTurnView) => void>>();
  readonly #updatedTurns = new Set<string>();

  constructor(ports: PanelStorePorts) {
    this.#ports = ports;
  }

  /** The current snapshot. */
  get snapshot(): PanelSnapshot {
    return this.#snapshot;
  }

  /** Applies a message from the host. */
  receive(message: ToPanel): void {
    if (this.#isHydrating && message.type !== 'hydrate') return;
    this.#isHydrating = false;
    const previous = this.#snapshot;
    const next = applyMessage(previous, message);
    if (next === undefined) {
      this.resync();
      return;
    }
    this.#snapshot = next;
    if (message.type === 'delta' && !isFirstText(previous, next, message.turnId)) {
      this.#scheduleDelivery(message.turnId);
    } else {
      this.#subscriber?.(next);
    }
  }

  /** Requests the whole state and ignores messages until it arrives. */
  resync(): void {
    if (this.#isHydrating) return;
    this.#isHydrating = true;
    this.#ports.resync();
  }

  /** Discards the state after it failed to render, and requests it again. */
  restart(): void {
    this.#snapshot = INITIAL_SNAPSHOT;
    this.#isHydrating = false;
    this.resync();
  }

  /** Puts a text before what is typed in the message box, and focuses it. */
  prefill(text: string): void {
    const { focusRequests } = this.#snapshot;
    this.#snapshot = {
      ...this.#snapshot,
      draft: { text, isPrefilled: true },
      focusRequests: focusRequests + 1,
    };
    this.#subscriber?.(this.#snapshot);
  }

  /** Focuses the message box. */
  focusMessageBox(): void {
    this.#snapshot = { ...this.#snapshot, focusRequests: this.#snapshot.focusRequests + 1 };
    this.#subscriber?.(this.#snapshot);
  }

  /** Sets the subscriber for all changes except appended text. Returns a function that removes it. */
  subscribe(subscriber: (snapshot: PanelSnapshot) => void): () => void {
    this.#subscriber = subscriber;
    subscriber(this.#snapshot);
    return () => {
      this.#subscriber = undefined;
    };
  }

  /** Adds a listener for text appended to an answer. Returns a function that removes it. */
  onDelta(turnId: string, listener: (turn: AssistantTurnView) => void): () => void {
    const listeners = this.#deltaListeners.get(turnId) ?? new Set();
    this.#deltaListeners.set(turnId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#deltaListeners.delete(turnId);
    };
  }

  #scheduleDelivery(turnId: string): void {
    if (this.#updatedTurns.size === 0) {
      this.#ports.onNextFrame(() => {
        this.#deliver();
      });
    }
    this.#updatedTurns.add(turnId);
  }

  #deliver(): void {
    const updatedTurns = [...this.#updatedTurns];
    this.#updatedTurns.clear();
    for (const turnId of updatedTurns) {
      const turn = answerOf(this.#snapshot, turnId);
      if (turn !== undefined)
        this.#deltaListeners.get(turnId)?.forEach((listener) => {
          listener(turn);
        });
    }
  }
}
