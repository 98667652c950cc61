import * as vscode from 'vscode';
import type {
  Answer,
  Attachment,
  Cut,
  Failure,
  LeftOut,
  Question,
  Turn,
} from '../../chat/conversation.ts';
import { moneyText } from '../../usage/money.ts';
import type { AnswerView, ChipView, QuestionView, TurnView } from '../../protocol/views.ts';
import type { Circumstances } from '../failures/told.ts';
import { cardFor } from './cards.ts';

/** So much of an attachment is shown before it is opened, in characters. */
const PREVIEW = 2_000;

/** What pictures of turns take from elsewhere. */
export interface TurnViewPorts {
  /** The estimated tokens of an attachment. */
  readonly tokensOf: (attachment: Attachment) => number;
  /** What is known around a failure. */
  readonly circumstances: (failure: Failure) => Circumstances;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The address at which the panel may show an image of the archive. */
  readonly imageAddress: (file: string) => string | undefined;
}

/** Turns as the panel shows them. */
export function turnViews(turns: readonly Turn[], ports: TurnViewPorts): TurnView[] {
  return turns.map((turn, at) => {
    if (turn.role === 'user') return questionView(turn, ports);
    const question = turns[at - 1];
    return answerView(turn, question?.role === 'user' ? question.attachments : [], ports);
  });
}

/** An attachment as a chip. */
export function chipView(attachment: Attachment, ports: TurnViewPorts): ChipView {
  const { id, kind, label } = attachment;
  const common = { id, kind, label, tokens: ports.tokensOf(attachment) };
  if (attachment.kind === 'image') {
    const image = ports.imageAddress(attachment.file);
    const detail = `${label} · ${Math.ceil(attachment.bytes / 1000)} kB`;
    return { ...common, detail, keptPercent: undefined, preview: '', image };
  }
  const { path = label, lines, text, cut } = attachment;
  return {
    ...common,
    detail: lines ? `${path}:${lines.first}-${lines.last}` : path,
    keptPercent: cut && keptPercent(cut),
    preview: text.slice(0, PREVIEW),
    image: undefined,
  };
}

/** A question as the panel shows it. */
export function questionView(
  { id, text, attachments }: Question,
  ports: TurnViewPorts,
): QuestionView {
  const chips = attachments.map((attachment) => chipView(attachment, ports));
  return { role: 'user', id, text, chips };
}

/** An answer as the panel shows it; `attached` is what its question brought. */
export function answerView(
  answer: Answer,
  attached: readonly Attachment[],
  ports: Pick<TurnViewPorts, 'circumstances' | 'now'>,
): AnswerView {
  const { leftOut } = answer;
  const { id, text, thinking, thinkingMs, state, model, failure } = answer;
  return {
    ...{ role: 'assistant', id, text, thinking, thinkingMs, state, model },
    card: failure && cardFor(failure, around(failure, leftOut, ports), ports.now()),
    usage: usageLine(answer),
    notes: notesOn(leftOut, attached),
  };
}

function around(
  failure: Failure,
  leftOut: LeftOut | undefined,
  { circumstances }: Pick<TurnViewPorts, 'circumstances'>,
): Circumstances {
  const cut = leftOut && { turns: leftOut.turns, attachments: leftOut.cuts.length };
  return { ...circumstances(failure), cut };
}

/** What was not sent, told by the labels of what was attached. */
function notesOn(leftOut: LeftOut | undefined, attached: readonly Attachment[]): string[] {
  if (!leftOut) return [];
  const { t } = vscode.l10n;
  const { turns, images, cuts } = leftOut;
  const labelOf = (id: string) => attached.find((attachment) => attachment.id === id)?.label ?? '';
  return [
    ...(turns > 0 ? [t('Too long for the model: {0} earlier messages were not sent.', turns)] : []),
    ...(images > 0 ? [t('{0} images were not sent: the model cannot see them.', images)] : []),
    ...cuts
      .filter(({ id }) => labelOf(id) !== '')
      .map((cut) => t('{0}: {1} % of it was sent.', labelOf(cut.id), keptPercent(cut))),
  ];
}

/** Tokens in and out, their cost, time to the first of them, and how many a second came after it. */
function usageLine({ usage, cost, firstTextMs, totalMs }: Answer): string | undefined {
  if (!usage) return undefined;
  const { t } = vscode.l10n;
  const number = (value: number) => value.toLocaleString(vscode.env.language);
  const parts = [
    t('{0} tokens in, {1} out', number(usage.promptTokens), number(usage.completionTokens)),
    ...(cost === undefined ? [] : [moneyText(cost, vscode.env.language)]),
  ];
  if (firstTextMs !== undefined) {
    const seconds = (firstTextMs / 1000).toLocaleString(vscode.env.language, {
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
    });
    // A line does not end between a number and its unit.
    parts.push(t('first after {0} s', seconds).replace(`${seconds} `, `${seconds}\u00a0`));
  }
  const streamedMs = (totalMs ?? 0) - (firstTextMs ?? 0);
  // Whatever comes in one piece has no speed.
  if (streamedMs >= 100) {
    const speed = Math.round((usage.completionTokens * 1000) / streamedMs);
    parts.push(t('{0} tokens/s', number(speed)));
  }
  return parts.join(' · ');
}

function keptPercent({ kept, of }: Cut): number {
  return Math.floor((100 * kept) / Math.max(1, of));
}
