import type {
  AssistantTurn,
  Attachment,
  ImageAttachment,
  UserTurn,
  TextAttachment,
} from '../../src/chat/session/conversation.ts';

/** A question; its ID is its text. */
export function question(text: string, ...attachments: Attachment[]): UserTurn {
  return { role: 'user', id: text, text, attachments, at: 0 };
}

/** A complete answer unless `more` changes that. */
export function answer(text: string, more: Partial<AssistantTurn> = {}): AssistantTurn {
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

/** A file of the workspace; its ID is its path. */
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

/** An image; its ID is its file name. */
export function image(name: string): ImageAttachment {
  return { kind: 'image', id: name, label: name, mediaType: 'image/png', bytes: 1_000, file: name };
}
