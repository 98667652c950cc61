import type { Usage } from './client.ts';

/** A request to the chat endpoint, in the words of the API. Fields that are not set are not sent. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly maxTokens?: number | undefined;
  /** Not part of the answer when they end it. */
  readonly stop?: readonly string[] | undefined;
  readonly randomSeed?: number | undefined;
  readonly presencePenalty?: number | undefined;
  readonly frequencyPenalty?: number | undefined;
  /** What the model may call; what it calls, the caller runs. */
  readonly tools?: readonly ChatTool[] | undefined;
  /** `auto` is the model's own choice, `any` has it call one or more. Only beside tools. */
  readonly toolChoice?: 'auto' | 'any' | undefined;
  /** A guess at the answer: what of it is right comes faster. Only for models that can make use of it. */
  readonly prediction?: string | undefined;
  /** What the answer has to be; without it, text. The prompt has to speak of JSON as well. */
  readonly responseFormat?: JsonFormat | undefined;
  /** Only for models that can think; `none` and `high` are what Mistral's models know. */
  readonly reasoningEffort?: 'high' | undefined;
  /** Leaves for Mistral's own addresses only: other servers may refuse fields they do not know. */
  readonly promptCacheKey?: string | undefined;
}

/** An answer in JSON. Services that do not know it may still answer with anything. */
export interface JsonFormat {
  /** What the value is called, as an identifier. */
  readonly name: string;
  /** A JSON schema in which every property is required and no others are allowed. */
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

/** A model's call of a tool. */
export interface ToolCall {
  /** 9 of `a-z A-Z 0-9` on the wire; see toolIds.ts. */
  readonly id: string;
  readonly name: string;
  /** As the model wrote them: meant to be a JSON object, and not always one. */
  readonly arguments: string;
}

/** A call in an answer; not every service gives it an id. */
export type CalledTool = Omit<ToolCall, 'id'> & { readonly id: string | undefined };

/** One message of a chat request. Which orders of them the service takes, toolOrder.ts knows. */
export type ChatMessage =
  | { readonly role: 'system'; readonly content: string }
  | { readonly role: 'user'; readonly content: string | readonly UserPart[] }
  | {
      readonly role: 'assistant';
      readonly content: string | readonly AssistantPart[];
      readonly toolCalls?: readonly ToolCall[];
      /** As the last message: the answer goes on from here. Services repeat it at the answer's beginning. */
      readonly prefix?: true;
    }
  /** What a call of a tool brought. */
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

/** A part of an answer that is sent back. */
export type AssistantPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly text: string };

/** What a chat stream yields: pieces of thoughts and of text, complete calls of tools, then one end. */
export type ChatEvent =
  | { readonly thinking: string }
  | { readonly text: string }
  | { readonly toolCall: CalledTool }
  /** `stop`, `length`, `tool_calls`, or a reason of the server's own. */
  | { readonly end: string; readonly usage?: Usage };
