import type { PanelStrings } from '../protocol/panelStrings.ts';

/** Reads the texts that the host has written into the page. */
export function readStrings(page: Document): PanelStrings {
  const json = page.getElementById('strings')?.textContent ?? '';
  return JSON.parse(json) as PanelStrings;
}

/** Fills in the placeholders `{0}`, `{1}` of a text. */
export function formatString(text: string, ...values: readonly (string | number)[]): string {
  return text.replace(/\{(\d)\}/g, (whole, index: string) =>
    String(values[Number(index)] ?? whole),
  );
}
