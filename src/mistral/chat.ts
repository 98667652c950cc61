import type { Usage } from './client.ts';

/** A request to the chat endpoint, in the words of the API. Fields that are not set are not sent. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly maxTokens?: number | undefined;
  /** Only for models that can think; `none` and `high` are what Mistral's models know. */
  readonly reasoningEffort?: 'high' | undefined;
  /** Leaves for Mistral's own addresses only: other servers may refuse fields they do not know. */
  readonly promptCacheKey?: string | undefined;
}

/** One message of a chat request. */
export type ChatMessage =
  | { readonly role: 'system'; readonly content: string }
  | { readonly role: 'user'; readonly content: string | readonly UserPart[] }
  | {
      readonly role: 'assistant';
      readonly content: string | readonly AssistantPart[];
      /** As the last message: the answer goes on from here. Services repeat it at the answer's beginning. */
      readonly prefix?: true;
    };

/** A part of a user's message; an image is a `data:` URL. */
export type UserPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image'; readonly url: string };

/** A part of an answer that is sent back. */
export type AssistantPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly text: string };

/** What a chat stream yields: pieces of thoughts and of text, then one end. */
export type ChatEvent =
  | { readonly thinking: string }
  | { readonly text: string }
  /** `stop`, `length`, or a reason of the server's own. */
  | { readonly end: string; readonly usage?: Usage };
