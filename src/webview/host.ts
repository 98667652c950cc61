import type { FromPanel } from '../protocol/fromPanel.ts';
import type { PanelWords } from '../protocol/words.ts';

/** What VS Code gives a webview, once. */
export interface HostApi {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** Says something to the host. */
export type Post = (message: FromPanel) => void;

/** The texts, which the host has written into the page. */
export function readWords(page: Document): PanelWords {
  const json = page.getElementById('words')?.textContent ?? '';
  return JSON.parse(json) as PanelWords;
}

/** A text with its placeholders `{0}`, `{1}` filled. */
export function fill(text: string, ...values: readonly (string | number)[]): string {
  return text.replace(/\{(\d)\}/g, (whole, index: string) =>
    String(values[Number(index)] ?? whole),
  );
}
