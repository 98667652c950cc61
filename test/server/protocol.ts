/** The two services of the local server. Each has its own port and key. */
export type ServiceName = 'mistral' | 'codestral';

/** The routes for model requests and models lists. */
export type RouteName = 'fim' | 'chat' | 'models' | 'embeddings' | 'ocr' | 'conversations';

/** A validated request to `/v1/ocr`; only the fields that are read. */
export interface OcrBody {
  readonly model: string | null;
  readonly document: {
    readonly document_url?: string;
    readonly image_url?: string | { readonly url: string };
    readonly file_id?: string;
  };
  readonly pages?: string | readonly number[] | null;
  readonly include_blocks?: boolean;
}

/** A validated request to `/v1/fim/completions`. */
export interface FimBody {
  readonly model: string;
  readonly prompt: string;
  readonly suffix?: string | null;
  readonly temperature?: number | null;
  readonly top_p?: number | null;
  readonly max_tokens?: number | null;
  readonly min_tokens?: number | null;
  readonly stop?: string | readonly string[] | null;
  readonly random_seed?: number | null;
  readonly metadata?: Readonly<Record<string, unknown>> | null;
  readonly prompt_cache_key?: string | null;
  readonly stream?: boolean;
}

/** A typed chunk of a message; only the fields that are read. */
export interface ChatPiece {
  readonly type?: string;
  readonly text?: string;
  readonly image_url?: string | { readonly url: string };
  readonly thinking?: readonly { readonly text?: string }[];
}

/** A message of a conversation. Content is text or a list of typed chunks. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content?: string | readonly ChatPiece[] | null;
  readonly tool_calls?: readonly ToolCall[] | null;
  readonly prefix?: boolean;
  readonly tool_call_id?: string | null;
  readonly name?: string | null;
}

/** A tool call. A missing ID is the string `null`. */
interface ToolCall {
  readonly id?: string;
  readonly type?: 'function';
  readonly index?: number;
  readonly function: {
    readonly name: string;
    readonly arguments: string | Readonly<Record<string, unknown>>;
  };
}

/** A tool in a request. */
export interface Tool {
  readonly function: {
    readonly name: string;
    readonly description?: string;
    readonly parameters: Readonly<Record<string, unknown>>;
  };
}

/** A JSON schema; only the keywords that answers are generated from. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** The response format. */
export interface ResponseFormat {
  readonly type?: 'text' | 'json_object' | 'json_schema';
  readonly json_schema?: {
    readonly name: string;
    readonly schema: Schema;
    readonly strict?: boolean;
  } | null;
}

/** A validated request to `/v1/chat/completions`; only the fields that are read. */
export interface ChatBody {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly temperature?: number | null;
  readonly max_tokens?: number | null;
  readonly stop?: string | readonly string[] | null;
  readonly random_seed?: number | null;
  readonly prompt_cache_key?: string | null;
  readonly top_p?: number | null;
  readonly reasoning_effort?: string | null;
  readonly prompt_mode?: string | null;
  readonly tools?: readonly Tool[] | null;
  readonly tool_choice?: string | { readonly function: { readonly name: string } };
  readonly n?: number | null;
  /** A prediction of the answer. It makes the service faster, but does not change the answer. */
  readonly prediction?: { readonly content?: string };
  readonly response_format?: ResponseFormat;
  readonly stream?: boolean;
}

/** A validated request to `/v1/conversations`; only the fields that are read. */
export interface ConversationBody {
  readonly model: string;
  readonly inputs: string | readonly { readonly role: string; readonly content: string }[];
  readonly tools?: readonly { readonly type: string }[] | null;
  readonly store?: boolean | null;
  readonly stream?: boolean | null;
}

/** A piece of an answer from the web: a text, or a source at the passage that it supports. */
export type WebPiece = string | { readonly title: string; readonly url?: string };

/**
 * A scripted reply: a text, which is streamed token by token, or the list of pieces to stream. `stop` and `max_tokens`
 * truncate it like the model's own answers, unless it has a finish reason: then it is sent unchanged.
 */
export type Reply = string | readonly string[] | TextReply;

/** A reply and its end. */
interface TextReply {
  readonly text: string | readonly string[];
  readonly finishReason?: string;
}

/** A scripted answer to a FIM request. */
export type FimReply = Reply;

/** A tool call in an answer. */
export interface ReplyToolCall {
  readonly name: string;
  /** JSON, or text that a model might produce instead. */
  readonly arguments: string;
}

/** Tool calls at the end of an answer. */
export interface Calling {
  readonly calls: readonly ReplyToolCall[];
  /** In one piece with the end of the stream, or in several before it: both forms have been observed. */
  readonly form: 'whole' | 'pieces';
}

/** A scripted answer to a chat request. Its reasoning is sent only on request. */
export type ChatReply =
  | Reply
  | (TextReply & { readonly thinking: string | readonly string[]; readonly calling?: Calling })
  | (TextReply & { readonly calling: Calling });

/** A request and its outcome. Times are milliseconds of the server's `performance.now()`. */
export interface RequestRecord {
  readonly service: ServiceName;
  readonly method: string;
  /** Including its query. */
  readonly path: string;
  /** As received, including the local key in `authorization`. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The parsed JSON; undefined if there was none. */
  readonly body: unknown;
  readonly rawBody: string;
  readonly receivedAt: number;
  /** The status; undefined if none has been sent. */
  readonly status: number | undefined;
  /** When the first byte of the response body was written. */
  readonly firstByteAt?: number;
  /** When the response was completely written. */
  readonly endedAt?: number;
  /** When the exchange ended, normally or by a closed connection. */
  readonly closedAt?: number;
  /** Whether the client, or closing the port, ended the connection before the answer was complete. */
  readonly closedEarly: boolean;
  /** The bytes of the response body, without HTTP framing. */
  readonly bytesSent: number;
  /** Whether route, key and schema were valid. */
  readonly valid: boolean;
}

/** The pace of answers, in milliseconds. */
export interface Timing {
  /** From the response headers to the first token. */
  readonly firstTokenMs: number;
  /** Between two tokens. */
  readonly tokenMs: number;
  /** The maximum random addition to each delay. */
  readonly jitterMs: number;
}

/** A service's rate limits. Omitted ones don't apply. Models lists are not counted. */
export interface RateLimits {
  /** Accepted requests within any 1,000 ms. */
  readonly requestsPerSecond?: number;
  readonly requestsPerMinute?: number;
  /** Tokens of prompt and answer. A request is accepted while its prompt fits. */
  readonly tokensPerMinute?: number;
  readonly tokensPerMonth?: number;
  /** The style of rate limit headers. Default: those of 2026. */
  readonly headers?: 'current' | 'older' | 'none';
  /** The source of 429 responses. Default: the gateway. */
  readonly body?: 'gateway' | 'app';
  /** The form of Retry-After in 429 responses. Default: none. */
  readonly retryAfter?: 'seconds' | 'date';
}

/** Settings that can be changed while the server runs. Omitted ones are kept. */
export interface Configuration extends Partial<Timing> {
  readonly keys?: Readonly<Record<ServiceName, string>>;
  /** Services whose port is closed, so that the system refuses connections. */
  readonly refuse?: readonly ServiceName[];
  /** The form of a 422: FastAPI's `detail`, or Mistral's error object around it. */
  readonly validationErrors?: 'detail' | 'object';
  /** Sets a service's limits and resets its counters. `{}` removes the limits; an omitted service is unchanged. */
  readonly rateLimits?: Partial<Readonly<Record<ServiceName, RateLimits>>>;
}

/** Which requests a fault applies to. */
export interface FaultOptions {
  readonly service?: ServiceName;
  readonly path?: RouteName;
  /** How many responses it affects. Default: 1; Infinity (-1 in JSON) for all. */
  readonly times?: number;
  /**
   * Faults affect valid requests. With this, they also affect requests with a wrong key or body, like a gateway in
   * front of the service.
   */
  readonly beforeAuth?: boolean;
}
