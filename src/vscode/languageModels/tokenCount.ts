import { IMAGE_TOKENS, MESSAGE_TOKENS } from '../../chat/context/tokenEstimate.ts';
import type { ChatMessage, ChatTool } from '../../mistral/chat.ts';

/** The size of messages. */
export interface MessageSize {
  readonly messages: number;
  /** Characters of all texts, tool calls and tools. */
  readonly characters: number;
  readonly images: number;
}

/** Measures messages and the tools sent with them. */
export function measure(
  messages: readonly ChatMessage[],
  tools: readonly ChatTool[] = [],
): MessageSize {
  let characters = tools.length > 0 ? JSON.stringify(tools).length : 0;
  let images = 0;
  for (const message of messages) {
    const { content } = message;
    if (typeof content === 'string') characters += content.length;
    else {
      for (const part of content) {
        if (part.type === 'image') images += 1;
        else characters += part.text.length;
      }
    }
    const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : [];
    for (const call of calls) characters += call.name.length + call.arguments.length;
  }
  return { messages: messages.length, characters, images };
}

/** Estimated tokens; an image counts {@link IMAGE_TOKENS}, whatever its size. */
export function tokensIn({ messages, characters, images }: MessageSize, perToken: number): number {
  return messages * MESSAGE_TOKENS + Math.ceil(characters / perToken) + images * IMAGE_TOKENS;
}
