import { useMemo, useRef, useState } from 'preact/hooks';
import { KIND_ICONS } from '../chips.tsx';
import { usePanel } from '../panel.ts';
import type { Picture } from '../state.ts';
import type { PopupRow } from './popup.tsx';
import { commandsFor, taken, triggerAt } from './trigger.ts';
import type { TextAtCursor, Trigger } from './trigger.ts';

/** The list of mentions or commands, as the message box uses it. */
export interface PopupState {
  /** Nothing where the list is closed. */
  readonly rows: readonly PopupRow[];
  readonly active: number;
  /** The text or the cursor is elsewhere. */
  readonly look: (text: string, cursor: number) => void;
  readonly move: (by: number) => void;
  readonly close: () => void;
  /** Takes a row: the text that the box shall hold then. */
  readonly pick: (index: number, text: string, cursor: number) => TextAtCursor | undefined;
}

/** Decides what the list holds; the rows of mentions come from the host. */
export function usePopup(mentions: Picture['mentions']): PopupState {
  const { post, words } = usePanel();
  const [trigger, setTrigger] = useState<Trigger>();
  const [active, setActive] = useState(0);
  const request = useRef(mentions.requestId);
  /** The first request of this mention. */
  const first = useRef(0);
  /** Where a list was closed by hand: it stays closed there. */
  const dismissed = useRef<number>(undefined);

  const commands = trigger?.kind === 'command' ? commandsFor(trigger.query) : [];
  const rows = useMemo((): readonly PopupRow[] => {
    if (trigger === undefined) return [];
    if (trigger.kind === 'command') {
      return commands.map(({ name, word }) => ({
        key: name,
        icon: undefined,
        label: `/${name}`,
        detail: words[word],
      }));
    }
    // Rows for fewer letters stay until newer ones are there; those of another mention do not.
    if (mentions.requestId < first.current) return [];
    return mentions.rows.map(({ id, kind, label, detail }) => ({
      key: id,
      icon: KIND_ICONS[kind],
      label,
      detail,
    }));
  }, [trigger, mentions.rows]);

  const show = (next: Trigger | undefined): void => {
    setTrigger(next);
    setActive(0);
  };

  return {
    rows,
    active: Math.min(active, Math.max(0, rows.length - 1)),
    look(text, cursor) {
      const next = triggerAt(text, cursor);
      if (next?.start !== dismissed.current) dismissed.current = undefined;
      if (next === undefined || dismissed.current !== undefined) {
        if (trigger !== undefined) show(undefined);
        return;
      }
      if (
        next.kind === trigger?.kind &&
        next.start === trigger.start &&
        next.query === trigger.query
      ) {
        return;
      }
      if (next.kind === 'mention') {
        request.current += 1;
        if (next.start !== trigger?.start) first.current = request.current;
        post({ type: 'mentions', requestId: request.current, query: next.query });
      }
      show(next);
    },
    move(by) {
      setActive((active + by + rows.length) % rows.length);
    },
    close() {
      dismissed.current = trigger?.start;
      show(undefined);
    },
    pick(index, text, cursor) {
      const row = rows[index];
      if (trigger === undefined || row === undefined) return undefined;
      show(undefined);
      if (trigger.kind === 'command') return taken(text, cursor, trigger, row.label);
      post({ type: 'attach', id: row.key });
      return taken(text, cursor, trigger, `@${row.label}`);
    },
  };
}
