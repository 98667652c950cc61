import * as vscode from 'vscode';
import type {
  SurvivalCheck,
  SurvivalState,
} from '../../completion/survival/acceptedTextTracker.ts';
import type { Metrics } from '../../usage/store/metrics.ts';

/** What is known about accepted text. */
export interface SurvivalFacts {
  /** The suggestion that was accepted last; undefined if there was none. */
  readonly last: SurvivalState | undefined;
  readonly today: Metrics;
}

/** A section about accepted text in Markdown; empty if nothing was accepted yet. */
export function survivalText({ last, today }: SurvivalFacts): string {
  const { t } = vscode.l10n;
  const { checkedAfter30s, keptAfter30s, checkedAfter5min, keptAfter5min } = today;
  const facts = [
    ...(last ? [lastText(last)] : []),
    ...(checkedAfter30s > 0
      ? [t('Today, kept after 30 seconds: {0} of {1}', keptAfter30s, checkedAfter30s)]
      : []),
    ...(checkedAfter5min > 0
      ? [t('Today, kept after 5 minutes: {0} of {1}', keptAfter5min, checkedAfter5min)]
      : []),
  ];
  if (facts.length === 0) return '';
  return `\n## ${t('Accepted text')}\n\n${facts.map((fact) => `- ${fact}`).join('\n')}\n`;
}

function lastText({ acceptedAt, characters, results }: SurvivalState): string {
  const { t } = vscode.l10n;
  const time = new Date(acceptedAt).toLocaleTimeString(vscode.env.language);
  return t(
    'Last, at {0}: {1} characters; after 30 seconds: {2}; after 5 minutes: {3}',
    time,
    characters,
    resultText('30s', results),
    resultText('5min', results),
  );
}

function resultText(check: SurvivalCheck, results: SurvivalState['results']): string {
  const { t } = vscode.l10n;
  const isKept = results[check];
  if (isKept === undefined) return t('not known yet');
  return isKept ? t('kept') : t('not kept');
}
