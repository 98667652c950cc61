import { IMAGE_TOKENS, MESSAGE_TOKENS } from '../../chat/context/tokens.ts';
import type { ChatMessage, ChatTool } from '../../mistral/chat.ts';

/** How much messages are. */
export interface Weight {
  readonly messages: number;
  /** Of all texts, calls and tools. */
  readonly characters: number;
  readonly images: number;
}

/** Weighs messages, and the tools that travel with them. */
export function weigh(messages: readonly ChatMessage[], tools: readonly ChatTool[] = []): Weight {
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
export function tokensIn({ messages, characters, images }: Weight, perToken: number): number {
  return messages * MESSAGE_TOKENS + Math.ceil(characters / perToken) + images * IMAGE_TOKENS;
}
