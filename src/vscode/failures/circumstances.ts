import type { FailureKind } from '../../mistral/errors.ts';
import type { Limits } from '../../mistral/limits.ts';
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

/** What is known around a failure at this moment. */
export function circumstancesOf(
  { kind, service, detail }: FailureOf,
  { limits, services, replacementOf }: Witnesses,
): Circumstances {
  if (kind === 'rateLimited') {
    return { isMonthUsedUp: limits.left(service).tokensMonth?.left === 0 };
  }
  if (kind === 'unauthorised') {
    return { isOfOtherService: services.isOpen(service === 'mistral' ? 'codestral' : 'mistral') };
  }
  if (kind === 'modelUnknown' && detail !== undefined) {
    return { replacement: replacementOf(detail) };
  }
  return {};
}
