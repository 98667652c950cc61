import type { FromPanel } from '../protocol/fromPanel.ts';
import type { PanelStrings } from '../protocol/panelStrings.ts';

/** VS Code's API for webviews; it can be acquired once. */
export interface HostApi {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** Posts a message to the host. */
export type Post = (message: FromPanel) => void;

/** Reads the texts that the host has written into the page. */
export function readStrings(page: Document): PanelStrings {
  const json = page.getElementById('strings')?.textContent ?? '';
  return JSON.parse(json) as PanelStrings;
}

/** Fills in the placeholders `{0}`, `{1}` of a text. */
export function fill(text: string, ...values: readonly (string | number)[]): string {
  return text.replace(/\{(\d)\}/g, (whole, index: string) =>
    String(values[Number(index)] ?? whole),
  );
}
