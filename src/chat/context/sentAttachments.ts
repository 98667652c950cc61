import type { Attachment, Turn } from '../session/conversation.ts';
import { attachmentKey } from './attachmentLabels.ts';

/**
 * Whether the model already has an attachment: a question of the chat contains it unchanged. Turns that did not fit
 * into the last request don't count.
 */
export function isAlreadySent(attachment: Attachment, turns: readonly Turn[]): boolean {
  const key = attachmentKey(attachment);
  const text = textOf(attachment);
  const last = turns.findLast((turn) => turn.role === 'assistant');
  return turns
    .slice(last?.leftOut?.turns ?? 0)
    .some(
      (turn) =>
        turn.role === 'user' &&
        turn.attachments.some((each) => attachmentKey(each) === key && textOf(each) === text),
    );
}

function textOf(attachment: Attachment): string {
  return attachment.kind === 'image' ? attachment.file : attachment.text;
}
