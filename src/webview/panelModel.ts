import type { ToPanel } from '../protocol/toPanel.ts';
import type {
  AssistantTurnView,
  MentionRow,
  PanelStatePatch,
  PanelState,
  SessionView,
  TurnView,
} from '../protocol/panelViews.ts';

/** The panel's copy of the host's state, and the latest instructions for the message box. */
export interface PanelSnapshot {
  /** Sequence number of the last message. */
  readonly seq: number;
  /** Undefined until the first `hydrate`. */
  readonly state: PanelState | undefined;
  /** The text that the host has set. A new object for each change. */
  readonly draft: {
    readonly text: string;
    /** Whether a button of the panel has set it: it comes before what the user has typed, and may open suggestions. */
    readonly isPrefilled?: boolean;
  };
  /** Number of requests to focus the message box. */
  readonly focusRequests: number;
  /** Number of messages that the host has rejected. */
  readonly unsent: number;
  /** Suggestions for a mention, with the request that they answer. */
  readonly mentions: { readonly requestId: number; readonly rows: readonly MentionRow[] };
}

/** The snapshot before the first message. */
export const INITIAL_SNAPSHOT: PanelSnapshot = {
  seq: 0,
  state: undefined,
  draft: { text: '' },
  focusRequests: 0,
  unsent: 0,
  mentions: { requestId: 0, rows: [] },
};

/** Applies a message. Returns undefined if a message is missing or invalid: the panel must then resync. */
export function applyMessage(snapshot: PanelSnapshot, message: ToPanel): PanelSnapshot | undefined {
  const { seq } = message;
  if (message.type === 'hydrate') {
    const before = snapshot.state?.session;
    // The text in the message box is newer than the host's copy, unless there was no box: another window had the chat.
    const isNewer = before?.id === message.state.session.id && !before.isReadOnly;
    const draft = isNewer ? snapshot.draft : { text: message.draft };
    return { ...snapshot, seq, state: message.state, draft };
  }
  const { state } = snapshot;
  if (state === undefined || seq !== snapshot.seq + 1) return undefined;
  switch (message.type) {
    case 'update':
      return { ...snapshot, seq, state: withParts(state, message.parts) };
    case 'turn':
      return { ...snapshot, seq, state: withTurn(state, withDetails(state, message.turn)) };
    case 'delta': {
      const turn = state.session.turns.find(({ id }) => id === message.turnId);
      if (turn?.role !== 'assistant') return undefined;
      const { text, thinking } = message;
      const updated = { ...turn, text: turn.text + text, thinking: turn.thinking + thinking };
      return { ...snapshot, seq, state: withTurn(state, updated) };
    }
    case 'toolCall': {
      const turn = state.session.turns.find(({ id }) => id === message.turnId);
      if (turn?.role !== 'assistant') return { ...snapshot, seq };
      const { callId, detail } = message;
      const steps = turn.steps.map((step) => (step.id === callId ? { ...step, detail } : step));
      return { ...snapshot, seq, state: withTurn(state, { ...turn, steps }) };
    }
    case 'earlier': {
      const turns = [...message.turns, ...state.session.turns];
      return { ...snapshot, seq, state: withSession(state, { turns, earlier: message.earlier }) };
    }
    case 'draft':
      return { ...snapshot, seq, draft: { text: message.text } };
    case 'mentions': {
      const { requestId, rows } = message;
      const isNewest = requestId >= snapshot.mentions.requestId;
      return { ...snapshot, seq, mentions: isNewest ? { requestId, rows } : snapshot.mentions };
    }
    case 'unsent':
      return { ...snapshot, seq, unsent: snapshot.unsent + 1 };
    case 'focus':
      return { ...snapshot, seq, focusRequests: snapshot.focusRequests + 1 };
  }
}

/** Whether a delta brings the first text or the first thinking of an answer, which changes its layout. */
export function isFirstText(before: PanelSnapshot, after: PanelSnapshot, turnId: string): boolean {
  const [previous, current] = [answerOf(before, turnId), answerOf(after, turnId)];
  return (
    (previous?.text === '') !== (current?.text === '') ||
    (previous?.thinking === '') !== (current?.thinking === '')
  );
}

/** Finds an answer of the open chat. */
export function answerOf({ state }: PanelSnapshot, turnId: string): AssistantTurnView | undefined {
  const turn = state?.session.turns.find(({ id }) => id === turnId);
  return turn?.role === 'assistant' ? turn : undefined;
}

/** Whether the chat waits for an answer: its last turn is one in progress. */
export function isAnswering({ turns }: SessionView): boolean {
  const last = turns.at(-1);
  return last?.role === 'assistant' && isInProgress(last);
}

/** Whether an answer is still in progress. */
export function isInProgress({ state }: AssistantTurnView): boolean {
  return state === 'waiting' || state === 'streaming';
}

function withParts(state: PanelState, parts: PanelStatePatch): PanelState {
  const { title, isReadOnly, unavailable, ...whole } = withoutNull(parts);
  const session = { title, isReadOnly, unavailable };
  const named = Object.entries(session).filter(([key]) => Object.hasOwn(parts, key));
  return withSession({ ...state, ...whole }, Object.fromEntries(named));
}

function withoutNull(parts: PanelStatePatch): Partial<PanelState & SessionView> {
  return Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, part ?? undefined]));
}

function withSession(state: PanelState, change: Partial<SessionView>): PanelState {
  return { ...state, session: { ...state.session, ...change } };
}

/** A turn with the details of its steps that are known and still true. */
function withDetails({ session }: PanelState, turn: TurnView): TurnView {
  const before = session.turns.find(({ id }) => id === turn.id);
  if (turn.role !== 'assistant' || before?.role !== 'assistant') return turn;
  const known = new Map(before.steps.map((step) => [`${step.id} ${step.state}`, step.detail]));
  const steps = turn.steps.map((step) => {
    const detail = known.get(`${step.id} ${step.state}`);
    return detail ? { ...step, detail } : step;
  });
  return { ...turn, steps };
}

function withTurn(state: PanelState, turn: TurnView): PanelState {
  const { turns } = state.session;
  const at = turns.findIndex(({ id }) => id === turn.id);
  return withSession(state, { turns: at === -1 ? [...turns, turn] : turns.with(at, turn) });
}
