import { readFileSync } from 'node:fs';
import type { Translate } from '../../src/messages/messageContext.ts';

const french = JSON.parse(readFileSync('l10n/bundle.l10n.fr.json', 'utf8')) as Readonly<
  Record<string, string>
>;

function fill(text: string, values: readonly (string | number)[]): string {
  return text.replace(/\{(\d+)\}/g, (hole, at: string) => String(values[Number(at)] ?? hole));
}

/** As `vscode.l10n.t` without a bundle. */
export const english: Translate = (text, ...values) => fill(text, values);

/** As `vscode.l10n.t` with the French bundle; a text that is not in it fails the test. */
export const inFrench: Translate = (text, ...values) => {
  const found = french[text];
  if (found === undefined) throw new Error(`not in French: ${text}`);
  return fill(found, values);
};
