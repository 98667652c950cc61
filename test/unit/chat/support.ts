import type {
  Answer,
  Attachment,
  ImageAttachment,
  Question,
  TextAttachment,
} from '../../../src/chat/conversation.ts';

/** A question; its id is its text. */
export function question(text: string, ...attachments: Attachment[]): Question {
  return { role: 'user', id: text, text, attachments, at: 0 };
}

/** An answer that came to its end, unless `more` says otherwise. */
export function answer(text: string, more: Partial<Answer> = {}): Answer {
  return {
    role: 'assistant',
    id: `to ${text}`,
    text,
    thinking: '',
    state: 'done',
    model: 'mistral-medium-latest',
    service: 'mistral',
    at: 0,
    ...more,
  };
}

/** A file of the workspace; its id is its path. */
export function file(path: string, text: string, more: Partial<TextAttachment> = {}) {
  const attachment: TextAttachment = {
    kind: 'file',
    id: path,
    label: path,
    path,
    languageId: 'typescript',
    text,
    ...more,
  };
  return attachment;
}

/** A picture; its id is its file. */
export function picture(name: string): ImageAttachment {
  return { kind: 'image', id: name, label: name, mediaType: 'image/png', bytes: 1_000, file: name };
}
