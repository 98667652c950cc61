import type { HostApi } from './host.ts';

/** What outlives the page: VS Code throws a hidden panel away. */
export interface Remembered {
  readonly sessionId: string;
  readonly draft: string;
  /** Whether the host has heard of the draft: then its own is as new. */
  readonly isPosted: boolean;
  /** The first turn in view and how much of it is above, in CSS pixels; undefined at the end. */
  readonly place: Place | undefined;
}

/** A place in the transcript that does not depend on what is above it. */
export interface Place {
  readonly turnId: string;
  readonly offset: number;
}

/** The panel's own memory: VS Code's state of the webview, read with care. */
export class Memory {
  readonly #host: Pick<HostApi, 'getState' | 'setState'>;

  constructor(host: Pick<HostApi, 'getState' | 'setState'>) {
    this.#host = host;
  }

  /** What is remembered of a chat, if the last one was this. */
  recall(sessionId: string): Remembered | undefined {
    const kept = this.#host.getState() as Partial<Remembered> | null | undefined;
    if (typeof kept !== 'object' || kept?.sessionId !== sessionId) return undefined;
    const { draft, isPosted, place } = kept;
    return {
      sessionId,
      draft: typeof draft === 'string' ? draft : '',
      isPosted: typeof draft !== 'string' || isPosted !== false,
      place: isPlace(place) ? place : undefined,
    };
  }

  /** Changes what is remembered of a chat; another chat's is forgotten. */
  keep(sessionId: string, change: Partial<Omit<Remembered, 'sessionId'>>): void {
    const before = this.recall(sessionId) ?? { draft: '', isPosted: true, place: undefined };
    this.#host.setState({ ...before, ...change, sessionId });
  }
}

function isPlace(value: unknown): value is Place {
  if (typeof value !== 'object' || value === null) return false;
  const { turnId, offset } = value as Partial<Place>;
  return typeof turnId === 'string' && Number.isFinite(offset);
}
