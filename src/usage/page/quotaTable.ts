import type { QuotaName, RateFacts } from '../../mistral/limits/rateHeaders.ts';
import type { ServiceName } from '../../mistral/serviceName.ts';
import { SERVICES } from '../../mistral/serviceName.ts';
import type { Markup } from './markup.ts';
import { NONE } from './usageNumbers.ts';
import type { PageFormat } from './usageTables.ts';
import { table } from './usageTables.ts';

/** The remaining quota last reported by a service. */
export interface ReportedQuota {
  readonly facts: RateFacts;
  /** Milliseconds since the epoch; undefined if nothing was reported yet. */
  readonly at: number | undefined;
}

const QUOTAS: readonly QuotaName[] = [
  'requestsMinute',
  'tokensMinute',
  'tokensFiveMinutes',
  'tokensMonth',
];

/** The remaining quota reported by each service; undefined if none has reported any. */
export function quotaTable(
  left: Readonly<Record<ServiceName, ReportedQuota>>,
  pageFormat: PageFormat,
): Markup | undefined {
  const { strings } = pageFormat;
  const rows = SERVICES.flatMap((service) => rowsOf(service, left[service], pageFormat));
  if (rows.length === 0) return undefined;
  return table({
    caption: strings.remainingQuota,
    columns: [strings.quota, strings.remaining, strings.limit, strings.reported].map((name) => ({
      name,
    })),
    rows,
  });
}

/** The services that have reported no quota yet. */
export function servicesWithoutQuota(
  left: Readonly<Record<ServiceName, ReportedQuota>>,
): readonly ServiceName[] {
  return SERVICES.filter((service) => QUOTAS.every((name) => !left[service].facts[name]));
}

function rowsOf(
  service: ServiceName,
  { facts, at }: ReportedQuota,
  { strings, numbers }: PageFormat,
) {
  return QUOTAS.flatMap((name) => {
    const quota = facts[name];
    if (!quota) return [];
    const [remaining, limit] = [quota.remaining, quota.limit].map((value) =>
      value === undefined ? NONE : numbers.count(value),
    );
    const reported = at === undefined ? NONE : strings.lastReported(numbers.time(at));
    const head = `${strings.services[service]} · ${strings.quotas[name]}`;
    return [[head, remaining ?? NONE, limit ?? NONE, reported] as const];
  });
}
