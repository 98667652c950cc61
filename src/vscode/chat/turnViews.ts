import * as vscode from 'vscode';
import type { Answer, Attachment, Cut, Question, Turn } from '../../chat/conversation.ts';
import type { AnswerView, ChipView, QuestionView, TurnView } from '../../protocol/views.ts';
import { cardFor } from './cards.ts';

/** So much of an attachment is shown before it is opened, in characters. */
const PREVIEW = 2_000;

/** What pictures of turns take from elsewhere. */
export interface TurnViewPorts {
  /** The estimated tokens of an attachment. */
  readonly tokensOf: (attachment: Attachment) => number;
  /** The address at which the panel may show an image of the archive. */
  readonly imageAddress: (file: string) => string | undefined;
}

/** A turn as the panel shows it. */
export function turnView(turn: Turn, ports: TurnViewPorts): TurnView {
  return turn.role === 'user' ? questionView(turn, ports) : answerView(turn);
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
    keptPercent: keptPercent(cut),
    preview: text.slice(0, PREVIEW),
    image: undefined,
  };
}

function questionView({ id, text, attachments }: Question, ports: TurnViewPorts): QuestionView {
  const chips = attachments.map((attachment) => chipView(attachment, ports));
  return { role: 'user', id, text, chips };
}

/** An answer as the panel shows it. */
export function answerView(answer: Answer): AnswerView {
  const { id, text, thinking, thinkingMs, state, model, failure, turnsLeftOut = 0 } = answer;
  const failedAt = answer.at + (answer.totalMs ?? 0);
  return {
    ...{ role: 'assistant', id, text, thinking, thinkingMs, state, model, turnsLeftOut },
    card: failure ? cardFor(failure, failedAt) : undefined,
    usage: usageLine(answer),
  };
}

/** Tokens in and out, time to the first of them, and how many a second came after it. */
function usageLine({ usage, firstTextMs, totalMs }: Answer): string | undefined {
  if (!usage) return undefined;
  const { t } = vscode.l10n;
  const number = (value: number) => value.toLocaleString(vscode.env.language);
  const parts = [
    t('{0} tokens in, {1} out', number(usage.promptTokens), number(usage.completionTokens)),
  ];
  if (firstTextMs !== undefined)
    parts.push(t('first after {0} s', (firstTextMs / 1000).toFixed(1)));
  const streamedMs = (totalMs ?? 0) - (firstTextMs ?? 0);
  // Whatever comes in one piece has no speed.
  if (streamedMs >= 100) {
    const speed = Math.round((usage.completionTokens * 1000) / streamedMs);
    parts.push(t('{0} tokens/s', number(speed)));
  }
  return parts.join(' · ');
}

function keptPercent(cut: Cut | undefined): number | undefined {
  return cut && Math.floor((100 * cut.kept) / Math.max(1, cut.of));
}
