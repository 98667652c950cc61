import * as vscode from 'vscode';
import type { UsageWords } from '../../usage/words.ts';

/** The words of the usage page. */
export function usageWords(): UsageWords {
  const { t } = vscode.l10n;
  return {
    title: t('Usage'),
    asOf: (moment) => t('As of {0}', moment),
    refresh: t('Refresh'),
    export: t('Export…'),
    reset: t('Reset…'),
    empty: t('Nothing is counted yet. Complete some code or ask the chat, then look here again.'),
    features: {
      completion: t('Completions'),
      chat: t('Chat'),
      action: t('Actions on code'),
      native: t('Through VS Code'),
    },
    services: { mistral: 'Mistral', codestral: 'Codestral' },
    ...captions(),
    ...rows(),
    ...columns(),
    ...leftWords(),
    ...chartWords(),
    ...costWords(),
    notes: ({ pricesAsOf }) => [
      t(
        'Cost is at Mistral’s list price as of {0}, as it stood when each request was made; on a free plan you pay nothing.',
        pricesAsOf,
      ),
      t('Offered means handed to VS Code; whether it was shown cannot be known.'),
      t('Times are until the first text of an answer.'),
      t('These statistics stay on this machine. What you use on other machines is not in them.'),
    ],
    files: t('The files are in'),
  };
}

function captions() {
  const { t } = vscode.l10n;
  return {
    overview: t('At a glance'),
    byModel: t('By model and feature, last 30 days'),
    byDay: t('By day, last 30 days'),
    left: t('What is left at the services'),
  };
}

function rows() {
  const { t } = vscode.l10n;
  return {
    today: t('Today'),
    month: t('This month'),
    recent: t('Last 30 days'),
    ahead: t('Later than today, counted while the clock was ahead'),
    others: (count: string) => t('{0} others', count),
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
    cached: t('Of these, cached'),
    tokensOut: t('Tokens out'),
    median: t('Median time'),
    p95: t('95 % within'),
    offered: t('Offered'),
    accepted: t('Accepted'),
    share: t('Share accepted'),
    characters: t('Characters accepted'),
  };
}

function leftWords() {
  const { t } = vscode.l10n;
  return {
    quota: t('Quota'),
    quotas: {
      requestsMinute: t('Requests this minute'),
      tokensMinute: t('Tokens this minute'),
      tokensFiveMinutes: t('Tokens in five minutes'),
      tokensMonth: t('Tokens this month'),
    },
    remaining: t('Left'),
    limit: t('Of'),
    heard: t('As last heard'),
    lastHeard: (time: string) => t('at {0}', time),
    nothingHeard: (service: string) =>
      t('{0}: nothing heard lately. It tells with its answers.', service),
  };
}

function chartWords() {
  const { t } = vscode.l10n;
  return {
    costChart: t('Cost a day, last 30 days'),
    requestChart: t('Requests a day, last 30 days'),
    highest: (value: string, day: string, total: string) =>
      t('Highest: {0} on {1}. Together: {2}. The table by day has all numbers.', value, day, total),
    nothingInChart: t('Nothing in these days.'),
  };
}

function costWords() {
  const { t } = vscode.l10n;
  return {
    budget: (spent: string, budget: string, share: string) =>
      t('{0} of this month’s budget of {1} is used: {2}.', spent, budget, share),
    budgetName: t('Share of the budget that is used'),
    unmetered: (requests: string, of: string) =>
      t(
        'This month {0} of {1} requests were closed before the service told their tokens; what they cost is not in it.',
        requests,
        of,
      ),
    estimate: (cost: string) =>
      t('If they cost as much as the others of their model, it is about {0} more.', cost),
    unpriced: (requests: string, of: string) =>
      t(
        'This month {0} of {1} requests went to models whose price is not known; what they cost is not in it.',
        requests,
        of,
      ),
  };
}
