import * as vscode from 'vscode';
import { plural } from '../../base/plural.ts';
import type { UsageStrings } from '../../usage/page/usageStrings.ts';

/** The strings of the usage page. */
export function localizedUsageStrings(): UsageStrings {
  const { t } = vscode.l10n;
  return {
    title: t('Usage'),
    asOf: (moment) => t('As of {0}', moment),
    refresh: t('Refresh'),
    export: t('Export…'),
    reset: t('Reset…'),
    empty: t('Nothing recorded yet.'),
    features: {
      completion: t('Completions'),
      chat: t('Chat'),
      action: t('Actions'),
      native: t('Other extensions and VS Code chat'),
      embeddings: t('Codebase search'),
      web: t('Web search'),
      documents: t('Documents'),
    },
    services: { mistral: 'Mistral', codestral: 'Codestral' },
    ...captions(),
    ...rows(),
    ...columns(),
    ...quotaStrings(),
    ...chartStrings(),
    ...costStrings(),
    notes: ({ pricesAsOf }) => [
      t(
        'Cost is based on Mistral’s list prices at the time of each request (prices as of {0}). On a free plan you pay nothing.',
        pricesAsOf,
      ),
      t('Times are measured to the first token of an answer.'),
      t('These statistics stay on this machine and do not include other machines.'),
    ],
    wideNotes: [
      t(
        '“Offered” counts suggestions passed to VS Code. VS Code does not report whether it showed them.',
      ),
      t(
        '“Kept” is the share of accepted suggestions that still have at least three quarters of their text after 30 seconds or 5 minutes. A closed document is checked as it was when it was closed. A deleted file counts as not kept.',
      ),
    ],
    moreColumns: t('Widen the page to see more columns. Exported files have all figures.'),
    files: t('Stored in'),
  };
}

function captions() {
  const { t } = vscode.l10n;
  return {
    overview: t('Summary'),
    byModel: t('By model and feature, last 30 days'),
    byDay: t('By day, last 30 days'),
    remainingQuota: t('Remaining quota'),
  };
}

function rows() {
  const { t } = vscode.l10n;
  return {
    today: t('Today'),
    month: t('This month'),
    recent: t('Last 30 days'),
    ahead: t('After today (recorded while the clock was ahead)'),
    others: (count: string) => t('{0} others', count),
    pages: (count: number, text: string) =>
      plural(count, vscode.env.language, t('{0} page', text), t('{0} pages', text)),
    webSearches: (count: number, text: string) =>
      plural(count, vscode.env.language, t('{0} web search', text), t('{0} web searches', text)),
  };
}

function columns() {
  const { t } = vscode.l10n;
  return {
    period: t('Period'),
    day: t('Day'),
    model: t('Model'),
    cost: t('Cost'),
    costOf: (feature: string) => t('Cost: {0}', feature),
    requests: t('Requests'),
    failed: t('Failed'),
    tokensIn: t('Tokens in'),
    cached: t('Cached'),
    tokensOut: t('Tokens out'),
    median: t('Median'),
    p95: t('95th percentile'),
    offered: t('Offered'),
    accepted: t('Accepted'),
    share: t('Acceptance rate'),
    characters: t('Characters accepted'),
    keptAfter30s: t('Kept 30 s'),
    keptAfter5min: t('Kept 5 min'),
  };
}

function quotaStrings() {
  const { t } = vscode.l10n;
  return {
    quota: t('Quota'),
    quotas: {
      requestsMinute: t('Requests per minute'),
      tokensMinute: t('Tokens per minute'),
      tokensFiveMinutes: t('Tokens per 5 minutes'),
      tokensMonth: t('Tokens per month'),
    },
    remaining: t('Remaining'),
    limit: t('Limit'),
    reported: t('Last update'),
    lastReported: (time: string) => t('at {0}', time),
    notReported: (service: string) =>
      t('{0}: no quota data yet; it arrives with responses.', service),
  };
}

function chartStrings() {
  const { t } = vscode.l10n;
  return {
    costChart: t('Cost per day, last 30 days'),
    requestChart: t('Requests per day, last 30 days'),
    highest: (value: string, day: string, total: string) =>
      t('Highest: {0} on {1}. Total: {2}. See the table by day for all values.', value, day, total),
    nothingInChart: t('No data for this period.'),
  };
}

function costStrings() {
  const { t } = vscode.l10n;
  return {
    budget: (spent: string, budget: string, share: string) =>
      t('{0} of this month’s {1} budget used ({2}).', spent, budget, share),
    budgetName: t('Share of the budget used'),
    withoutUsage: (requests: string, of: string) =>
      t(
        '{0} of {1} requests this month ended before token counts arrived and are not included.',
        requests,
        of,
      ),
    estimate: (cost: string) => t('Additional cost (estimate): {0}.', cost),
    unpriced: (requests: string, of: string) =>
      t(
        '{0} of {1} requests this month used models with unknown prices and are not included.',
        requests,
        of,
      ),
  };
}
