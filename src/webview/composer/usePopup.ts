import { useMemo, useRef, useState } from 'preact/hooks';
import { KIND_ICONS } from '../attachmentChips.tsx';
import { usePanel } from '../panelContext.ts';
import type { CommandView } from '../../protocol/panelViews.ts';
import type { PanelSnapshot } from '../panelModel.ts';
import type { SuggestPopupRow } from './suggestPopup.tsx';
import {
  matchingCommands,
  initialActive,
  isCompleteCommand,
  applyChoice,
  triggerAt,
} from './popupTrigger.ts';
import type { TextAtCursor, Trigger } from './popupTrigger.ts';

/** The suggestions for mentions and slash commands. */
export interface PopupState {
  /** Empty while the list is closed. */
  readonly rows: readonly SuggestPopupRow[];
  /** Index of the row that Enter accepts. Undefined if the user must choose one first. */
  readonly active: number | undefined;
  /** Whether the text is a command that needs no text after it, which Enter sends. */
  readonly isCompleteCommand: boolean;
  /** Call after a change of the text or the cursor. */
  readonly update: (text: string, cursor: number) => void;
  readonly move: (by: number) => void;
  /** Closes the list for the current word. */
  readonly dismiss: () => void;
  /** Closes the list after the text was sent. */
  readonly reset: () => void;
  /** Accepts a row. Returns the new text of the message box. */
  readonly accept: (index: number, text: string, cursor: number) => TextAtCursor | undefined;
}

/** Provides the suggestions. Those for mentions come from the host. */
export function usePopup(
  mentions: PanelSnapshot['mentions'],
  allCommands: readonly CommandView[],
): PopupState {
  const { post } = usePanel();
  const [trigger, setTrigger] = useState<Trigger>();
  /** Index of the row chosen with the arrow keys. */
  const [chosen, setChosen] = useState<number>();
  const lastRequest = useRef(mentions.requestId);
  /** ID of the first request for the current mention. */
  const firstRequest = useRef(0);
  /** Offset of the word whose list the user has closed. */
  const dismissed = useRef<number>(undefined);

  const commands = trigger?.kind === 'command' ? matchingCommands(allCommands, trigger.query) : [];
  const rows = useMemo((): readonly SuggestPopupRow[] => {
    if (trigger === undefined) return [];
    if (trigger.kind === 'command') {
      return commands.map(({ name, detail }) => ({
        key: name,
        icon: undefined,
        label: `/${name}`,
        detail,
      }));
    }
    // Keep the rows of a shorter query until newer ones arrive, but not those of another mention.
    if (mentions.requestId < firstRequest.current) return [];
    return mentions.rows.map(({ id, kind, label, detail }) => ({
      key: id,
      icon: KIND_ICONS[kind],
      label,
      detail,
    }));
  }, [trigger, mentions.rows, allCommands]);
  const initial = trigger?.kind === 'command' ? initialActive(commands) : 0;
  const active = rows.length === 0 ? undefined : Math.min(chosen ?? initial ?? -1, rows.length - 1);

  const show = (next: Trigger | undefined): void => {
    setTrigger(next);
    setChosen(undefined);
  };

  return {
    rows,
    active: active === -1 ? undefined : active,
    isCompleteCommand:
      trigger?.kind === 'command' &&
      chosen === undefined &&
      isCompleteCommand(commands, trigger.query),
    update(text, cursor) {
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
        lastRequest.current += 1;
        if (next.start !== trigger?.start) firstRequest.current = lastRequest.current;
        post({ type: 'mentions', requestId: lastRequest.current, query: next.query });
      }
      show(next);
    },
    move(by) {
      const from = active ?? -1;
      setChosen(from === -1 && by < 0 ? rows.length - 1 : (from + by + rows.length) % rows.length);
    },
    dismiss() {
      dismissed.current = trigger?.start;
      show(undefined);
    },
    reset() {
      dismissed.current = undefined;
      show(undefined);
    },
    accept(index, text, cursor) {
      const row = rows[index];
      if (trigger === undefined || row === undefined) return undefined;
      show(undefined);
      if (trigger.kind === 'command') return applyChoice(text, cursor, trigger, row.label);
      post({ type: 'attach', id: row.key });
      return applyChoice(text, cursor, trigger, `@${row.label}`);
    },
  };
}
