import * as vscode from 'vscode';
import type { AnswerFailure } from '../../../chat/session/conversation.ts';
import type { UnavailableService } from '../../../mistral/serviceRouter.ts';
import type {
  ActionView,
  CardAction,
  CardDetails,
  CardView,
} from '../../../protocol/panelViews.ts';
import { buttonLabel } from '../../../messages/errorActions.ts';
import { ERROR_MESSAGES } from '../../../messages/errorMessages.ts';
import type { FailureDetails } from '../../../messages/messageContext.ts';
import { errorText } from '../../messages/errorText.ts';

/**
 * The card of a failed answer. Its retry button waits as long as the service requested. `now` is in milliseconds
 * since the epoch.
 */
export function cardFor(
  failure: AnswerFailure,
  failureDetails: FailureDetails,
  now: number,
): CardView {
  const { kind, service, detail, retryAfterMs, at } = failure;
  const retryAt = retryAfterMs === undefined ? undefined : at + retryAfterMs;
  // Cards are stored with the chat: a time in the past is not shown.
  const until = retryAt !== undefined && retryAt > now ? retryAt : undefined;
  return {
    ...errorText(kind, service, detail, 'chat', { ...failureDetails, until }),
    details: detailsOf(failure),
    retryAt,
    actions: withLog(ERROR_MESSAGES[kind].card).map(actionView),
  };
}

/** The card of an answer that is retried automatically at a time in milliseconds since the epoch. */
export function cardForRetry(failure: AnswerFailure, at: number): CardView {
  const { title } = errorText(failure.kind, failure.service, failure.detail, 'chat');
  return {
    title,
    advice: '',
    details: detailsOf(failure),
    actions: [actionView('showLog')],
    retryAt: at,
    isRetrying: true,
  };
}

/** The card of an empty chat while no service accepts requests; without a key, the Get Started card. */
export function cardForUnavailable(
  { unavailable, service }: UnavailableService,
  isEmpty: boolean,
): CardView {
  if (unavailable === 'noKey' && isEmpty) return getStartedCard();
  const { title, advice } = errorText(unavailable, service, undefined, 'chat');
  // There is no request to retry yet.
  const actions = ERROR_MESSAGES[unavailable].card.filter((action) => action !== 'retry');
  return {
    title,
    advice,
    details: undefined,
    retryAt: undefined,
    actions: withLog(actions).map(actionView),
  };
}

function getStartedCard(): CardView {
  const { t } = vscode.l10n;
  return {
    title: t('Add an API key to get started'),
    advice: t('Either key works for completions and chat: a Mistral key or a Codestral key.'),
    details: undefined,
    retryAt: undefined,
    isGetStarted: true,
    actions: (['setMistralKey', 'setCodestralKey', 'getKey'] as const).map(actionView),
  };
}

function detailsOf({ sentence, status, requestId }: AnswerFailure): CardDetails | undefined {
  const isKnown = sentence !== undefined || status !== undefined || requestId !== undefined;
  return isKnown ? { sentence, status, requestId } : undefined;
}

/** The log helps with every failure. */
function withLog(actions: readonly CardAction[]): readonly CardAction[] {
  return actions.includes('showLog') ? actions : [...actions, 'showLog'];
}

function actionView(action: CardAction): ActionView {
  return { action, label: buttonLabel(action, vscode.l10n.t) };
}
