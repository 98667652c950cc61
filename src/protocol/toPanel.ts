import type {
  MentionRow,
  PanelStatePatch,
  PanelState,
  ToolCallDetail,
  TurnView,
} from './panelViews.ts';

/**
 * A message from the host to the panel. `seq` increases by one with each message after a `hydrate`. A panel that
 * detects a gap requests the whole state with `resync`.
 */
export type ToPanel = { readonly seq: number } & (
  | {
      /** The whole state: the response to `ready` and `resync`, and sent when another chat is opened. */
      readonly type: 'hydrate';
      readonly state: PanelState;
      /** The text of the message box, for a chat that the panel does not show yet. */
      readonly draft: string;
    }
  | {
      /** Replaces parts of the state. */
      readonly type: 'update';
      readonly parts: PanelStatePatch;
    }
  | {
      /** A new or changed turn. Text that is only appended arrives as `delta`. */
      readonly type: 'turn';
      readonly turn: TurnView;
    }
  | {
      /** The next text of the streaming answer. Sent at most every 33 ms. */
      readonly type: 'delta';
      readonly turnId: string;
      readonly text: string;
      readonly thinking: string;
    }
  | {
      /** Turns before the first loaded one; `earlier` is the number of turns that are still not loaded. */
      readonly type: 'earlier';
      readonly turns: readonly TurnView[];
      readonly earlier: number;
    }
  | {
      /** The new text of the message box: empty once a message is accepted. */
      readonly type: 'draft';
      readonly text: string;
    }
  | {
      /** The sent message was rejected. The message box keeps it, and it can be sent again. */
      readonly type: 'unsent';
    }
  | {
      /** The response to the message of the same name. */
      readonly type: 'mentions';
      readonly requestId: number;
      readonly rows: readonly MentionRow[];
    }
  | {
      /** The response to the message of the same name: what a tool call of an answer sent. */
      readonly type: 'toolCall';
      readonly turnId: string;
      readonly callId: string;
      readonly detail: ToolCallDetail;
    }
  | { /** Moves the focus to the message box. */ readonly type: 'focus' }
);

/** The properties of each message besides `type` and `seq`, to recognize messages from the host. */
const SHAPES: Readonly<Record<ToPanel['type'], Readonly<Record<string, string>>>> = {
  hydrate: { state: 'object', draft: 'string' },
  update: { parts: 'object' },
  turn: { turn: 'object' },
  delta: { turnId: 'string', text: 'string', thinking: 'string' },
  earlier: { turns: 'object', earlier: 'number' },
  draft: { text: 'string' },
  unsent: {},
  mentions: { requestId: 'number', rows: 'object' },
  toolCall: { turnId: 'string', callId: 'string', detail: 'object' },
  focus: {},
};

/** Whether a value is a message from the host. */
export function isToPanel(value: unknown): value is ToPanel {
  if (typeof value !== 'object' || value === null) return false;
  const message = value as Readonly<Record<string, unknown>>;
  if (!Number.isSafeInteger(message.seq) || typeof message.type !== 'string') return false;
  if (!Object.hasOwn(SHAPES, message.type)) return false;
  const shape = Object.entries(SHAPES[message.type as ToPanel['type']]);
  return shape.every(([key, type]) => typeof message[key] === type && message[key] !== null);
}
