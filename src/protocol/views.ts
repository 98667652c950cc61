import type { AnswerState, TextKind } from '../chat/conversation.ts';

/** All that the panel shows. The host owns it; the panel is a picture of it. Words are localised already. */
export interface PanelState {
  readonly session: SessionView;
  readonly composer: ComposerView;
  readonly models: ModelsView;
  /** Where a code block would be inserted; undefined where no file has been looked at. */
  readonly target: TargetView | undefined;
  readonly notice: NoticeView | undefined;
  /** The list of chats, while it is open. */
  readonly history: HistoryView | undefined;
}

/**
 * Parts of the state, and of its session, that are new. What is not there any more is null: messages lose
 * what is undefined on their way.
 */
export type PanelParts = Nullable<
  Omit<PanelState, 'session'> & Pick<SessionView, 'title' | 'isReadOnly' | 'closed'>
>;

type Nullable<T> = {
  readonly [K in keyof T]?: undefined extends T[K] ? NonNullable<T[K]> | null : T[K];
};

/** The chat on screen. */
export interface SessionView {
  readonly id: string;
  readonly title: string;
  /** Another window is writing it: it can be read, or taken over. */
  readonly isReadOnly: boolean;
  /** The last turns, oldest first. */
  readonly turns: readonly TurnView[];
  /** How many turns before those are not here yet. */
  readonly earlier: number;
  /** Why no request can leave: shown in place of an empty chat, with what to do about it. */
  readonly closed: CardView | undefined;
}

/** A turn as it is shown. Ids of turns and attachments are the conversation's. */
export type TurnView = QuestionView | AnswerView;

/** A question. */
export interface QuestionView {
  readonly role: 'user';
  readonly id: string;
  readonly text: string;
  readonly chips: readonly ChipView[];
}

/** An answer, as far as it came. */
export interface AnswerView {
  readonly role: 'assistant';
  readonly id: string;
  readonly text: string;
  readonly thinking: string;
  readonly thinkingMs: number | undefined;
  readonly state: AnswerState;
  readonly model: string;
  /** What went wrong; also with an answer that is going to be asked for again by itself. */
  readonly card: CardView | undefined;
  /** Tokens in and out, time to first token, tokens a second; one line. */
  readonly usage: string | undefined;
  /** What of the chat was not sent, and why; a line each. */
  readonly notes: readonly string[];
}

/** A title, a piece of advice, and the buttons that help. */
export interface CardView {
  readonly title: string;
  readonly advice: string;
  /** The service's own name for the request, for its support. */
  readonly requestId: string | undefined;
  readonly actions: readonly ActionView[];
  /** When the service may be asked again, in milliseconds since the epoch: the retry button counts down to it. */
  readonly retryAt: number | undefined;
  /** Nothing went wrong: it is what a new user sees first. */
  readonly isFirstPage?: boolean;
}

/** What a card's buttons do. */
export type CardAction =
  | 'retry'
  /** The key of the service in question. */
  | 'setKey'
  | 'setMistralKey'
  | 'setCodestralKey'
  /** The page that gives out keys. */
  | 'getKey'
  | 'manageKeys'
  | 'chooseModel'
  | 'shorten'
  /** Those of the service's URL. */
  | 'settings'
  | 'proxySettings'
  /** Plan and limits, on Mistral's own pages. */
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

/** What an attachment is. */
export type ChipKind = TextKind | 'image';

/** An attachment, in short. */
export interface ChipView {
  readonly id: string;
  readonly kind: ChipKind;
  readonly label: string;
  /** The full path and lines, or what else there is to say about it. */
  readonly detail: string;
  /** Estimated. */
  readonly tokens: number;
  /** The share of its text that is kept, in per cent, where it was cut. */
  readonly keptPercent: number | undefined;
  /** The beginning of its text, at most 2,000 characters; empty for images. */
  readonly preview: string;
  /** The address of an image, within what the panel's policy allows. */
  readonly image: string | undefined;
}

/** The message box and what is around it. Its text belongs to the panel: see the message `draft`. */
export interface ComposerView {
  /** Attached; the selection of the editor is among them by itself. */
  readonly chips: readonly ChipView[];
  /** The current file, one click away from being attached. */
  readonly suggestion: SuggestionView | undefined;
  /** Estimated tokens of the chat with its attachments, and those that the model's window holds. */
  readonly tokens: number;
  readonly window: number | undefined;
  /** Whether the chosen model sees images. */
  readonly takesImages: boolean;
}

/** Something that might be attached. */
export interface SuggestionView {
  /** For the message `attach`. */
  readonly id: string;
  readonly label: string;
}

/** The models to choose from. */
export interface ModelsView {
  readonly selected: string;
  readonly rows: readonly ModelRow[];
  /** The service that answers, as people know it; empty while none is open. */
  readonly service: string;
}

/** A model that can chat. */
export interface ModelRow {
  readonly id: string;
  /** Its name, and all there is to say about it. */
  readonly label: string;
}

/** The editor that code blocks go to. */
export interface TargetView {
  /** The file's name. */
  readonly label: string;
  /** The line of its cursor, from 1. */
  readonly line: number;
  /** Whether some of its text is selected: it can be replaced. */
  readonly isSelecting: boolean;
}

/** A line above the message box, with at most one button. */
export interface NoticeView {
  /** A new one for each notice. */
  readonly id: string;
  readonly kind: 'info' | 'error';
  readonly text: string;
  /** The button's label; it sends the message `notice`. */
  readonly button: string | undefined;
}

/** The list of chats. */
export interface HistoryView {
  readonly query: string;
  /** This workspace's first, newest first within. */
  readonly rows: readonly HistoryRow[];
}

/** One chat in the list. */
export interface HistoryRow {
  readonly id: string;
  readonly title: string;
  /** When it was last changed, in milliseconds since the epoch. */
  readonly updatedAt: number;
  readonly turns: number;
  /** Whether it was begun in this workspace. */
  readonly isHere: boolean;
}

/** Something the user may mention after an `@`. */
export interface MentionRow {
  /** For the message `attach`. */
  readonly id: string;
  readonly kind: ChipKind;
  readonly label: string;
  readonly detail: string;
}
