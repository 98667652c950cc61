import { redactSecrets } from '../../privacy/redactSecrets.ts';
import type { RequestReport } from '../../mistral/http/requestReport.ts';
import type { Quota, RateFacts } from '../../mistral/limits/rateHeaders.ts';
import type { Metrics } from '../../usage/store/metrics.ts';
import type { RecentRequest } from '../platform/recentRequests.ts';
import { requestLine } from '../platform/requestLog.ts';
import { modelFact } from './settingsFacts.ts';

/** The facts of the report: no keys, code, or URLs. */
export interface DiagnosticFacts {
  /** Versions and environment, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** Services by name: state, kind of URL, and key source. */
  readonly services: Readonly<Record<string, string>>;
  /** Feature states by name. */
  readonly states: Readonly<Record<string, string>>;
  /** Settings that differ from their default. */
  readonly settings: Readonly<Record<string, string>>;
  /** Mean time to first token in milliseconds; 0 if there was no answer yet. */
  readonly latencyMs: number;
  /** Remaining quota by service. */
  readonly remainingQuota: Readonly<Record<string, RateFacts>>;
  readonly today: Metrics;
  readonly requests: readonly RecentRequest[];
  readonly failed: readonly RecentRequest[];
  readonly otherProviders: readonly string[];
  /** Secrets that must never appear in the report. */
  readonly secrets: readonly string[];
}

/** The report in Markdown, always in English for the maintainers. */
export function diagnosticReport(facts: DiagnosticFacts): string {
  const { versions, services, states, settings, latencyMs, remainingQuota, today, ...rest } = facts;
  const text = [
    '# Codestral diagnostic report',
    ...section('Versions', versions),
    ...section('Services', services),
    ...section('States', {
      ...states,
      'time to first token': latencyMs > 0 ? `${Math.round(latencyMs)} ms on average` : 'none yet',
    }),
    ...section('Settings that differ from their default', settings),
    ...section('Remaining quota', Object.fromEntries(Object.entries(remainingQuota).map(leftFact))),
    ...section('Used today', numbersOf(today)),
    ...listed('Last failures', rest.failed.map(lineOf)),
    ...listed('Last requests', rest.requests.map(lineOf)),
    ...listed('Other providers of suggestions', rest.otherProviders),
    '',
  ].join('\n');
  return redactSecrets(text, rest.secrets).text;
}

function section(title: string, facts: Readonly<Record<string, string>>): string[] {
  return listed(
    title,
    Object.entries(facts).map(([name, fact]) => `${name}: ${fact}`),
  );
}

function listed(title: string, lines: readonly string[]): string[] {
  const rows = lines.length === 0 ? ['none'] : lines;
  return ['', `## ${title}`, '', ...rows.map((line) => `- ${line.replace(/\s+/g, ' ')}`)];
}

/** A request's line, without details that could name a host. */
function lineOf({ at, report }: RecentRequest): string {
  const { model } = report;
  const asked = model === undefined ? '' : ` (${modelFact(model)})`;
  return `${new Date(at).toISOString()} ${requestLine({ ...report, detail: detailOf(report) })}${asked}`;
}

function detailOf({ outcome, detail }: RequestReport): string | undefined {
  if (outcome === 'redirect') return undefined;
  const isModel =
    outcome === 'modelUnknown' || outcome === 'modelNotFim' || outcome === 'modelNotAllowed';
  return isModel ? undefined : detail;
}

function leftFact([service, left]: readonly [string, RateFacts]): [string, string] {
  const facts = Object.entries(left) as [string, Quota | number | undefined][];
  const quotas = facts.flatMap(([name, quota]) =>
    typeof quota === 'object' ? [`${name} ${quota.remaining ?? '?'} of ${quota.limit ?? '?'}`] : [],
  );
  return [service, quotas.join(', ') || 'unknown'];
}

function numbersOf(metrics: Metrics): Record<string, string> {
  return Object.fromEntries(
    Object.entries(metrics).map(([name, value]) => [name, String(Math.round(value * 1e4) / 1e4)]),
  );
}
