import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { escapeHidden } from '../../base/hiddenCharacters.ts';
import type { HistoryRow } from '../../protocol/historyViews.ts';
import { formatString } from '../strings.ts';
import { IconButton } from '../icons.tsx';
import { isComposing, isSendKey } from '../keyEvents.ts';
import { usePanel } from '../panelContext.ts';

interface Props {
  readonly row: HistoryRow;
  /** The current time, in milliseconds since the epoch. */
  readonly now: number;
  /** Whether Tab reaches this row. */
  readonly isActive: boolean;
  readonly onActive: (id: string) => void;
}

/** A chat in the history, with buttons to open, rename, export and delete it. */
export function HistoryRowItem({ row, now, isActive, onActive }: Props): JSX.Element {
  const { strings, numbers, post } = usePanel();
  const [mode, setMode] = useState<'shown' | 'renaming' | 'exporting'>('shown');
  const { id, title } = row;
  const tabIndex = isActive ? 0 : -1;
  const name = title === '' ? strings.untitled : escapeHidden(title);
  const opener = useRef<HTMLButtonElement>(null);
  const actions = useRef<HTMLSpanElement>(null);
  const isFirst = useRef(true);
  // Changing the mode removes the focused button: focus its replacement, and finally the title again.
  useLayoutEffect(() => {
    if (mode === 'shown' && !isFirst.current) opener.current?.focus();
    if (mode === 'exporting') actions.current?.querySelector('button')?.focus();
    isFirst.current = false;
  }, [mode]);
  const remove = (): void => {
    post({ type: 'deleteSession', id });
  };
  if (mode === 'renaming') {
    return (
      <li class="chat">
        <TitleInput
          title={title}
          onClose={(next) => {
            if (next !== undefined) post({ type: 'renameSession', id, title: next });
            setMode('shown');
          }}
        />
      </li>
    );
  }
  return (
    <li class="chat">
      <button
        ref={opener}
        type="button"
        class="chat-open"
        tabIndex={tabIndex}
        onFocus={() => {
          onActive(id);
        }}
        onKeyDown={(event) => {
          if (event.key === 'F2') setMode('renaming');
          else if (event.key === 'Delete') remove();
        }}
        onClick={() => {
          post({ type: 'openSession', id });
        }}
      >
        <span class="chat-title">{name}</span>
        <span class="quiet">{numbers.ago(row.updatedAt, now)}</span>
      </button>
      <span
        class="chat-actions"
        ref={actions}
        onKeyDown={(event) => {
          if (mode !== 'exporting' || event.key !== 'Escape') return;
          event.stopPropagation(); // would close the history
          setMode('shown');
        }}
      >
        {mode === 'exporting' ? (
          (['markdown', 'json'] as const).map((format) => (
            <button
              type="button"
              class="link-button"
              key={format}
              onClick={() => {
                post({ type: 'exportSession', id, format });
                setMode('shown');
              }}
            >
              {format === 'markdown' ? 'Markdown' : 'JSON'}
            </button>
          ))
        ) : (
          <>
            <IconButton
              icon="edit"
              label={formatString(strings.rename, name)}
              tabIndex={tabIndex}
              onClick={() => {
                setMode('renaming');
              }}
            />
            <IconButton
              icon="export"
              label={formatString(strings.exportChat, name)}
              tabIndex={tabIndex}
              onClick={() => {
                setMode('exporting');
              }}
            />
            <IconButton
              icon="trash"
              label={formatString(strings.deleteChat, name)}
              tabIndex={tabIndex}
              onClick={remove}
            />
          </>
        )}
      </span>
    </li>
  );
}

function TitleInput({
  title,
  onClose,
}: {
  readonly title: string;
  /** Receives the new title; undefined if it is unchanged. */
  readonly onClose: (title: string | undefined) => void;
}): JSX.Element {
  const { strings } = usePanel();
  const box = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    box.current?.select();
  }, []);
  return (
    <input
      ref={box}
      class="text-box"
      aria-label={strings.chatTitle}
      defaultValue={title}
      maxLength={200}
      onKeyDown={(event) => {
        event.stopPropagation(); // the history handles some of these keys
        if (event.key === 'Escape' && !isComposing(event)) onClose(undefined);
        if (!isSendKey(event)) return;
        const text = event.currentTarget.value.trim();
        onClose(text === '' || text === title ? undefined : text);
      }}
      onBlur={() => {
        onClose(undefined);
      }}
    />
  );
}
