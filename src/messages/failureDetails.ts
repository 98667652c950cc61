import type { FailureKind } from '../mistral/errors/failureKind.ts';
import type { RateLimiter } from '../mistral/limits/rateLimiter.ts';
import type { Quota } from '../mistral/limits/rateHeaders.ts';
import type { ServiceRouter } from '../mistral/serviceRouter.ts';
import type { ServiceName } from '../mistral/serviceName.ts';
import type { FailureDetails } from './messageContext.ts';

/** The sources of {@link FailureDetails}. */
export interface FailureSources {
  readonly limits: Pick<RateLimiter, 'remaining'>;
  readonly services: Pick<ServiceRouter, 'isAvailable'>;
  /** The replacement of a retired model, if a model list names it. */
  readonly replacementOf: (model: string) => string | undefined;
}

/** The properties of a failure that its details depend on. */
export interface ReportedFailure {
  readonly kind: FailureKind;
  readonly service: ServiceName;
  readonly detail?: string | undefined;
}

/** With fewer tokens left, there is no room for a usual prompt, so requests fail until the month ends. */
const MIN_LEFT_TOKENS = 2_000;
/** For a small monthly quota, the limit is this share of it. */
const MIN_LEFT_SHARE = 0.1;

/** Whether the tokens left in a month are too few for a request. */
function isUsedUp(month: Quota | undefined): boolean {
  if (month?.remaining === undefined) return false;
  return month.remaining <= Math.min(MIN_LEFT_TOKENS, MIN_LEFT_SHARE * (month.limit ?? 0));
}

/** The current details of a failure. */
export function failureDetailsOf(
  { kind, service, detail }: ReportedFailure,
  { limits, services, replacementOf }: FailureSources,
): FailureDetails {
  if (kind === 'rateLimited') {
    return { isMonthUsedUp: isUsedUp(limits.remaining(service).tokensMonth) };
  }
  if (kind === 'unauthorised') {
    return {
      mayBelongToOtherService: services.isAvailable(
        service === 'mistral' ? 'codestral' : 'mistral',
      ),
    };
  }
  if (kind === 'modelUnknown' && detail !== undefined) {
    return { replacement: replacementOf(detail) };
  }
  return {};
}
