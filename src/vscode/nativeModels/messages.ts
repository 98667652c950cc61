import * as vscode from 'vscode';
import { LARGEST_IMAGE, mediaTypeOf, MOST_IMAGES } from '../../chat/context/images.ts';
import type { ChatMessage, UserPart } from '../../mistral/chat.ts';
import { dataText, resultText } from './toolResult.ts';

type Message = vscode.LanguageModelChatRequestMessage;
type Image = Extract<UserPart, { type: 'image' }>;

/** The role of messages with rules, which VS Code's own chat sends and its stable types do not name. */
const SYSTEM = 3;

/**
 * VS Code's messages in our words, with ids and names as they are: toolOrder.ts makes a conversation of them. A
 * model that sees no images is told where one was; of too many the earliest stay behind.
 */
export function chatMessages(messages: readonly Message[], seesImages: boolean): ChatMessage[] {
  const all = messages.flatMap(converted);
  let left = seesImages ? MOST_IMAGES : 0;
  return all
    .toReversed()
    .map((message) => {
      if (message.role !== 'user' || typeof message.content === 'string') return message;
      const parts = message.content.toReversed().map((part) => {
        if (part.type === 'text' || left-- > 0) return part;
        return note('An image that you cannot see.');
      });
      return { ...message, content: parts.toReversed() };
    })
    .toReversed();
}

function converted({ role, content }: Message): readonly ChatMessage[] {
  if (role === vscode.LanguageModelChatMessageRole.Assistant) return [answer(content)];
  const parts = content.flatMap(userParts);
  const number: number = role;
  if (number === SYSTEM) return [{ role: 'system', content: parts.map(textOf).join('') }];
  const results = content.filter((part) => part instanceof vscode.LanguageModelToolResultPart);
  return [
    ...results.map(({ callId, content: brought }) => ({
      ...{ role: 'tool' as const, toolCallId: callId, name: '' },
      content: resultText(brought),
    })),
    { role: 'user', content: parts.every(isText) ? parts.map(textOf).join('\n\n') : parts },
  ];
}

/** An answer is put together as it came; what is no text and no call, such as thoughts, stays behind. */
function answer(content: Message['content']): ChatMessage {
  const calls = content.filter((part) => part instanceof vscode.LanguageModelToolCallPart);
  return {
    role: 'assistant',
    content: content
      .map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : ''))
      .join(''),
    toolCalls: calls.map(({ callId, name, input }) => ({
      ...{ id: callId, name },
      // Nothing holds other extensions to the type.
      arguments: JSON.stringify((input as object | null | undefined) ?? {}),
    })),
  };
}

/** What a part of a message says or shows; of a result only its images, which no message of a tool can hold. */
function userParts(part: unknown): readonly UserPart[] {
  if (part instanceof vscode.LanguageModelTextPart) {
    return part.value === '' ? [] : [note(part.value)];
  }
  if (part instanceof vscode.LanguageModelToolResultPart) {
    return part.content.filter(isImage).map(({ data }) => picture(data));
  }
  if (isImage(part)) return [picture(part.data)];
  const text = part instanceof vscode.LanguageModelDataPart ? dataText(part) : '';
  return text === '' ? [] : [note(text)];
}

function isImage(part: unknown): part is vscode.LanguageModelDataPart {
  return part instanceof vscode.LanguageModelDataPart && part.mimeType.startsWith('image/');
}

/** What an image is, its bytes say and not its name. */
function picture(data: Uint8Array): UserPart {
  const mediaType = mediaTypeOf(data);
  if (!mediaType) return note('An image in a format that you cannot see.');
  if (data.length > LARGEST_IMAGE) return note('An image that is too large for you to see.');
  const url = `data:${mediaType};base64,${Buffer.from(data).toString('base64')}`;
  return { type: 'image', url } satisfies Image;
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
