import type { FromPanel } from '../protocol/fromPanel.ts';

/** VS Code's API for webviews; it can be acquired once. */
export interface HostApi {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** Posts a message to the host. */
export type Post = (message: FromPanel) => void;
