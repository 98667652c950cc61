import type { MentionRow, PanelParts, PanelState, TurnView } from './views.ts';

/**
 * What the host says to the panel. `seq` counts up by one from each `hydrate`; a panel that misses a number
 * asks for a new start with `resync`.
 */
export type ToPanel = { readonly seq: number } & (
  | {
      /** All there is; the answer to `ready` and `resync`, and what a change of the chat brings. */
      readonly type: 'hydrate';
      readonly state: PanelState;
      /** The text of the message box, for a chat that the panel does not show yet. */
      readonly draft: string;
    }
  | {
      /** Parts of the state that are new as a whole. */
      readonly type: 'update';
      readonly parts: PanelParts;
    }
  | {
      /** A turn that is new, or has changed; text that only grows comes by `delta`. */
      readonly type: 'turn';
      readonly turn: TurnView;
    }
  | {
      /** More of the answer that streams; at most one in about 33 ms. */
      readonly type: 'delta';
      readonly turnId: string;
      readonly text: string;
      readonly thinking: string;
    }
  | {
      /** Turns before the first one, which `earlier` of the session counted. */
      readonly type: 'earlier';
      readonly turns: readonly TurnView[];
      readonly earlier: number;
    }
  | {
      /** What the message box shall hold now: empty once a message is accepted. */
      readonly type: 'draft';
      readonly text: string;
    }
  | {
      /** The answer to the message of the same name. */
      readonly type: 'mentions';
      readonly requestId: number;
      readonly rows: readonly MentionRow[];
    }
  | { /** The message box shall have the focus. */ readonly type: 'focus' }
);

/** The shape that each message has beside `type` and `seq`; enough to tell ours from anybody else's. */
const SHAPES: Readonly<Record<ToPanel['type'], Readonly<Record<string, string>>>> = {
  hydrate: { state: 'object', draft: 'string' },
  update: { parts: 'object' },
  turn: { turn: 'object' },
  delta: { turnId: 'string', text: 'string', thinking: 'string' },
  earlier: { turns: 'object', earlier: 'number' },
  draft: { text: 'string' },
  mentions: { requestId: 'number', rows: 'object' },
  focus: {},
};

/** Whether the panel has received one of the host's messages. */
export function isToPanel(value: unknown): value is ToPanel {
  if (typeof value !== 'object' || value === null) return false;
  const message = value as Readonly<Record<string, unknown>>;
  if (!Number.isSafeInteger(message.seq) || typeof message.type !== 'string') return false;
  if (!Object.hasOwn(SHAPES, message.type)) return false;
  const shape = Object.entries(SHAPES[message.type as ToPanel['type']]);
  return shape.every(([key, type]) => typeof message[key] === type && message[key] !== null);
}
