import type { UsageFeature } from '../../mistral/http/requestReport.ts';
import type { ServiceName } from '../../mistral/serviceName.ts';
import type { QuotaName } from '../../mistral/limits/rateHeaders.ts';

/** The strings of the usage page in the user's language. Numbers and dates are passed in as formatted text. */
export interface UsageStrings {
  readonly title: string;
  readonly asOf: (moment: string) => string;
  readonly refresh: string;
  readonly export: string;
  readonly reset: string;
  readonly empty: string;
  readonly features: Readonly<Record<UsageFeature, string>>;
  readonly services: Readonly<Record<ServiceName, string>>;
  /** Captions. */
  readonly overview: string;
  readonly byModel: string;
  readonly byDay: string;
  readonly remainingQuota: string;
  /** Rows. */
  readonly today: string;
  readonly month: string;
  readonly recent: string;
  readonly ahead: string;
  readonly others: (count: string) => string;
  /** What is billed by the piece; `text` is the formatted count. */
  readonly pages: (count: number, text: string) => string;
  readonly webSearches: (count: number, text: string) => string;
  /** Columns. */
  readonly period: string;
  readonly day: string;
  readonly model: string;
  readonly cost: string;
  readonly costOf: (feature: string) => string;
  readonly requests: string;
  readonly failed: string;
  readonly tokensIn: string;
  readonly cached: string;
  readonly tokensOut: string;
  readonly median: string;
  readonly p95: string;
  readonly offered: string;
  readonly accepted: string;
  readonly share: string;
  readonly characters: string;
  readonly keptAfter30s: string;
  readonly keptAfter5min: string;
  readonly quota: string;
  readonly quotas: Readonly<Record<QuotaName, string>>;
  readonly remaining: string;
  readonly limit: string;
  readonly reported: string;
  readonly lastReported: (time: string) => string;
  readonly notReported: (service: string) => string;
  /** Charts. */
  readonly costChart: string;
  readonly requestChart: string;
  readonly highest: (value: string, day: string, total: string) => string;
  readonly nothingInChart: string;
  /** The budget. */
  readonly budget: (spent: string, budget: string, share: string) => string;
  readonly budgetName: string;
  /** Notes about the metrics. */
  readonly withoutUsage: (requests: string, of: string) => string;
  readonly estimate: (cost: string) => string;
  readonly unpriced: (requests: string, of: string) => string;
  readonly notes: (facts: { readonly pricesAsOf: string }) => readonly string[];
  /** Notes about columns that only a wide page shows. */
  readonly wideNotes: readonly string[];
  /** Shown where the page is too narrow for all columns. */
  readonly moreColumns: string;
  readonly files: string;
}
