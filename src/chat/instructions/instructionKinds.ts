import type { Attachment } from '../session/conversation.ts';

/** Whether an attachment tells the model what to do; the question is about the other ones. */
function isInstruction({ kind }: Pick<Attachment, 'kind'>): boolean {
  return kind === 'instructions' || kind === 'prompt';
}

/** What a question is about: its attachments without instructions. */
export function subjectsOf<T extends Pick<Attachment, 'kind'>>(attachments: readonly T[]): T[] {
  return attachments.filter((each) => !isInstruction(each));
}
