import type { AssistantMessage } from '@mistralai/mistralai/models/components/assistantmessage.js';
import type { ChatCompletionStreamRequest } from '@mistralai/mistralai/models/components/chatcompletionstreamrequest.js';
import type { ContentChunk } from '@mistralai/mistralai/models/components/contentchunk.js';
import type { DeltaMessage } from '@mistralai/mistralai/models/components/deltamessage.js';
import type { ResponseFormat } from '@mistralai/mistralai/models/components/responseformat.js';
import type {
  AssistantPart,
  ReceivedToolCall,
  ChatMessage,
  ChatRequest,
  JsonFormat,
  ToolCall,
  UserPart,
} from './chat.ts';
import type { Content, DeltaReader } from './http/completionStream.ts';
import { acceptedSampling } from './sampling.ts';
import type { AvailableService } from './serviceRouter.ts';
import { ToolCallAssembler } from './tools/toolCallAssembler.ts';

type SdkMessage = ChatCompletionStreamRequest['messages'][number];

/** A piece of a streamed answer. */
type ChatPiece =
  | { readonly thinking: string }
  | { readonly text: string }
  | { readonly toolCall: ReceivedToolCall };

/** The request in the SDK's format. Unset fields are not sent. */
export function chatBody(
  service: AvailableService,
  request: ChatRequest,
): ChatCompletionStreamRequest {
  const { messages, promptCacheKey, stop, tools, toolChoice, ...others } = request;
  const { prediction, responseFormat, temperature, topP, ...fields } = others;
  return {
    ...fields,
    ...acceptedSampling({ temperature, topP }),
    messages: messages.map(sdkMessage),
    ...(stop?.length ? { stop: [...stop] } : {}),
    ...(tools?.length
      ? { tools: tools.map((tool) => ({ type: 'function', function: tool })), toolChoice }
      : {}),
    ...(prediction ? { prediction: { type: 'content', content: prediction } } : {}),
    ...(responseFormat ? { responseFormat: jsonFormat(responseFormat) } : {}),
    ...(promptCacheKey !== undefined && service.isDefaultUrl ? { promptCacheKey } : {}),
  };
}

/** Reads an answer: reasoning and text as they arrive, tool calls once they are complete. */
export class ChatReader implements DeltaReader<ChatPiece> {
  readonly #calls = new ToolCallAssembler();

  read({ content, toolCalls }: DeltaMessage): readonly ChatPiece[] {
    for (const call of toolCalls ?? []) this.#calls.push(call);
    return contentPieces(content);
  }

  end(): readonly ChatPiece[] {
    return this.#calls.end().map((toolCall) => ({ toolCall }));
  }
}

/** The reasoning and text of a delta, in order. References and unknown chunk types are skipped. */
function contentPieces(content: Content): readonly ChatPiece[] {
  if (typeof content === 'string') return content === '' ? [] : [{ text: content }];
  return (content ?? []).flatMap((chunk): readonly ChatPiece[] => {
    if (chunk.type === 'text') return chunk.text === '' ? [] : [{ text: chunk.text }];
    if (chunk.type !== 'thinking') return [];
    const thinking = chunk.thinking.map((part) => ('text' in part ? part.text : '')).join('');
    return thinking === '' ? [] : [{ thinking }];
  });
}

function jsonFormat({ name, schema }: JsonFormat): ResponseFormat {
  return {
    type: 'json_schema',
    jsonSchema: { name, schemaDefinition: { ...schema }, strict: true },
  };
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
    case 'tool':
      return message;
  }
}

function assistantMessage({
  role,
  content,
  prefix,
  toolCalls,
}: Extract<ChatMessage, { role: 'assistant' }>): AssistantMessage & { role: 'assistant' } {
  const parts = typeof content === 'string' ? undefined : inOrder(content);
  const last = parts?.at(-1);
  return {
    role,
    content:
      typeof content === 'string'
        ? content
        : (parts ?? []).map((part) => assistantChunk(part, prefix === true && part === last)),
    ...(prefix ? { prefix } : {}),
    ...(toolCalls?.length ? { toolCalls: toolCalls.map(sdkCall) } : {}),
  };
}

/**
 * The reasoning of an answer as one chunk, followed by its texts. The service rejects a second reasoning chunk (400);
 * empty ones are skipped.
 */
function inOrder(parts: readonly AssistantPart[]): readonly AssistantPart[] {
  const thoughts = parts.filter(({ type }) => type === 'thinking').map(({ text }) => text);
  const texts = parts.filter(({ type, text }) => type === 'text' && text !== '');
  const thinking = thoughts.join('');
  return thinking === '' ? texts : [{ type: 'thinking', text: thinking }, ...texts];
}

function sdkCall({ id, ...call }: ToolCall, index: number) {
  return { id, type: 'function' as const, index, function: call };
}

function userChunk(part: UserPart): ContentChunk {
  return part.type === 'text' ? part : { type: 'image_url', imageUrl: part.url };
}

/** Reasoning counts as closed by default; it must be open in an answer that the model continues. */
function assistantChunk(part: AssistantPart, isContinued: boolean): ContentChunk {
  if (part.type === 'text') return part;
  const thinking = [{ type: 'text' as const, text: part.text }];
  return { type: 'thinking', thinking, ...(isContinued ? { closed: false } : {}) };
}
