import * as vscode from 'vscode';
import { plural } from '../../../base/plural.ts';
import type { StorageErrorKind } from '../../../chat/archive/storageError.ts';
import type { OpenFailure, OpenedChat } from '../../../chat/archive/openChats.ts';
import type { WebSearchUnavailableReason } from '../../../chat/web/webSearch.ts';
import type { CodebaseRemark, SenderNotices } from '../../../chat/session/messageSender.ts';
import { buttonLabel } from '../../../messages/errorActions.ts';
import { ERROR_MESSAGES } from '../../../messages/errorMessages.ts';
import type { UnavailableService } from '../../../mistral/serviceRouter.ts';
import type { ServiceName } from '../../../mistral/serviceName.ts';
import type { FromPanel } from '../../../protocol/fromPanel.ts';
import type { CardAction } from '../../../protocol/panelViews.ts';
import { errorText, sentence } from '../../messages/errorText.ts';
import { withheldMessage } from '../../privacy/blockedMessage.ts';
import { noWebSearchText } from '../web/webTexts.ts';
import type { Notices } from './notices.ts';

/** Runs the action of an error's button. */
type RunAction = (action: CardAction, service: ServiceName) => Promise<void>;

/** The notices of the chat and the actions of their buttons. */
export class ChatNotices implements SenderNotices {
  readonly #notices: Notices;
  readonly #runAction: RunAction;
  /** The ID of the notice about an unavailable service. */
  #unavailableNoticeId: string | undefined;

  constructor(notices: Notices, runAction: RunAction) {
    this.#notices = notices;
    this.#runAction = runAction;
  }

  serviceUnavailable({ unavailable, service }: UnavailableService): void {
    const [action = 'settings'] = ERROR_MESSAGES[unavailable].card;
    const text = sentence(errorText(unavailable, service, undefined, 'chat'));
    this.#unavailableNoticeId = this.#notices.show('error', text, {
      label: buttonLabel(action, vscode.l10n.t),
      run: () => this.#runAction(action, service),
    });
  }

  /** Dismisses the notice about an unavailable service. */
  serviceAvailable(): void {
    if (this.#unavailableNoticeId !== undefined) this.#notices.dismiss(this.#unavailableNoticeId);
    this.#unavailableNoticeId = undefined;
  }

  noSubject(): void {
    this.info(vscode.l10n.t('Select code or open a file first.'));
  }

  noWebQuestion(): void {
    this.info(vscode.l10n.t('Write your question after /web.'));
  }

  noWebSearch(reason: WebSearchUnavailableReason): void {
    this.#notices.show('error', noWebSearchText(reason));
  }

  attachmentsKept(): void {
    this.info(
      vscode.l10n.t('Only your question was sent. The attachments stay in the message box.'),
    );
  }

  codebaseSearched(remark: CodebaseRemark): void {
    this.info(codebaseText(remark));
  }

  turnsRemoved(undo: () => Promise<void>, hasRemovedTurns: boolean): void {
    const { t } = vscode.l10n;
    const text = hasRemovedTurns
      ? t('Later messages were removed.')
      : t('The previous answer was replaced.');
    this.#offerUndo(text, undo);
  }

  /** Chats were deleted. */
  chatsDeleted(count: number, undo: () => Promise<void>): void {
    const { t } = vscode.l10n;
    const one = t('{0} chat deleted.', count);
    const other = t('{0} chats deleted.', count);
    this.#offerUndo(plural(count, vscode.env.language, one, other), undo);
  }

  info(text: string): void {
    this.#notices.show('info', text);
  }

  dismiss(): void {
    this.#notices.dismiss();
  }

  /** Attachments of the current chat were not sent. */
  withheld(labels: readonly string[]): void {
    this.info(withheldMessage(labels));
  }

  /** The model can't call tools; the chat works without them. */
  withoutTools(model: string): void {
    const { t } = vscode.l10n;
    this.info(t('{0} doesn’t support tools: it only sees what is attached.', model));
  }

  /** Reports a chat that could not be opened, or not completely. */
  reportOpenResult(result: OpenedChat | OpenFailure): void {
    const { t } = vscode.l10n;
    if ('reason' in result) {
      const text = {
        missing: t('This chat no longer exists.'),
        damaged: t(
          'This chat is damaged and can’t be opened. Its file was moved to the “damaged” folder.',
        ),
        future: t('This chat was written by a newer version of this extension.'),
      };
      this.#notices.show('error', text[result.reason]);
    } else if (result.isRecovered) {
      this.info(t('Part of this chat couldn’t be read. The rest was recovered.'));
    }
  }

  /** A chat could not be read. */
  unreadable(): void {
    this.#notices.show('error', vscode.l10n.t('The chat can’t be read.'));
  }

  /** A chat could not be saved; it stays in memory. */
  unsaved(kind: StorageErrorKind, retry: () => void): void {
    this.#notices.show('error', storageErrorText(kind), {
      label: vscode.l10n.t('Try Again'),
      run: retry,
    });
  }

  /** Something the user requested failed; `kind` is set if the archive failed. */
  failed(kind: StorageErrorKind | undefined): void {
    const isKnown = kind !== undefined && kind !== 'failed';
    this.#notices.show('error', isKnown ? storageErrorText(kind) : logText());
  }

  /** A message of the panel was not accepted. */
  refused(type: FromPanel['type']): void {
    this.#notices.show('error', refusedText(type));
  }

  #offerUndo(text: string, undo: () => Promise<void>): void {
    this.#notices.show('info', text, { label: vscode.l10n.t('Undo'), run: undo });
  }
}

function storageErrorText(kind: StorageErrorKind): string {
  const { t } = vscode.l10n;
  switch (kind) {
    case 'taken':
      return t('This chat is open in another window.');
    case 'readOnly':
      return t('The chat can’t be saved: its folder is read-only.');
    case 'full':
      return t('The chat can’t be saved: the disk is full.');
    case 'failed':
      return t('The chat can’t be saved.');
  }
}

function codebaseText(remark: CodebaseRemark): string {
  const { t } = vscode.l10n;
  switch (remark) {
    case 'nothingFound':
      return t(
        'No code was found for @codebase, so your question was sent without code. Try words that appear in the code, or attach files with @.',
      );
    case 'noWords':
      return t(
        'Your message was sent without code: @codebase needs a question. Write what to look for.',
      );
    case 'tooSlow':
      return t(
        'The code is still being read, so your question was sent without it. Ask again in a minute, or attach files with @.',
      );
    case 'failed':
      return t(
        'The code couldn’t be searched, so your question was sent without it. Attach files with @ instead.',
      );
    case 'partial':
      return t(
        'Only part of this large workspace was searched for @codebase. To leave out unimportant folders, use the search.exclude setting.',
      );
  }
}

function refusedText(type: FromPanel['type']): string {
  const { t } = vscode.l10n;
  if (type === 'send' || type === 'edit' || type === 'draft')
    return t('The message is too long. Shorten it, or attach its text as a file.');
  if (type === 'attach' || type === 'drop' || type === 'image')
    return t('This can’t be attached: it is too large, or its path is too long.');
  return logText();
}

function logText(): string {
  return vscode.l10n.t('Something went wrong. See the log for details.');
}
