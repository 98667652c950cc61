import * as vscode from 'vscode';
import type { FaultKind } from '../../chat/archive/fault.ts';
import type { Failure } from '../../chat/conversation.ts';
import type { ClosedService } from '../../mistral/services.ts';
import type { ActionView, CardAction, CardView } from '../../protocol/views.ts';
import { labelOf } from '../failures/actions.ts';
import { FAILURES } from '../failures/table.ts';
import type { Circumstances } from '../failures/told.ts';
import { wordsFor } from '../notify.ts';

/**
 * The card of an answer that failed; its retry button waits as long as the service asked. `now` is in
 * milliseconds since the epoch.
 */
export function cardFor(failure: Failure, circumstances: Circumstances, now: number): CardView {
  const { kind, service, detail, requestId, retryAfterMs, at } = failure;
  const retryAt = retryAfterMs === undefined ? undefined : at + retryAfterMs;
  // A card stays for as long as the chat: no time that has passed is told.
  const until = retryAt !== undefined && retryAt > now ? retryAt : undefined;
  return {
    ...wordsFor(kind, service, detail, 'chat', { ...circumstances, until }),
    ...{ requestId, retryAt },
    actions: FAILURES[kind].card.map(actionView),
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
  // There is nothing yet that could be asked again.
  const actions = FAILURES[closed].card.filter((action) => action !== 'retry');
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

function actionView(action: CardAction): ActionView {
  return { action, label: labelOf(action, vscode.l10n.t) };
}
