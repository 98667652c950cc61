import type { AssistantMessage } from '@mistralai/mistralai/models/components/assistantmessage.js';
import type { ChatCompletionStreamRequest } from '@mistralai/mistralai/models/components/chatcompletionstreamrequest.js';
import type { ContentChunk } from '@mistralai/mistralai/models/components/contentchunk.js';
import type { AssistantPart, ChatMessage, ChatRequest, UserPart } from './chat.ts';
import type { Content } from './completionStream.ts';
import type { OpenService } from './services.ts';

type SdkMessage = ChatCompletionStreamRequest['messages'][number];

/** A piece of what a chat stream says. */
type ChatPiece = { readonly thinking: string } | { readonly text: string };

/** The request as the SDK takes it: fields that are not set are not sent. */
export function chatBody(service: OpenService, request: ChatRequest): ChatCompletionStreamRequest {
  const { messages, promptCacheKey, ...fields } = request;
  return {
    ...fields,
    messages: messages.map(sdkMessage),
    ...(promptCacheKey !== undefined && service.isDefaultUrl ? { promptCacheKey } : {}),
  };
}

/**
 * The thoughts and the text of a piece of an answer, in their order: content is text, or a list of
 * chunks. References and chunks that nobody has heard of say nothing here.
 */
export function chatPieces(content: Content): readonly ChatPiece[] {
  if (typeof content === 'string') return content === '' ? [] : [{ text: content }];
  return (content ?? []).flatMap((chunk): readonly ChatPiece[] => {
    if (chunk.type === 'text') return chunk.text === '' ? [] : [{ text: chunk.text }];
    if (chunk.type !== 'thinking') return [];
    const thinking = chunk.thinking.map((part) => ('text' in part ? part.text : '')).join('');
    return thinking === '' ? [] : [{ thinking }];
  });
}

function sdkMessage(message: ChatMessage): SdkMessage {
  switch (message.role) {
    case 'system':
      return message;
    case 'user': {
      const { role, content } = message;
      return { role, content: typeof content === 'string' ? content : content.map(userChunk) };
    }
    case 'assistant':
      return assistantMessage(message);
  }
}

function assistantMessage({
  role,
  content,
  prefix,
}: Extract<ChatMessage, { role: 'assistant' }>): AssistantMessage & { role: 'assistant' } {
  const last = typeof content === 'string' ? undefined : content.at(-1);
  return {
    role,
    content:
      typeof content === 'string'
        ? content
        : content.map((part) => assistantChunk(part, prefix === true && part === last)),
    ...(prefix ? { prefix } : {}),
  };
}

function userChunk(part: UserPart): ContentChunk {
  return part.type === 'text' ? part : { type: 'image_url', imageUrl: part.url };
}

/** Thoughts count as complete unless told otherwise; those that an answer has to go on with are not. */
function assistantChunk(part: AssistantPart, isGoingOn: boolean): ContentChunk {
  if (part.type === 'text') return part;
  const thinking = [{ type: 'text' as const, text: part.text }];
  return { type: 'thinking', thinking, ...(isGoingOn ? { closed: false } : {}) };
}
