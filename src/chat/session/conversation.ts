import type { TokenUsage } from '../../mistral/tokenUsage.ts';
import type { FailureKind } from '../../mistral/errors/failureKind.ts';
import type { ServiceName } from '../../mistral/serviceName.ts';

/** A conversation as it is stored. Immutable. */
export interface Conversation {
  /** A random UUID. */
  readonly id: string;
  /** Set by the user, or derived from the first question; empty without a question. */
  readonly title: string;
  /** Whether the user gave the title. */
  readonly isRenamed: boolean;
  /** The URI of the workspace in which it was started; undefined without a workspace. */
  readonly workspace: string | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** When a turn was last added or changed, in milliseconds since the epoch. */
  readonly updatedAt: number;
  /** Questions and answers, in turn; the first one is a question. */
  readonly turns: readonly Turn[];
}

/** One contribution to a conversation. */
export type Turn = UserTurn | AssistantTurn;

/** A question of the user. */
export interface UserTurn {
  readonly role: 'user';
  readonly id: string;
  /** As typed, a slash command included. */
  readonly text: string;
  readonly attachments: readonly Attachment[];
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** An answer of the model, possibly incomplete. */
export interface AssistantTurn {
  readonly role: 'assistant';
  readonly id: string;
  /** Markdown. */
  readonly text: string;
  /** The model's reasoning; may be empty. Sent back with the answer in later requests. */
  readonly thinking: string;
  /** The tool calls of the answer with their results, in order. */
  readonly steps?: readonly ToolStep[] | undefined;
  /** Duration of the reasoning in milliseconds, set when the answer starts. */
  readonly thinkingMs?: number | undefined;
  /** The web pages that an answer to `/web` cites; `[1]` in the text is the first. */
  readonly webSources?: readonly WebSource[] | undefined;
  readonly state: AnswerState;
  readonly model: string;
  readonly service: ServiceName;
  /** When it was requested, in milliseconds since the epoch. */
  readonly at: number;
  /** Why it failed or was interrupted. */
  readonly failure?: AnswerFailure | undefined;
  readonly usage?: TokenUsage | undefined;
  /** Its cost at that time, in US dollars; undefined if the price was unknown. */
  readonly cost?: number | undefined;
  /** Milliseconds from the request to the first text or thought, and to the end. */
  readonly firstTextMs?: number | undefined;
  readonly totalMs?: number | undefined;
  /** What was not sent with the request. */
  readonly leftOut?: LeftOut | undefined;
}

/** A web page that an answer cites. See `webSource` for what makes it safe to show. */
export interface WebSource {
  /** One line of plain text. */
  readonly title: string;
  /** `http` or `https`; undefined if the service gave no address that may be opened. */
  readonly url?: string | undefined;
}

/** How a tool call ended; `declined`: the user did not allow it. */
export type ToolStepOutcome = 'done' | 'failed' | 'declined';

/** A tool call of an answer with its result. */
export interface ToolStep {
  /** Unique within the answer. */
  readonly id: string;
  readonly name: string;
  /** As the model wrote them: usually, but not always, a JSON object. */
  readonly arguments: string;
  /** `stopped`: by the user, or because VS Code was closed. */
  readonly state: 'running' | 'stopped' | ToolStepOutcome;
  /** What is sent to the service as the result; empty while the tool runs. */
  readonly result: string;
  /** The number of matches, files or lines. */
  readonly count?: number | undefined;
  /** The number of files that the matches are in. */
  readonly files?: number | undefined;
  /** The URIs of the files that the result is from. Never sent. */
  readonly sources?: readonly string[] | undefined;
  /** Counts the model's messages with calls, from 0: calls of the same message share it. */
  readonly round: number;
  /** The lengths of the answer's text and reasoning when the call was made. */
  readonly textLength: number;
  readonly thinkingLength: number;
}

/** What of a chat was not sent to the model. */
export interface LeftOut {
  /** Number of the earliest turns that did not fit into the context window. */
  readonly turns: number;
  /** Number of images that the model can't see, that couldn't be read, or that were too many. */
  readonly images: number;
  /** How many of these were too many for one request. */
  readonly imagesOverLimit?: number | undefined;
  /** Attachments that were truncated. */
  readonly cuts: readonly (Cut & { readonly id: string })[];
  /** The labels of attachments that may no longer be sent, in this question and those before. */
  readonly withheld?: readonly string[] | undefined;
  /** Number of tool results that were shortened to fit into the context window. */
  readonly results?: number | undefined;
}

/** The state of an answer. */
export type AnswerState =
  /** Requested; no text yet. */
  | 'waiting'
  | 'streaming'
  | 'done'
  /** By the user. */
  | 'stopped'
  /** By the token limit. */
  | 'cut'
  /** Ended early after some text: the connection, the service or VS Code failed. */
  | 'interrupted'
  /** Failed before any text. */
  | 'failed';

/** A stored failure: the facts of a ServiceError. */
export interface AnswerFailure {
  readonly kind: FailureKind;
  readonly service: ServiceName;
  readonly detail?: string | undefined;
  readonly requestId?: string | undefined;
  /** The HTTP status, if there was a response. */
  readonly status?: number | undefined;
  /** The service's own sentence, for the user. */
  readonly sentence?: string | undefined;
  /** How long the service asked us to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** When it failed, in milliseconds since the epoch. */
  readonly at: number;
}

/** Context that is sent with a question. */
export type Attachment = TextAttachment | ImageAttachment;

/**
 * The source of an attached text. `codebase` is code that was found for the question. `instructions` and `prompt` are
 * files that tell the model what to do.
 */
export type TextKind =
  | 'selection'
  | 'file'
  | 'folder'
  | 'editors'
  | 'problems'
  | 'diff'
  | 'terminal'
  | 'document'
  | 'codebase'
  | 'instructions'
  | 'prompt';

/** Text as it was when it was attached. */
export interface TextAttachment {
  readonly kind: TextKind;
  readonly id: string;
  /** Short, for a chip: `cart.ts:3-9`. */
  readonly label: string;
  /** Relative to the workspace, else the bare name; where it is one file's or folder's. */
  readonly path?: string | undefined;
  /** The URI of that file or folder, which distinguishes it from others with the same name. Never sent. */
  readonly uri?: string | undefined;
  /** The URIs of the files that the text is from: each request asks again whether they may be sent. */
  readonly sources?: readonly string[] | undefined;
  /** From 1, both included. */
  readonly lines?: { readonly first: number; readonly last: number } | undefined;
  /** The function or type that the text contains, if it is one. */
  readonly symbol?: string | undefined;
  readonly languageId?: string | undefined;
  readonly text: string;
  /** Set if the text was truncated. */
  readonly cut?: Cut | undefined;
  /** For a document: what is read from it. */
  readonly document?: AttachedDocument | undefined;
}

/** A document whose text the service reads when the question is sent. */
export interface AttachedDocument {
  /** The hash of its bytes: a changed file is shown again before it is read. */
  readonly hash: string;
  /** The number of its pages. */
  readonly count: number;
  /** Whether {@link count} is an estimate. */
  readonly isEstimate: boolean;
  /** The chosen pages as the user wrote them; empty for all. */
  readonly range: string;
  /** The number of chosen pages, and how many of them the service must read, which costs. */
  readonly chosen: number;
  readonly unread: number;
  /** Whether the attachment contains their text. */
  readonly isRead: boolean;
}

/** How much of a text was kept, in characters. */
export interface Cut {
  readonly kept: number;
  readonly of: number;
}

/** An image; the archive stores its bytes in a file. */
export interface ImageAttachment {
  readonly kind: 'image';
  readonly id: string;
  readonly label: string;
  readonly mediaType: 'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif';
  /** Its size. */
  readonly bytes: number;
  /** The name of its file in the archive. */
  readonly file: string;
  /** The URI of the file that it was read from; undefined if it was pasted. Never sent. */
  readonly uri?: string | undefined;
  /** The same URI, as for a text: each request asks again whether the file may be sent. */
  readonly sources?: readonly string[] | undefined;
}

/** The unsent message of a conversation. */
export interface Draft {
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

/** An empty draft. */
export const EMPTY_DRAFT: Draft = { text: '', attachments: [] };

/** An answer of which nothing has arrived yet. Its model and service are set when the request is sent. */
export function emptyAnswer(id: string, at: number): AssistantTurn {
  const nothing = { text: '', thinking: '', model: '' } as const;
  return { ...nothing, role: 'assistant', id, state: 'waiting', service: 'mistral', at };
}
