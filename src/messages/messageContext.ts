import type { FailureKind } from '../mistral/errors/failureKind.ts';
import type { Feature, ServiceName } from '../mistral/serviceName.ts';

/** Translates a text into the user's language: `vscode.l10n.t`, or a substitute in tests. */
export type Translate = (text: string, ...values: (string | number)[]) => string;

/** The display name of a service. */
export function serviceLabel(service: ServiceName): string {
  return service === 'mistral' ? 'Mistral' : 'Codestral';
}

/** Optional facts that make the message for a failure more helpful. */
export interface FailureDetails {
  /** When requests resume, in milliseconds since the epoch. */
  readonly until?: number | undefined;
  /** The current time, for messages that are read at once: times within a minute are shown in seconds. */
  readonly now?: number | undefined;
  /** The service's headers report that the tokens of the month are used up. */
  readonly isMonthUsedUp?: boolean | undefined;
  /** The key may belong to the other service: both have one, or the other service accepted it in a probe. */
  readonly mayBelongToOtherService?: boolean | undefined;
  /** The replacement of a retired model. */
  readonly replacement?: string | undefined;
  /** The language for times and numbers, such as `fr`; by default the system's. */
  readonly language?: string | undefined;
  /** What had been left out of a request that was still too long. */
  readonly cut?: { readonly turns: number; readonly attachments: number } | undefined;
}

/** The input of the rows in the message table. */
export interface MessageContext extends FailureDetails {
  readonly kind: FailureKind;
  readonly t: Translate;
  /** The display names of the service and of the other one. */
  readonly name: string;
  readonly otherName: string;
  /** One of the safe details of a ServiceError. */
  readonly detail: string | undefined;
  readonly isChat: boolean;
}

/** Creates the input of a row in the message table. */
export function messageContext(
  t: Translate,
  kind: FailureKind,
  service: ServiceName,
  detail: string | undefined,
  feature: Feature,
  failureDetails: FailureDetails,
): MessageContext {
  return {
    ...failureDetails,
    kind,
    t,
    detail,
    name: serviceLabel(service),
    otherName: serviceLabel(service === 'mistral' ? 'codestral' : 'mistral'),
    isChat: feature === 'chat',
  };
}
