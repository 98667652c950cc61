import type { TokenUsage } from './tokenUsage.ts';
import type { SentEffort } from './models/reasoning.ts';

/** A request to the chat endpoint, with the field names of Mistral's TypeScript SDK. Unset fields are not sent. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly maxTokens?: number | undefined;
  /** Texts that end the answer. They are not part of it. */
  readonly stop?: readonly string[] | undefined;
  readonly randomSeed?: number | undefined;
  readonly presencePenalty?: number | undefined;
  readonly frequencyPenalty?: number | undefined;
  /** The tools that the model may call. The caller runs them. */
  readonly tools?: readonly ChatTool[] | undefined;
  /** `auto` lets the model choose, `any` makes it call at least one tool, `none` forbids calls. Only with tools. */
  readonly toolChoice?: 'auto' | 'any' | 'none' | undefined;
  /** A prediction of the answer: matching parts are generated faster. Only for models that support it. */
  readonly prediction?: string | undefined;
  /** The format of the answer; text if unset. The prompt must mention JSON as well. */
  readonly responseFormat?: JsonFormat | undefined;
  /** Only for models that support reasoning; see `effortFor`. */
  readonly reasoningEffort?: SentEffort | undefined;
  /** Sent only to Mistral's own hosts: other servers may reject unknown fields. */
  readonly promptCacheKey?: string | undefined;
}

/** An answer in JSON. Services without support for it may answer anything. */
export interface JsonFormat {
  /** The name of the value, an identifier. */
  readonly name: string;
  /** A JSON schema in which every property is required and additional properties are not allowed. */
  readonly schema: Readonly<Record<string, unknown>>;
}

/** A function that the model may call. */
export interface ChatTool {
  /** Up to 64 of `a-z A-Z 0-9 _ -`; see toolNames.ts. */
  readonly name: string;
  readonly description: string;
  /** A JSON schema. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A tool call of the model. */
export interface ToolCall {
  /** Nine characters of `a-z A-Z 0-9` when sent; see toolIds.ts. */
  readonly id: string;
  readonly name: string;
  /** As the model wrote them: usually, but not always, a JSON object. */
  readonly arguments: string;
}

/** A tool call in an answer. Some services send no ID. */
export type ReceivedToolCall = Omit<ToolCall, 'id'> & { readonly id: string | undefined };

/** A message of a chat request. For the order that the service accepts, see wireMessages.ts. */
export type ChatMessage =
  | { readonly role: 'system'; readonly content: string }
  | { readonly role: 'user'; readonly content: string | readonly UserPart[] }
  | {
      readonly role: 'assistant';
      readonly content: string | readonly AssistantPart[];
      readonly toolCalls?: readonly ToolCall[];
      /** On the last message: the model continues this answer. Some services repeat it; the client removes the repetition. */
      readonly prefix?: true;
    }
  /** The result of a tool call. */
  | {
      readonly role: 'tool';
      readonly toolCallId: string;
      readonly name: string;
      readonly content: string;
    };

/** A part of a user's message; an image is a `data:` URL. */
export type UserPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image'; readonly url: string };

/** A part of an answer that is sent back to the model. */
export type AssistantPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly text: string };

/** An event of a chat stream: pieces of reasoning and text, complete tool calls, then exactly one end. */
export type ChatEvent =
  | { readonly thinking: string }
  | { readonly text: string }
  | { readonly toolCall: ReceivedToolCall }
  /** `stop`, `length`, `tool_calls`, or a reason specific to the server. */
  | { readonly end: string; readonly usage?: TokenUsage };
