import type { RequestReport } from '../../mistral/call.ts';
import type { Quota, RateFacts } from '../../mistral/rateHeaders.ts';
import type { Figures } from '../../usage/figures.ts';
import type { RecentRequest } from '../recentRequests.ts';
import { requestLine } from '../requestLog.ts';
import { modelFact } from './settingsFacts.ts';

/** What the report is written from: nothing in it is a key, code, or an address. */
export interface DiagnosticFacts {
  /** Versions and the like, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** Services by name: whether they are open, their kind of address, where their key comes from. */
  readonly services: Readonly<Record<string, string>>;
  /** States of the features, by name. */
  readonly states: Readonly<Record<string, string>>;
  /** Settings that differ from their default. */
  readonly settings: Readonly<Record<string, string>>;
  /** Mean time to the first text in milliseconds; 0 where there was none. */
  readonly latencyMs: number;
  /** What the accounts have left, by service. */
  readonly left: Readonly<Record<string, RateFacts>>;
  readonly today: Figures;
  readonly requests: readonly RecentRequest[];
  readonly failed: readonly RecentRequest[];
  readonly otherProviders: readonly string[];
  /** Never to be in it, whatever the rest holds. */
  readonly secrets: readonly string[];
}

/** Shorter ones are words that the report itself may use. In characters. */
const SHORTEST_SECRET = 6;

/** The report, in Markdown; in English, for those who read it. */
export function diagnosticReport(facts: DiagnosticFacts): string {
  const { versions, services, states, settings, latencyMs, left, today, ...rest } = facts;
  const text = [
    '# Codestral diagnostic report',
    ...section('Versions', versions),
    ...section('Services', services),
    ...section('States', {
      ...states,
      'first text': latencyMs > 0 ? `${Math.round(latencyMs)} ms on average` : 'none yet',
    }),
    ...section('Settings that differ from their default', settings),
    ...section('Left, as last heard', Object.fromEntries(Object.entries(left).map(leftFact))),
    ...section('Used today', numbersOf(today)),
    ...listed('Last failures', rest.failed.map(lineOf)),
    ...listed('Last requests', rest.requests.map(lineOf)),
    ...listed('Other providers of suggestions', rest.otherProviders),
    '',
  ].join('\n');
  return rest.secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .reduce((clean, secret) => clean.replaceAll(secret, '[hidden]'), text);
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

/** A request's line; a detail that may name a host or anything but a model stays out. */
function lineOf({ at, report }: RecentRequest): string {
  const { model } = report;
  const asked = model === undefined ? '' : ` (${modelFact(model)})`;
  return `${new Date(at).toISOString()} ${requestLine({ ...report, detail: detailOf(report) })}${asked}`;
}

function detailOf({ outcome, detail }: RequestReport): string | undefined {
  if (outcome === 'redirect') return undefined;
  return outcome === 'modelUnknown' || outcome === 'modelNotFim' ? undefined : detail;
}

function leftFact([service, left]: readonly [string, RateFacts]): [string, string] {
  const facts = Object.entries(left) as [string, Quota | number | undefined][];
  const quotas = facts.flatMap(([name, quota]) =>
    typeof quota === 'object' ? [`${name} ${quota.left ?? '?'} of ${quota.limit ?? '?'}`] : [],
  );
  return [service, quotas.join(', ') || 'not told'];
}

function numbersOf(figures: Figures): Record<string, string> {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [name, String(Math.round(value * 1e4) / 1e4)]),
  );
}
