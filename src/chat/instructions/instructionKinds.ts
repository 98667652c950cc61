import type { Attachment } from '../session/conversation.ts';

/** Attachments that tell the model what to do, or where to look. */
const NO_SUBJECTS: ReadonlySet<Attachment['kind']> = new Set([
  'instructions',
  'prompt',
  'codebase',
]);

/** What a question is about: its attachments except instructions and codebase searches. */
export function subjectsOf<T extends Pick<Attachment, 'kind'>>(attachments: readonly T[]): T[] {
  return attachments.filter(({ kind }) => !NO_SUBJECTS.has(kind));
}
