import * as vscode from 'vscode';
import { MAX_IMAGE_BYTES, mediaTypeOf, MAX_IMAGES } from '../../chat/context/imageLimits.ts';
import type { ChatMessage, UserPart } from '../../mistral/chat.ts';
import { dataText, resultText } from './toolResult.ts';

type RequestMessage = vscode.LanguageModelChatRequestMessage;
type ImagePart = Extract<UserPart, { type: 'image' }>;

/** The system role, which VS Code's chat sends and its stable types don't declare. */
const SYSTEM = 3;

/** Replaces an image that exceeds the limit. */
const TOO_MANY_IMAGES = `An image that was left out: a request can contain up to ${MAX_IMAGES}.`;

/**
 * Converts VS Code's messages, keeping IDs and names; wireMessages.ts puts them in a valid order. For a
 * model without vision, notes replace images; above the limit, the earliest images are dropped.
 */
export function chatMessages(
  messages: readonly RequestMessage[],
  seesImages: boolean,
): ChatMessage[] {
  const all = messages.flatMap(converted);
  let left = seesImages ? MAX_IMAGES : 0;
  return all
    .toReversed()
    .map((message) => {
      if (message.role !== 'user' || typeof message.content === 'string') return message;
      const parts = message.content.toReversed().map((part) => {
        if (part.type === 'text' || left-- > 0) return part;
        return note(seesImages ? TOO_MANY_IMAGES : 'An image that you cannot see.');
      });
      return { ...message, content: parts.toReversed() };
    })
    .toReversed();
}

function converted({ role, content }: RequestMessage): readonly ChatMessage[] {
  if (role === vscode.LanguageModelChatMessageRole.Assistant) return [answer(content)];
  const parts = content.flatMap(userParts);
  const number: number = role;
  if (number === SYSTEM) return [{ role: 'system', content: parts.map(textOf).join('') }];
  const results = content.filter((part) => part instanceof vscode.LanguageModelToolResultPart);
  return [
    ...results.map(({ callId, content }) => ({
      role: 'tool' as const,
      toolCallId: callId,
      name: '',
      content: resultText(content),
    })),
    { role: 'user', content: parts.every(isText) ? parts.map(textOf).join('\n\n') : parts },
  ];
}

/** An assistant message. Parts other than text and tool calls, such as reasoning, are dropped. */
function answer(content: RequestMessage['content']): ChatMessage {
  const calls = content.filter((part) => part instanceof vscode.LanguageModelToolCallPart);
  return {
    role: 'assistant',
    content: content
      .map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : ''))
      .join(''),
    toolCalls: calls.map(({ callId, name, input }) => ({
      id: callId,
      name,
      // Other extensions may not respect the type.
      arguments: JSON.stringify((input as object | null | undefined) ?? {}),
    })),
  };
}

/** The user parts of a message part; of a tool result only images, which tool messages can't contain. */
function userParts(part: unknown): readonly UserPart[] {
  if (part instanceof vscode.LanguageModelTextPart) {
    return part.value === '' ? [] : [note(part.value)];
  }
  if (part instanceof vscode.LanguageModelToolResultPart) {
    return part.content.filter(isImage).map(({ data }) => imagePart(data));
  }
  if (isImage(part)) return [imagePart(part.data)];
  const text = part instanceof vscode.LanguageModelDataPart ? dataText(part) : '';
  return text === '' ? [] : [note(text)];
}

function isImage(part: unknown): part is vscode.LanguageModelDataPart {
  return part instanceof vscode.LanguageModelDataPart && part.mimeType.startsWith('image/');
}

/** An image part; the media type is read from the bytes, not from the declared type. */
function imagePart(data: Uint8Array): UserPart {
  const mediaType = mediaTypeOf(data);
  if (!mediaType) return note('An image in a format that you cannot see.');
  if (data.length > MAX_IMAGE_BYTES) return note('An image that is too large for you to see.');
  const url = `data:${mediaType};base64,${Buffer.from(data).toString('base64')}`;
  return { type: 'image', url } satisfies ImagePart;
}

function note(text: string): UserPart {
  return { type: 'text', text };
}

function isText(part: UserPart): boolean {
  return part.type === 'text';
}

function textOf(part: UserPart): string {
  return part.type === 'text' ? part.text : '';
}
