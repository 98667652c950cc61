import type { ToPanel } from '../protocol/toPanel.ts';
import type {
  AnswerView,
  MentionRow,
  PanelParts,
  PanelState,
  SessionView,
  TurnView,
} from '../protocol/views.ts';

/** What the panel knows: the host's state, and what was said about the message box. */
export interface Picture {
  /** The number of the last message. */
  readonly seq: number;
  /** Undefined until the host has spoken. */
  readonly state: PanelState | undefined;
  /** What the message box shall hold; a new object each time it is set. */
  readonly draft: { readonly text: string };
  /** Counts how often the message box was asked to take the focus. */
  readonly focus: number;
  /** What may be mentioned, for the request it answers. */
  readonly mentions: { readonly requestId: number; readonly rows: readonly MentionRow[] };
}

/** Before the host has spoken. */
export const BLANK: Picture = {
  seq: 0,
  state: undefined,
  draft: { text: '' },
  focus: 0,
  mentions: { requestId: 0, rows: [] },
};

/** The picture after a message; undefined if one is missing or this one makes no sense: ask for all again. */
export function applied(picture: Picture, message: ToPanel): Picture | undefined {
  const { seq } = message;
  if (message.type === 'hydrate') {
    const isSameChat = picture.state?.session.id === message.state.session.id;
    // What is being typed is newer than what the host has heard of it.
    const draft = isSameChat ? picture.draft : { text: message.draft };
    return { ...picture, seq, state: message.state, draft };
  }
  const { state } = picture;
  if (state === undefined || seq !== picture.seq + 1) return undefined;
  switch (message.type) {
    case 'update':
      return { ...picture, seq, state: withParts(state, message.parts) };
    case 'turn':
      return { ...picture, seq, state: withTurn(state, message.turn) };
    case 'delta': {
      const turn = state.session.turns.find(({ id }) => id === message.turnId);
      if (turn?.role !== 'assistant') return undefined;
      const { text, thinking } = message;
      const grown = { ...turn, text: turn.text + text, thinking: turn.thinking + thinking };
      return { ...picture, seq, state: withTurn(state, grown) };
    }
    case 'earlier': {
      const turns = [...message.turns, ...state.session.turns];
      return { ...picture, seq, state: withSession(state, { turns, earlier: message.earlier }) };
    }
    case 'draft':
      return { ...picture, seq, draft: { text: message.text } };
    case 'mentions': {
      const { requestId, rows } = message;
      const isNewest = requestId >= picture.mentions.requestId;
      return { ...picture, seq, mentions: isNewest ? { requestId, rows } : picture.mentions };
    }
    case 'focus':
      return { ...picture, seq, focus: picture.focus + 1 };
  }
}

/** Whether a delta changes more than the text on screen: the first thought and the first word do. */
export function isFirstText(before: Picture, after: Picture, turnId: string): boolean {
  const [old, now] = [answerOf(before, turnId), answerOf(after, turnId)];
  return (
    (old?.text === '') !== (now?.text === '') || (old?.thinking === '') !== (now?.thinking === '')
  );
}

/** An answer of the chat on screen. */
export function answerOf({ state }: Picture, turnId: string): AnswerView | undefined {
  const turn = state?.session.turns.find(({ id }) => id === turnId);
  return turn?.role === 'assistant' ? turn : undefined;
}

/** Whether an answer is on its way. */
export function isAnswering({ turns }: SessionView): boolean {
  const last = turns.at(-1);
  return last?.role === 'assistant' && isOpen(last);
}

/** Whether more of an answer may come by itself. */
export function isOpen({ state }: AnswerView): boolean {
  return state === 'waiting' || state === 'streaming';
}

function withParts(state: PanelState, parts: PanelParts): PanelState {
  const { title, isReadOnly, closed, ...whole } = withoutNull(parts);
  const session = { title, isReadOnly, closed };
  const named = Object.entries(session).filter(([key]) => Object.hasOwn(parts, key));
  return withSession({ ...state, ...whole }, Object.fromEntries(named));
}

function withoutNull(parts: PanelParts): Partial<PanelState & SessionView> {
  return Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, part ?? undefined]));
}

function withSession(state: PanelState, change: Partial<SessionView>): PanelState {
  return { ...state, session: { ...state.session, ...change } };
}

function withTurn(state: PanelState, turn: TurnView): PanelState {
  const { turns } = state.session;
  const at = turns.findIndex(({ id }) => id === turn.id);
  return withSession(state, { turns: at === -1 ? [...turns, turn] : turns.with(at, turn) });
}
