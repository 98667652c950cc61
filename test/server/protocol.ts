/** The two services of the local server; each has its own port and its own key. */
export type ServiceName = 'mistral' | 'codestral';

/** The routes that answer with a model's work or a list of models. */
export type RouteName = 'fim' | 'chat' | 'models';

/** A request to `/v1/fim/completions` that passed validation, as it came over the wire. */
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

/** A typed piece of a message, as far as anybody looks at it. */
export interface ChatPiece {
  readonly type?: string;
  readonly text?: string;
  readonly image_url?: string | { readonly url: string };
  readonly thinking?: readonly { readonly text?: string }[];
}

/** One message of a conversation; content is text or a list of typed pieces. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content?: string | readonly ChatPiece[] | null;
  readonly tool_calls?: readonly ToolCall[] | null;
  readonly prefix?: boolean;
  readonly tool_call_id?: string | null;
  readonly name?: string | null;
}

/** A call of a tool; an id that is left out is `null` in letters. */
export interface ToolCall {
  readonly id?: string;
  readonly type?: 'function';
  readonly index?: number;
  readonly function: {
    readonly name: string;
    readonly arguments: string | Readonly<Record<string, unknown>>;
  };
}

/** A tool that a request offers. */
export interface Tool {
  readonly function: {
    readonly name: string;
    readonly description?: string;
    readonly parameters: Readonly<Record<string, unknown>>;
  };
}

/** A JSON schema, as far as answers are made from it. */
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

/** What an answer has to be. */
export interface ResponseFormat {
  readonly type?: 'text' | 'json_object' | 'json_schema';
  readonly json_schema?: {
    readonly name: string;
    readonly schema: Schema;
    readonly strict?: boolean;
  } | null;
}

/** A request to `/v1/chat/completions` that passed validation; fields nobody reads are left out. */
export interface ChatBody {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly temperature?: number | null;
  readonly max_tokens?: number | null;
  readonly stop?: string | readonly string[] | null;
  readonly random_seed?: number | null;
  readonly prompt_cache_key?: string | null;
  readonly reasoning_effort?: string | null;
  readonly tools?: readonly Tool[] | null;
  readonly tool_choice?: string | { readonly function: { readonly name: string } };
  readonly n?: number | null;
  /** A guess at the answer. The service gives the same answer with it, only sooner. */
  readonly prediction?: { readonly content?: string };
  readonly response_format?: ResponseFormat;
  readonly stream?: boolean;
}

/**
 * What a test lets the server say: a text, which is streamed token by token, or the list of pieces
 * to stream. `stop` and `max_tokens` cut it as they cut the model's own answers, unless a finish
 * reason is given: then it is sent exactly so.
 */
export type Reply = string | readonly string[] | Said;

/** A reply and how it ends. */
export interface Said {
  readonly text: string | readonly string[];
  readonly finishReason?: string;
}

/** A scripted answer to a FIM request. */
export type FimReply = Reply;

/** A call of a tool that an answer makes. */
export interface SaidCall {
  readonly name: string;
  /** JSON, or what a model takes for it. */
  readonly arguments: string;
}

/** Calls of tools at the end of an answer. */
export interface Calling {
  readonly calls: readonly SaidCall[];
  /** Each in one piece with the end of the stream, or in pieces before it: the two ways that have been seen. */
  readonly form: 'whole' | 'pieces';
}

/** A scripted answer to a chat request; its thoughts come only where the request asks for some. */
export type ChatReply =
  | Reply
  | (Said & { readonly thinking: string | readonly string[]; readonly calling?: Calling })
  | (Said & { readonly calling: Calling });

/** One request as it came, and what became of it. Times are milliseconds of the server's `performance.now()`. */
export interface RequestRecord {
  readonly service: ServiceName;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** As received, the local key in `authorization` included. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The parsed JSON; undefined where there was none. */
  readonly body: unknown;
  readonly rawBody: string;
  readonly receivedAt: number;
  /** The status sent; undefined while, or if, none was. */
  readonly status: number | undefined;
  /** When the first byte of the answer's body was written. */
  readonly firstByteAt?: number;
  /** When the answer had been given out completely. */
  readonly endedAt?: number;
  /** When the exchange was over, by completion or because the connection closed. */
  readonly closedAt?: number;
  /** The client closed the connection before the answer was complete, or the port was closed. */
  readonly closedEarly: boolean;
  /** Bytes of the answer's body, without HTTP's own framing. */
  readonly bytesSent: number;
  /** It passed route, key and schema. */
  readonly valid: boolean;
}

/** How fast answers come, in milliseconds. */
export interface Timing {
  /** From the answer's headers to its first token. */
  readonly firstTokenMs: number;
  /** From one token to the next. */
  readonly tokenMs: number;
  /** Each of these waits is longer by up to this much, chosen by the seed. */
  readonly jitterMs: number;
}

/** A service's rate limits; what is left out has none. Lists of models are not counted. */
export interface RateLimits {
  /** So many within any 1000 ms, counted strictly from those that were accepted. */
  readonly requestsPerSecond?: number;
  readonly requestsPerMinute?: number;
  /** Tokens of prompt and answer. A request is let in while its prompt still fits. */
  readonly tokensPerMinute?: number;
  readonly tokensPerMonth?: number;
  /** Which headers tell what is left: those of 2026 unless told otherwise. */
  readonly headers?: 'current' | 'older' | 'none';
  /** Whose 429 it is: the gateway's unless told otherwise. */
  readonly body?: 'gateway' | 'app';
  /** How the 429 says when to come back; it says nothing unless told otherwise. */
  readonly retryAfter?: 'seconds' | 'date';
}

/** What can be changed while the server runs; what is left out stays as it is. */
export interface Configuration extends Partial<Timing> {
  readonly keys?: Readonly<Record<ServiceName, string>>;
  /** Services whose port is closed for the time being: connecting is refused by the system. */
  readonly refuse?: readonly ServiceName[];
  /** How a 422 is wrapped: FastAPI's own `detail`, or Mistral's error object around it. */
  readonly validationErrors?: 'detail' | 'object';
  /** Puts a service under these limits, counting anew; `{}` frees it, one left out stays as it is. */
  readonly rateLimits?: Partial<Readonly<Record<ServiceName, RateLimits>>>;
}

/** Which requests a fault is meant for. */
export interface FaultOptions {
  readonly service?: ServiceName;
  readonly path?: RouteName;
  /** How many answers it spoils: 1 unless told otherwise; Infinity (-1 in JSON) for all. */
  readonly times?: number;
  /**
   * A fault spoils the answers to requests that are in order. With this it also hits those with a
   * wrong key or a wrong body, as a gateway in front of the service would.
   */
  readonly beforeAuth?: boolean;
}
