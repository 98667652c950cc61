import type { HostApi } from './hostApi.ts';

/** The state that survives the page, which VS Code disposes of when the panel is hidden. */
export interface PanelMemoryState {
  readonly sessionId: string;
  readonly draft: string;
  /** Whether the host has received the draft; its own copy is then up to date. */
  readonly isPosted: boolean;
  /** The scroll position. Undefined at the end of the transcript. */
  readonly scrollAnchor: ScrollAnchor | undefined;
}

/** A scroll position relative to a turn, so that it does not depend on the content above. */
export interface ScrollAnchor {
  /** The first visible turn. */
  readonly turnId: string;
  /** The part of it that is scrolled out of view, in CSS pixels. */
  readonly offset: number;
}

/** Persists the panel's state in VS Code's webview state, which is validated when it is read. */
export class PanelMemory {
  readonly #host: Pick<HostApi, 'getState' | 'setState'>;

  constructor(host: Pick<HostApi, 'getState' | 'setState'>) {
    this.#host = host;
  }

  /** The saved state of a chat. Undefined if the state belongs to another chat. */
  read(sessionId: string): PanelMemoryState | undefined {
    const saved = this.#host.getState() as Partial<PanelMemoryState> | null | undefined;
    if (typeof saved !== 'object' || saved?.sessionId !== sessionId) return undefined;
    const { draft, isPosted, scrollAnchor } = saved;
    return {
      sessionId,
      draft: typeof draft === 'string' ? draft : '',
      isPosted: typeof draft !== 'string' || isPosted !== false,
      scrollAnchor: isScrollAnchor(scrollAnchor) ? scrollAnchor : undefined,
    };
  }

  /** Changes the saved state of a chat and discards that of another one. */
  update(sessionId: string, change: Partial<Omit<PanelMemoryState, 'sessionId'>>): void {
    const previous = this.read(sessionId) ?? { draft: '', isPosted: true, scrollAnchor: undefined };
    this.#host.setState({ ...previous, ...change, sessionId });
  }
}

function isScrollAnchor(value: unknown): value is ScrollAnchor {
  if (typeof value !== 'object' || value === null) return false;
  const { turnId, offset } = value as Partial<ScrollAnchor>;
  return typeof turnId === 'string' && Number.isFinite(offset);
}
