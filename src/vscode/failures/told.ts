import type { FailureKind } from '../../mistral/errors.ts';
import type { Feature, ServiceName } from '../../mistral/services.ts';

/** Puts a text into the user's language: `vscode.l10n.t`, or another one in tests. */
export type Translate = (text: string, ...values: (string | number)[]) => string;

/** The name of a service as people know it. */
export function serviceName(service: ServiceName): string {
  return service === 'mistral' ? 'Mistral' : 'Codestral';
}

/** What is known around a failure, and makes its words more helpful. Nothing of it has to be known. */
export interface Circumstances {
  /** When the service may be asked again, in milliseconds since the epoch. */
  readonly until?: number | undefined;
  /** The time, likewise, for words that are read at once: less than a minute is then told in seconds. */
  readonly now?: number | undefined;
  /** The service's headers say that none of the month's tokens are left. */
  readonly isMonthUsedUp?: boolean | undefined;
  /** The key may be one for the other service: both have one, or the other one took it in a probe. */
  readonly isOfOtherService?: boolean | undefined;
  /** The model that takes the place of a retired one. */
  readonly replacement?: string | undefined;
  /** The language of times and numbers, such as `fr`; without one it is the machine's. */
  readonly language?: string | undefined;
  /** How much was left out of the request before it was still too long. */
  readonly cut?: { readonly turns: number; readonly attachments: number } | undefined;
}

/** A failure as the table's rows tell it. */
export interface Told extends Circumstances {
  readonly kind: FailureKind;
  readonly t: Translate;
  /** The service's name, and that of the other one. */
  readonly name: string;
  readonly otherName: string;
  /** One of the safe details of a ServiceError. */
  readonly detail: string | undefined;
  readonly isChat: boolean;
}

/** Brings together what a row's words are made from. */
export function told(
  t: Translate,
  kind: FailureKind,
  service: ServiceName,
  detail: string | undefined,
  feature: Feature,
  circumstances: Circumstances,
): Told {
  return {
    ...circumstances,
    ...{ kind, t, detail },
    name: serviceName(service),
    otherName: serviceName(service === 'mistral' ? 'codestral' : 'mistral'),
    isChat: feature === 'chat',
  };
}
