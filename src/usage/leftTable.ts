import type { QuotaName, RateFacts } from '../mistral/rateHeaders.ts';
import type { ServiceName } from '../mistral/services.ts';
import type { Markup } from './markup.ts';
import { html } from './markup.ts';
import { NONE } from './numbers.ts';
import type { Writing } from './tables.ts';
import { table } from './tables.ts';

/** What a service said last about what is left. */
export interface Heard {
  readonly facts: RateFacts;
  /** Milliseconds since the epoch; undefined where it said nothing yet. */
  readonly at: number | undefined;
}

const SERVICES: readonly ServiceName[] = ['mistral', 'codestral'];
const QUOTAS: readonly QuotaName[] = [
  'requestsMinute',
  'tokensMinute',
  'tokensFiveMinutes',
  'tokensMonth',
];

/** What is left at each service as it said itself, and a sentence where it said nothing. */
export function leftTable(left: Readonly<Record<ServiceName, Heard>>, writing: Writing): Markup {
  const { words } = writing;
  const rows = SERVICES.flatMap((service) => rowsOf(service, left[service], writing));
  const silent = SERVICES.filter((service) => !rows.some((each) => each.service === service));
  return html`${
    rows.length > 0
      ? table({
          caption: words.left,
          columns: [words.quota, words.remaining, words.limit, words.heard],
          rows: rows.map(({ row }) => row),
        })
      : html`<h2>${words.left}</h2>`
  }
  ${silent.map((service) => html`<p class="quiet">${words.nothingHeard(words.services[service])}</p>`)}`;
}

function rowsOf(service: ServiceName, { facts, at }: Heard, { words, numbers }: Writing) {
  return QUOTAS.flatMap((name) => {
    const quota = facts[name];
    if (!quota) return [];
    const { left, limit } = quota;
    const [remaining, of] = [left, limit].map((value) =>
      value === undefined ? NONE : numbers.count(value),
    );
    const heard = at === undefined ? NONE : words.lastHeard(numbers.time(at));
    const head = `${words.services[service]} · ${words.quotas[name]}`;
    const row = [head, remaining ?? NONE, of ?? NONE, heard] as const;
    return [{ service, row }];
  });
}
