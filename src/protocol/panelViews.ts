import type { ChangesView, ToolConfirmationView, DocumentConfirmationView } from './changeViews.ts';
import type { HistoryView } from './historyViews.ts';
import type { AnswerState, TextKind } from '../chat/session/conversation.ts';

/** Everything that the panel shows. The host owns this state; the panel renders it. Texts are localized. */
export interface PanelState {
  readonly session: SessionView;
  readonly composer: ComposerView;
  readonly models: ModelsView;
  /** The available slash commands, in display order. */
  readonly commands: readonly CommandView[];
  /** Where a code block would be inserted. Undefined if no file has been active yet. */
  readonly target: TargetView | undefined;
  readonly notice: NoticeView | undefined;
  /** The changes that the model proposes. Undefined if there are none and nothing can be undone. */
  readonly changes: ChangesView | undefined;
  /** A command or web search that the model asks to run. Undefined if there is none. */
  readonly toolConfirmation: ToolConfirmationView | undefined;
  /** A document that is long or costs money. Undefined if none must be confirmed. */
  readonly documentConfirmation?: DocumentConfirmationView | undefined;
  /** The history, while it is open. */
  readonly history: HistoryView | undefined;
}

/**
 * Changed parts of the state and its session. Null removes a part, because messages are sent as JSON, which drops
 * undefined.
 */
export type PanelStatePatch = Nullable<
  Omit<PanelState, 'session'> & Pick<SessionView, 'title' | 'isReadOnly' | 'unavailable'>
>;

type Nullable<T> = {
  readonly [K in keyof T]?: undefined extends T[K] ? NonNullable<T[K]> | null : T[K];
};

/** The open chat. */
export interface SessionView {
  readonly id: string;
  readonly title: string;
  /** Whether another window has the chat open. It can be read here, or taken over. */
  readonly isReadOnly: boolean;
  /** The loaded turns, oldest first. */
  readonly turns: readonly TurnView[];
  /** Number of turns before these that are not loaded. */
  readonly earlier: number;
  /** Why no request can be sent, and what to do about it. Replaces the start page of an empty chat. */
  readonly unavailable: CardView | undefined;
}

/** A turn of the transcript. IDs of turns and attachments are those of the conversation. */
export type TurnView = UserTurnView | AssistantTurnView;

/** A message from the user. */
export interface UserTurnView {
  readonly role: 'user';
  readonly id: string;
  /** As typed, for editing. */
  readonly text: string;
  /** What a slash command asks for, in words; undefined for other messages, which are shown as typed. */
  readonly sentence?: string | undefined;
  readonly chips: readonly AttachmentView[];
}

/** An answer, possibly incomplete. */
export interface AssistantTurnView {
  readonly role: 'assistant';
  readonly id: string;
  readonly text: string;
  readonly thinking: string;
  readonly thinkingMs: number | undefined;
  /** The tool calls of the answer, in order. */
  readonly steps: readonly ToolCallView[];
  /** The web pages that it cites; `[1]` in the text is the first. */
  readonly webSources?: readonly WebSourceView[] | undefined;
  readonly state: AnswerState;
  readonly model: string;
  /** Whether the answer is a commit message, which Source Control can take. */
  readonly isCommitMessage: boolean;
  /** What went wrong, also while a retry is scheduled. */
  readonly card: CardView | undefined;
  /** Input and output tokens, cost, time to first token and tokens per second; undefined while unknown. */
  readonly usage: UsageView | undefined;
  /** Which parts of the chat were not sent and why, one line each. */
  readonly notes: readonly string[];
}

/** A web page that an answer cites. */
export interface WebSourceView {
  /** Plain text on one line, without hidden characters. */
  readonly title: string;
  /** Undefined if it can't be opened. */
  readonly url: string | undefined;
  /** The real host of the address, in ASCII form. */
  readonly host: string | undefined;
}

/** A tool call of an answer: one line. What was sent is requested with the message `toolCall` when it is expanded. */
export interface ToolCallView {
  /** Unique within the answer. */
  readonly id: string;
  readonly state: 'running' | 'done' | 'failed' | 'declined' | 'stopped';
  /** What was done and found, such as `Read src/cart.ts: 40 lines`. */
  readonly label: string;
  /** The length of the answer's text when the call was made. */
  readonly textLength: number;
  /** Set by the panel once the host has sent it. */
  readonly detail?: ToolCallDetail;
}

/** What a tool call sent to the service. */
export interface ToolCallDetail {
  /** The name of the tool with its arguments, as the model wrote them. */
  readonly call: string;
  /** The result; empty while the tool runs. */
  readonly result: string;
}

/** What an answer used. */
export interface UsageView {
  /** The most important of it: the cost, or the tokens if the price is unknown. */
  readonly summary: string;
  /** All of it in one line. */
  readonly detail: string;
}

/** An error card: a title, advice, and buttons for recovery. */
export interface CardView {
  readonly title: string;
  readonly advice: string;
  /** What the service reported, shown on request; undefined if nothing is known. */
  readonly details: CardDetails | undefined;
  readonly actions: readonly ActionView[];
  /** Earliest time for a retry, in milliseconds since the epoch. The retry button counts down to it. */
  readonly retryAt: number | undefined;
  /** Whether the request is retried automatically at that time. */
  readonly isRetrying?: boolean;
  /** Whether this is the start page of a new user and not an error. */
  readonly isGetStarted?: boolean;
}

/** What a service reported about a failure. */
export interface CardDetails {
  /** The service's own sentence. */
  readonly sentence: string | undefined;
  /** The HTTP status. */
  readonly status: number | undefined;
  /** The ID that the service assigned to the request, for its support. */
  readonly requestId: string | undefined;
}

/** The action of a card's button. */
export type CardAction =
  | 'retry'
  /** Sets the key of the service that failed. */
  | 'setKey'
  | 'setMistralKey'
  | 'setCodestralKey'
  /** Opens the web page where keys are created. */
  | 'getKey'
  | 'manageKeys'
  | 'chooseModel'
  | 'shorten'
  /** Opens the setting of the service's URL. */
  | 'settings'
  | 'proxySettings'
  /** Opens plan and limits in Mistral's console. */
  | 'account'
  | 'usage'
  | 'walkthrough'
  | 'showLog'
  | 'diagnostics';

/** A card's button. */
export interface ActionView {
  readonly action: CardAction;
  readonly label: string;
}

/** The kind of an attachment. */
export type AttachmentKind = TextKind | 'image';

/** An attachment. */
export interface AttachmentView {
  readonly id: string;
  readonly kind: AttachmentKind;
  readonly label: string;
  /** The full path and lines, or another description. */
  readonly detail: string;
  /** Estimated number of tokens. */
  readonly tokens: number;
  /** The percentage of its text that is sent, if it was truncated. */
  readonly keptPercent: number | undefined;
  /** The first 2,000 characters of its text. Empty for images. */
  readonly preview: string;
  /** The URI of an image, allowed by the panel's content security policy. */
  readonly image: string | undefined;
  /** Whether the model already has it from an earlier question, so that it is not sent again. */
  readonly isSent?: boolean;
  /** Set for a document that is not read yet. */
  readonly document?: DocumentAttachmentView | undefined;
  /** Whether it can be opened in an editor, for the message `openAttachment`. */
  readonly canOpen?: boolean;
  /** Whether the text of an image can be read, for the message `readImage`. */
  readonly isReadable?: boolean;
}

/** A document that is read when the question is sent. */
export interface DocumentAttachmentView {
  /** Its pages and what reading them costs. */
  readonly summary: string;
  /** The chosen pages as the user wrote them; empty for all. */
  readonly range: string;
  /** Whether it is being read. */
  readonly isReading: boolean;
}

/** The composer, without the text of the message box: the panel owns that, see the message `draft`. */
export interface ComposerView {
  /** The attachments, including the editor's selection or file, which is attached automatically. */
  readonly chips: readonly AttachmentView[];
  /** The current file, offered as an attachment. */
  readonly suggestion: SuggestedAttachmentView | undefined;
  /** Estimated tokens of the chat with its attachments. */
  readonly tokens: number;
  /** Size of the model's context window, in tokens. */
  readonly contextWindow: number | undefined;
  /** Whether the selected model supports images. */
  readonly supportsImages: boolean;
  /** Whether documents are being read, which Stop ends. */
  readonly isReading?: boolean;
  /** Whether the code for `@codebase` is being searched, which Stop ends. */
  readonly isSearching?: boolean;
}

/** A suggested attachment. */
export interface SuggestedAttachmentView {
  /** For the message `attach`. */
  readonly id: string;
  readonly label: string;
}

/** A slash command. */
export interface CommandView {
  /** Without the slash. */
  readonly name: string;
  /** What it does. */
  readonly detail: string;
  /** Whether it is sent only with text after it. */
  readonly needsText?: boolean;
}

/** The model picker. */
export interface ModelsView {
  readonly selected: string;
  readonly rows: readonly ModelRow[];
  /** Display name of the service in use. Empty if no service is available. */
  readonly service: string;
}

/** A chat model. */
export interface ModelRow {
  readonly id: string;
  /** Its name and capabilities. */
  readonly label: string;
}

/** The editor that code blocks are inserted into. */
export interface TargetView {
  /** The file's name. */
  readonly label: string;
  /** One-based line of the cursor. */
  readonly line: number;
  /** Whether text is selected that a code block could replace. */
  readonly isSelecting: boolean;
}

/** A notice above the message box, with at most one button. */
export interface NoticeView {
  /** Unique per notice. */
  readonly id: string;
  readonly kind: 'info' | 'error';
  readonly text: string;
  /** The button's label. The button sends the message `notice`. */
  readonly button: string | undefined;
}

/** A suggestion after an `@`. */
export interface MentionRow {
  /** For the message `attach`. */
  readonly id: string;
  readonly kind: AttachmentKind;
  readonly label: string;
  readonly detail: string;
}
