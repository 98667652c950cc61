import * as vscode from 'vscode';
import { distinctLabels } from '../../../chat/context/attachmentLabels.ts';
import type {
  AssistantTurn,
  AttachedDocument,
  Attachment,
  Cut,
  AnswerFailure,
  LeftOut,
  UserTurn,
  Turn,
  WebSource,
} from '../../../chat/session/conversation.ts';
import { hostOfSource, webSource } from '../../../chat/web/webSource.ts';
import { isCommitTask } from '../../../chat/request/slashCommands.ts';
import { MAX_IMAGES } from '../../../chat/context/imageLimits.ts';
import { plural } from '../../../base/plural.ts';
import { moneyText } from '../../../usage/page/money.ts';
import type {
  AssistantTurnView,
  AttachmentView,
  DocumentAttachmentView,
  UsageView,
  UserTurnView,
  TurnView,
  WebSourceView,
} from '../../../protocol/panelViews.ts';
import type { FailureDetails } from '../../../messages/messageContext.ts';
import { withheldMessage } from '../../privacy/blockedMessage.ts';
import { summaryText } from '../documents/documentTexts.ts';
import { cardFor } from './errorCards.ts';
import { questionSentence } from './questionSentence.ts';
import { stepView } from './stepViews.ts';

/** Length of an attachment's preview, in characters. */
const PREVIEW = 2_000;

/** Dependencies of the views of turns. */
export interface TurnViewDependencies {
  /** The estimated tokens of an attachment. */
  readonly tokensOf: (attachment: Attachment) => number;
  /** Details about a failure. */
  readonly failureDetails: (failure: AnswerFailure) => FailureDetails;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The URL under which the panel can show an image of the archive. */
  readonly imageUri: (file: string) => string | undefined;
  /** The price of reading pages of a document, in US dollars; undefined if unknown. */
  readonly pagesCost?: (pages: number) => number | undefined;
  /** The ID of the document that is being read. */
  readonly readingId?: string | undefined;
}

/** Turns as the panel shows them. */
export function turnViews(turns: readonly Turn[], dependencies: TurnViewDependencies): TurnView[] {
  return turns.map((turn, at) => {
    if (turn.role === 'user') return questionView(turn, dependencies);
    const before = turns[at - 1];
    return answerView(turn, before?.role === 'user' ? before : undefined, dependencies);
  });
}

/** Attachments as chips with distinct labels. */
export function chipViews(
  attachments: readonly Attachment[],
  dependencies: TurnViewDependencies,
): AttachmentView[] {
  const labels = distinctLabels(attachments);
  return attachments.map((each, at) => chipView(each, labels[at] ?? each.label, dependencies));
}

function chipView(
  attachment: Attachment,
  label: string,
  dependencies: TurnViewDependencies,
): AttachmentView {
  const { id, kind } = attachment;
  const common = { id, kind, label, tokens: dependencies.tokensOf(attachment) };
  if (attachment.kind === 'image') {
    const image = dependencies.imageUri(attachment.file);
    const detail = `${label} · ${Math.ceil(attachment.bytes / 1000)} kB`;
    const isReadable = attachment.uri !== undefined;
    const view = { detail, keptPercent: undefined, preview: '', image };
    return { ...common, ...view, isReadable, canOpen: isReadable };
  }
  const { path = label, lines, text, cut, document } = attachment;
  return {
    ...common,
    ...(document?.isRead === false ? { document: documentView(id, document, dependencies) } : {}),
    detail: lines ? `${path}:${lines.first}-${lines.last}` : path,
    keptPercent: cut && keptPercent(cut),
    preview: text.slice(0, PREVIEW),
    image: undefined,
    canOpen: kind !== 'folder' && (attachment.uri ?? attachment.path) !== undefined,
  };
}

function documentView(
  id: string,
  document: AttachedDocument,
  { pagesCost, readingId }: TurnViewDependencies,
): DocumentAttachmentView {
  return {
    summary: summaryText(document, pagesCost?.(document.unread)),
    range: document.range,
    isReading: id === readingId,
  };
}

/** A question as the panel shows it. */
function questionView(
  { id, text, attachments }: UserTurn,
  dependencies: TurnViewDependencies,
): UserTurnView {
  const chips = chipViews(attachments, dependencies);
  return { role: 'user', id, text, sentence: questionSentence(text, attachments), chips };
}

/** An answer to a question as the panel shows it. */
function answerView(
  answer: AssistantTurn,
  question: UserTurn | undefined,
  dependencies: Pick<TurnViewDependencies, 'failureDetails' | 'now'>,
): AssistantTurnView {
  const { leftOut } = answer;
  const { id, text, thinking, thinkingMs, state, model, failure } = answer;
  return {
    role: 'assistant',
    id,
    text,
    thinking,
    thinkingMs,
    state,
    model,
    steps: (answer.steps ?? []).map(stepView),
    webSources: answer.webSources?.map(webSourceView),
    isCommitMessage: question !== undefined && isCommitTask(question.text),
    card:
      failure &&
      cardFor(failure, failureDetailsWithCuts(failure, leftOut, dependencies), dependencies.now()),
    usage: usageView(answer),
    notes: notesOn(leftOut, question?.attachments ?? []),
  };
}

/** A cited web page. The archive may have been changed, so that its texts are checked again. */
function webSourceView(stored: WebSource): WebSourceView {
  const source = webSource({ title: stored.title, url: stored.url });
  return { title: source.title, url: source.url, host: hostOfSource(source) };
}

function failureDetailsWithCuts(
  failure: AnswerFailure,
  leftOut: LeftOut | undefined,
  { failureDetails }: Pick<TurnViewDependencies, 'failureDetails'>,
): FailureDetails {
  const cut = leftOut && { turns: leftOut.turns, attachments: leftOut.cuts.length };
  return { ...failureDetails(failure), cut };
}

/** What was not sent, one line each. */
function notesOn(leftOut: LeftOut | undefined, attached: readonly Attachment[]): string[] {
  if (!leftOut) return [];
  const { t } = vscode.l10n;
  const { turns, images, imagesOverLimit: over = 0, cuts, withheld = [], results = 0 } = leftOut;
  const unseen = images - over;
  const form = (count: number, one: string, other: string) =>
    plural(count, vscode.env.language, one, other);
  const labelOf = (id: string) => attached.find((attachment) => attachment.id === id)?.label ?? '';
  return [
    ...(withheld.length > 0 ? [withheldMessage(withheld)] : []),
    ...(turns > 0
      ? [
          form(
            turns,
            t('Too long for the model: {0} earlier message was not sent.', turns),
            t('Too long for the model: {0} earlier messages were not sent.', turns),
          ),
        ]
      : []),
    ...(unseen > 0
      ? [
          form(
            unseen,
            t('{0} image was not sent: the model can’t see it.', unseen),
            t('{0} images were not sent: the model can’t see them.', unseen),
          ),
        ]
      : []),
    ...(over > 0
      ? [
          form(
            over,
            t('{0} image was not sent: a request can contain up to {1}.', over, MAX_IMAGES),
            t('{0} images were not sent: a request can contain up to {1}.', over, MAX_IMAGES),
          ),
        ]
      : []),
    ...(results > 0
      ? [
          form(
            results,
            t('Too long for the model: {0} tool result was shortened.', results),
            t('Too long for the model: {0} tool results were shortened.', results),
          ),
        ]
      : []),
    ...cuts
      .filter(({ id }) => labelOf(id) !== '')
      .map((cut) => t('{0}: {1}% was sent.', labelOf(cut.id), keptPercent(cut))),
  ];
}

/** Tokens in and out, cost, time to first token, and tokens per second after it. */
function usageView({ usage, cost, firstTextMs, totalMs }: AssistantTurn): UsageView | undefined {
  if (!usage) return undefined;
  const { t } = vscode.l10n;
  const number = (value: number) => value.toLocaleString(vscode.env.language);
  const tokens = t(
    '{0} tokens in, {1} out',
    number(usage.promptTokens),
    number(usage.completionTokens),
  );
  const money = cost === undefined ? undefined : moneyText(cost, vscode.env.language);
  const parts = money === undefined ? [tokens] : [tokens, money];
  if (firstTextMs !== undefined) {
    const seconds = (firstTextMs / 1000).toLocaleString(vscode.env.language, {
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
    });
    // No line break between a number and its unit.
    parts.push(t('first token in {0} s', seconds).replace(`${seconds} `, `${seconds}\u00a0`));
  }
  const streamedMs = (totalMs ?? 0) - (firstTextMs ?? 0);
  // An answer in one piece has no speed.
  if (streamedMs >= 100) {
    const speed = Math.round((usage.completionTokens * 1000) / streamedMs);
    parts.push(t('{0} tokens/s', number(speed)));
  }
  return { summary: money ?? tokens, detail: parts.join(' · ') };
}

function keptPercent({ kept, of }: Cut): number {
  return Math.floor((100 * kept) / Math.max(1, of));
}
