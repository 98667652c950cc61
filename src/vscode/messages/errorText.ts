import * as vscode from 'vscode';
import type { NoSuggestionReason } from '../../completion/outcome.ts';
import type { DisabledReason } from '../../completion/gate.ts';
import type { RequestTrace } from '../../completion/request/requestTrace.ts';
import type { FailureKind } from '../../mistral/errors/failureKind.ts';
import type { UnavailableService } from '../../mistral/serviceRouter.ts';
import type { Feature, ServiceName } from '../../mistral/serviceName.ts';
import { ERROR_MESSAGES } from '../../messages/errorMessages.ts';
import { messageContext } from '../../messages/messageContext.ts';
import type { FailureDetails } from '../../messages/messageContext.ts';

/** The title of a failure, and what to do about it. */
export interface ErrorText {
  readonly title: string;
  readonly advice: string;
}

/**
 * The localized message for a failure, from the table in `messages/errorMessages.ts`. `detail` is a safe detail of a
 * ServiceError.
 */
export function errorText(
  kind: FailureKind,
  service: ServiceName,
  detail?: string,
  feature: Feature = 'completion',
  failureDetails: FailureDetails = {},
): ErrorText {
  const { language } = vscode.env;
  const failure = messageContext(vscode.l10n.t, kind, service, detail, feature, {
    language,
    ...failureDetails,
  });
  const { title, advice } = ERROR_MESSAGES[kind];
  return { title: title(failure), advice: advice(failure) };
}

export { serviceLabel } from '../../messages/messageContext.ts';

/** The message for a service that is not available. */
export function unavailableServiceText({ unavailable, service }: UnavailableService): ErrorText {
  return errorText(unavailable, service);
}

/** Why completions are not available at a position. */
export function disabledReasonText(reason: DisabledReason): string {
  const { t } = vscode.l10n;
  switch (reason) {
    case 'off':
      return t('Completions are turned off.');
    case 'off for this language':
      return t('Completions are turned off for this language.');
    case 'not in this kind of document':
      return t('Completions are not available in this kind of document.');
    case 'read-only':
      return t('This document is read-only.');
    case 'excluded file':
      return t('This file is excluded and never sent.');
    case 'unresolved file':
      return t('This file is not sent because its link target couldn’t be determined.');
    case 'selection':
    case 'inside a word':
      return t('No completions at this position.');
    case 'undone':
    case 'pasted':
      return t('After an undo or a large paste, suggestions resume with the next keystroke.');
  }
}

/** Why there was no suggestion. `request` is the request that was made, if any. */
export function noSuggestionText(
  reason: NoSuggestionReason,
  request: RequestTrace | undefined,
): string {
  const { t } = vscode.l10n;
  switch (reason) {
    case 'noKey':
    case 'badUrl':
      return sentence(errorText(reason, 'mistral'));
    case 'paused':
      return t('Requests are paused. The menu shows why and when they resume.');
    case 'failed':
      return request?.failure === undefined
        ? t('Superseded by a newer request.')
        : sentence(errorText(request.failure, request.service, request.failureDetail));
    case 'superseded':
      return t('Superseded by newer typing.');
    case 'suggest widget':
      return t('The item selected in the suggestion list does not match.');
    case 'no suggestion':
      return t('The model has no suggestion here.');
    case 'off':
    case 'off for this language':
    case 'not in this kind of document':
    case 'read-only':
    case 'excluded file':
    case 'unresolved file':
    case 'selection':
    case 'inside a word':
    case 'undone':
    case 'pasted':
      return disabledReasonText(reason);
  }
}

/** Prevents VS Code from showing links such as `[label](command:id)` in a notification. */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

/** Title and advice in one line. */
export function sentence({ title, advice }: ErrorText): string {
  return advice === '' ? title : `${title} ${advice}`;
}
