import type { FailureKind } from '../../mistral/errors.ts';
import type { Limits } from '../../mistral/limits.ts';
import type { Quota } from '../../mistral/rateHeaders.ts';
import type { ServiceName, Services } from '../../mistral/services.ts';
import type { Circumstances } from './told.ts';

/** Who knows what is around a failure. */
export interface Witnesses {
  readonly limits: Pick<Limits, 'left'>;
  readonly services: Pick<Services, 'isOpen'>;
  /** The model that takes the place of this one, where a list of models has told it. */
  readonly replacementOf: (model: string) => string | undefined;
}

/** A failure, as far as the circumstances go by it. */
export interface FailureOf {
  readonly kind: FailureKind;
  readonly service: ServiceName;
  readonly detail?: string | undefined;
}

/** A month's rest below this is less than a usual prompt: what it refuses is refused until the month is over. */
const LEAST_REST = 2_000;
/** Where a month has few tokens anyway, it is this share of them. */
const LEAST_SHARE = 0.1;

/** Whether what is left of a month, on a refusal, is too little for a request. */
function isUsedUp(month: Quota | undefined): boolean {
  if (month?.left === undefined) return false;
  return month.left <= Math.min(LEAST_REST, LEAST_SHARE * (month.limit ?? 0));
}

/** What is known around a failure at this moment. */
export function circumstancesOf(
  { kind, service, detail }: FailureOf,
  { limits, services, replacementOf }: Witnesses,
): Circumstances {
  if (kind === 'rateLimited') {
    return { isMonthUsedUp: isUsedUp(limits.left(service).tokensMonth) };
  }
  if (kind === 'unauthorised') {
    return { isOfOtherService: services.isOpen(service === 'mistral' ? 'codestral' : 'mistral') };
  }
  if (kind === 'modelUnknown' && detail !== undefined) {
    return { replacement: replacementOf(detail) };
  }
  return {};
}
