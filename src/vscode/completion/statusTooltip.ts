import * as vscode from 'vscode';
import type { RateFacts } from '../../mistral/limits/rateHeaders.ts';
import type { Metrics } from '../../usage/store/metrics.ts';
import { quotaText, todayText } from '../usage/quotaText.ts';
import type { StatusText } from './statusItem.ts';

/** Commands that the tooltip's links may run. */
const COMMANDS = ['codestral.showMenu', 'codestral.showUsage'];

/** What the tooltip shows besides the status. */
export interface StatusMetrics {
  /** Today's usage. */
  readonly today: Metrics;
  /** The remaining quota of the account for completions, as last reported. */
  readonly remainingQuota: RateFacts;
  /** Mean time to first token in milliseconds; 0 if there was no answer yet. */
  readonly latencyMs: number;
}

/** The tooltip of the status bar item: status, today's usage, and remaining quota. */
export function statusTooltip(
  { title, advice }: StatusText,
  { today, remainingQuota, latencyMs }: StatusMetrics,
): vscode.MarkdownString {
  const { t } = vscode.l10n;
  const tooltip = new vscode.MarkdownString();
  tooltip.isTrusted = { enabledCommands: COMMANDS };
  tooltip.appendMarkdown(plain(advice === '' ? [title] : [title, advice]));
  const used = todayText(today, t, vscode.env.language);
  const lines = [
    ...(used.length > 0 ? [t('Today: {0}', used.join(' · '))] : []),
    ...quotaText(remainingQuota, t, vscode.env.language),
    ...(latencyMs > 0
      ? [
          t(
            'Average time to first token: {0} ms',
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
 * Escapes lines, which may contain the name of a host or model. `appendText` can't be used because of its
 * non-breaking spaces.
 */
function plain(lines: readonly string[]): string {
  return lines.map((line) => line.replace(/[!-/:-@[-`{-~]/g, '\\$&')).join('  \n');
}
