import type { Usage } from '../mistral/client.ts';
import type { FailureKind } from '../mistral/errors.ts';
import type { ServiceName } from '../mistral/services.ts';

/** A conversation as it is kept: a value, changed by making a new one. */
export interface Conversation {
  /** A random UUID. */
  readonly id: string;
  /** Given by the user, else the first words of the first question; empty before there is one. */
  readonly title: string;
  /** Whether the user gave the title. */
  readonly isRenamed: boolean;
  /** The URI of the workspace it was begun in; undefined without a workspace. */
  readonly workspace: string | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** When a turn was last added or changed, in milliseconds since the epoch. */
  readonly updatedAt: number;
  /** Questions and answers in turns; the first one is a question. */
  readonly turns: readonly Turn[];
}

/** One contribution to a conversation. */
export type Turn = Question | Answer;

/** What the user said. */
export interface Question {
  readonly role: 'user';
  readonly id: string;
  /** As typed, a slash command included. */
  readonly text: string;
  readonly attachments: readonly Attachment[];
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What the model said, as far as it came. */
export interface Answer {
  readonly role: 'assistant';
  readonly id: string;
  /** Markdown. */
  readonly text: string;
  /** The model's thoughts, empty without any. Sent back with the answer in later requests. */
  readonly thinking: string;
  /** How long it thought, in milliseconds, once it has begun to answer. */
  readonly thinkingMs?: number | undefined;
  readonly state: AnswerState;
  readonly model: string;
  readonly service: ServiceName;
  /** When it was asked for, in milliseconds since the epoch. */
  readonly at: number;
  /** Why it failed or broke off. */
  readonly failure?: Failure | undefined;
  readonly usage?: Usage | undefined;
  /** What that cost when it came, in US dollars; absent where no price was known. */
  readonly cost?: number | undefined;
  /** Milliseconds from the request to the first text or thought, and to the end. */
  readonly firstTextMs?: number | undefined;
  readonly totalMs?: number | undefined;
  /** What of the chat was not sent with the request. */
  readonly leftOut?: LeftOut | undefined;
}

/** What of a chat was not sent to the model. */
export interface LeftOut {
  /** How many of the earliest turns did not fit into the model's window. */
  readonly turns: number;
  /** Pictures that the model cannot see, that could not be read, or that were too many. */
  readonly images: number;
  /** Attachments of which only a part was sent, by their ids. */
  readonly cuts: readonly (Cut & { readonly id: string })[];
}

/** How far an answer is, or how it ended. */
export type AnswerState =
  /** Asked for; nothing has come yet. */
  | 'waiting'
  | 'streaming'
  | 'done'
  /** By the user. */
  | 'stopped'
  /** By the limit of tokens: there is more to say. */
  | 'cut'
  /** It broke off after some text: the connection, the service, or VS Code went away. */
  | 'interrupted'
  /** It failed before any text. */
  | 'failed';

/** What is kept of a failure: the facts of a ServiceError. */
export interface Failure {
  readonly kind: FailureKind;
  readonly service: ServiceName;
  readonly detail?: string | undefined;
  readonly requestId?: string | undefined;
  /** How long the service asked us to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** When it failed, in milliseconds since the epoch. */
  readonly at: number;
}

/** What travels with a question. */
export type Attachment = TextAttachment | ImageAttachment;

/** Where a piece of text was taken from. */
export type TextKind =
  'selection' | 'file' | 'folder' | 'editors' | 'problems' | 'diff' | 'terminal';

/** Text, as it was when it was attached. */
export interface TextAttachment {
  readonly kind: TextKind;
  readonly id: string;
  /** Short, for a chip: `cart.ts:3-9`. */
  readonly label: string;
  /** Relative to the workspace, else the bare name; where it is one file's or folder's. */
  readonly path?: string | undefined;
  /** From 1, both included. */
  readonly lines?: { readonly first: number; readonly last: number } | undefined;
  readonly languageId?: string | undefined;
  readonly text: string;
  /** Set where the text is not all there was. */
  readonly cut?: Cut | undefined;
}

/** How much of a text was kept, in characters. */
export interface Cut {
  readonly kept: number;
  readonly of: number;
}

/** A picture; its bytes are a file of the archive. */
export interface ImageAttachment {
  readonly kind: 'image';
  readonly id: string;
  readonly label: string;
  readonly mediaType: 'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif';
  /** Its size. */
  readonly bytes: number;
  /** The name of its file in the archive. */
  readonly file: string;
}

/** What is being written, kept for each conversation until it is sent. */
export interface Draft {
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

/** A draft with nothing in it. */
export const EMPTY_DRAFT: Draft = { text: '', attachments: [] };
