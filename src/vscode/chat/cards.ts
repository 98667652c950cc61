import * as vscode from 'vscode';
import type { FaultKind } from '../../chat/archive/fault.ts';
import type { Failure } from '../../chat/conversation.ts';
import type { FailureKind } from '../../mistral/errors.ts';
import type { ClosedService } from '../../mistral/services.ts';
import type { ActionView, CardAction, CardView } from '../../protocol/views.ts';
import { KEYS_PAGE } from '../keys.ts';
import { wordsFor } from '../notify.ts';

/** The card of an answer that failed; its retry button waits as long as the service asked. */
export function cardFor(failure: Failure): CardView {
  const { kind, service, detail, requestId, retryAfterMs, at } = failure;
  return {
    ...wordsFor(kind, service, detail, 'chat'),
    requestId,
    actions: actionsFor(kind).map(actionView),
    retryAt: retryAfterMs === undefined ? undefined : at + retryAfterMs,
  };
}

/** The card of an answer that is asked for again by itself, at a time in milliseconds since the epoch. */
export function cardForRetry({ kind, service, detail, requestId }: Failure, at: number): CardView {
  const { title } = wordsFor(kind, service, detail, 'chat');
  const advice = vscode.l10n.t('It is asked again by itself.');
  return { title, advice, requestId, actions: [], retryAt: at };
}

/** The card in place of an empty chat while no service can be asked; without a key, a new user's first page. */
export function cardForClosed({ closed, service }: ClosedService, isEmpty: boolean): CardView {
  if (closed === 'noKey' && isEmpty) return firstPage();
  const { title, advice } = wordsFor(closed, service, undefined, 'chat');
  const actions: CardAction[] = closed === 'noKey' ? ['setKey'] : ['settings'];
  return {
    ...{ title, advice, requestId: undefined, retryAt: undefined },
    actions: actions.map(actionView),
  };
}

function firstPage(): CardView {
  const { t } = vscode.l10n;
  return {
    title: t('One API key, and you can begin'),
    advice: t(
      'A key of either kind opens completions and chat: a Mistral key, or a Codestral key if your account has one.',
    ),
    ...{ requestId: undefined, retryAt: undefined, isFirstPage: true },
    actions: (['setMistralKey', 'setCodestralKey', 'getKey'] as const).map(actionView),
  };
}

/** Why a chat could not be written, in one line. */
export function wordsForFault(kind: FaultKind): string {
  const { t } = vscode.l10n;
  switch (kind) {
    case 'taken':
      return t('Another window writes this chat.');
    case 'readOnly':
      return t('The chat cannot be saved: its folder is read-only.');
    case 'full':
      return t('The chat cannot be saved: the disk is full.');
    case 'failed':
      return t('The chat cannot be saved.');
  }
}

/** The buttons that help, the likeliest first. */
function actionsFor(kind: FailureKind): readonly CardAction[] {
  switch (kind) {
    case 'noKey':
    case 'unauthorised':
    case 'forbidden':
      return ['setKey', 'retry'];
    case 'modelUnknown':
    case 'modelNotFim':
    case 'badRequest':
      return ['chooseModel', 'retry'];
    case 'contextTooLong':
      return ['shorten', 'chooseModel'];
    case 'badUrl':
    case 'notFound':
    case 'redirect':
    case 'unknownHost':
      return ['settings', 'retry'];
    case 'internal':
      return ['showLog', 'retry'];
    case 'payment':
    case 'rateLimited':
    case 'capacity':
    case 'server':
    case 'offline':
    case 'timeout':
    case 'certificate':
    case 'proxy':
    case 'protocol':
    case 'truncated':
    case 'aborted':
      return ['retry'];
  }
}

function actionView(action: CardAction): ActionView {
  const { t } = vscode.l10n;
  const labels: Readonly<Record<CardAction, string>> = {
    retry: t('Try Again'),
    setKey: t('Set API Key'),
    setMistralKey: t('Set Mistral API Key'),
    setCodestralKey: t('Set Codestral API Key'),
    getKey: t('Get a key at {0}', new URL(KEYS_PAGE).host),
    chooseModel: t('Choose Model'),
    shorten: t('Send Less'),
    settings: t('Open Settings'),
    showLog: t('Show Log'),
  };
  return { action, label: labels[action] };
}
