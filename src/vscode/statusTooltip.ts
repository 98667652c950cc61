import * as vscode from 'vscode';
import type { RateFacts } from '../mistral/rateHeaders.ts';
import type { Figures } from '../usage/figures.ts';
import { wordsForLeft, wordsForToday } from './leftWords.ts';
import type { StatusWords } from './statusItem.ts';

/** The commands that the tooltip's links may run. */
const COMMANDS = ['codestral.showMenu', 'codestral.showUsage'];

/** What the tooltip tells beside the status. */
export interface StatusFigures {
  /** What was used today. */
  readonly today: Figures;
  /** What the account that completions use has left, as last heard. */
  readonly left: RateFacts;
  /** Mean time to the first text in milliseconds; 0 where there was none. */
  readonly latencyMs: number;
}

/** The status item's tooltip: how things stand, today's figures, and what is left. */
export function statusTooltip(
  { title, advice }: StatusWords,
  { today, left, latencyMs }: StatusFigures,
): vscode.MarkdownString {
  const { t } = vscode.l10n;
  const tooltip = new vscode.MarkdownString();
  tooltip.isTrusted = { enabledCommands: COMMANDS };
  tooltip.appendMarkdown(plain(advice === '' ? [title] : [title, advice]));
  const used = wordsForToday(today, t, vscode.env.language);
  const lines = [
    ...(used.length > 0 ? [t('Today: {0}', used.join(' · '))] : []),
    ...wordsForLeft(left, t, vscode.env.language),
    ...(latencyMs > 0
      ? [
          t(
            'First text after {0} ms on average',
            Math.round(latencyMs).toLocaleString(vscode.env.language),
          ),
        ]
      : []),
  ];
  if (lines.length > 0) {
    tooltip.appendMarkdown('\n\n---\n\n');
    tooltip.appendMarkdown(plain(lines));
  }
  tooltip.appendMarkdown(
    `\n\n[${t('Show Menu')}](command:codestral.showMenu) · [${t('Show Usage')}](command:codestral.showUsage)`,
  );
  return tooltip;
}

/**
 * Lines as they are: they may name a host or a model, which others choose. `appendText` would do, but for its
 * blanks that never break a line.
 */
function plain(lines: readonly string[]): string {
  return lines.map((line) => line.replace(/[!-/:-@[-`{-~]/g, '\\$&')).join('  \n');
}
