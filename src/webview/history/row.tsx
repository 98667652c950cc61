import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { HistoryRow } from '../../protocol/views.ts';
import { fill } from '../host.ts';
import { IconButton } from '../icons.tsx';
import { isComposing, isSendKey } from '../keys.ts';
import { usePanel } from '../panel.ts';

interface Props {
  readonly row: HistoryRow;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Whether Tab reaches this row. */
  readonly isActive: boolean;
  readonly onActive: (id: string) => void;
}

/** A chat of the list: opened by its name; renamed, exported and deleted beside it. */
export function Row({ row, now, isActive, onActive }: Props): JSX.Element {
  const { words, numbers, post } = usePanel();
  const [mode, setMode] = useState<'shown' | 'renaming' | 'exporting'>('shown');
  const { id, title } = row;
  const tabIndex = isActive ? 0 : -1;
  const name = title === '' ? words.untitled : title;
  const opener = useRef<HTMLButtonElement>(null);
  const formats = useRef<HTMLSpanElement>(null);
  const isFirst = useRef(true);
  // The button that was pressed has gone: the focus goes to what came, and back to the name in the end.
  useLayoutEffect(() => {
    if (mode === 'shown' && !isFirst.current) opener.current?.focus();
    if (mode === 'exporting') formats.current?.querySelector('button')?.focus();
    isFirst.current = false;
  }, [mode]);
  const remove = (): void => {
    post({ type: 'deleteSession', id });
  };
  if (mode === 'renaming') {
    return (
      <li class="chat">
        <TitleBox
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
      <span class="chat-actions" ref={formats}>
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
              label={fill(words.rename, name)}
              tabIndex={tabIndex}
              onClick={() => {
                setMode('renaming');
              }}
            />
            <IconButton
              icon="export"
              label={fill(words.exportChat, name)}
              tabIndex={tabIndex}
              onClick={() => {
                setMode('exporting');
              }}
            />
            <IconButton
              icon="trash"
              label={fill(words.deleteChat, name)}
              tabIndex={tabIndex}
              onClick={remove}
            />
          </>
        )}
      </span>
    </li>
  );
}

function TitleBox({
  title,
  onClose,
}: {
  readonly title: string;
  /** With the new title; undefined where it stays. */
  readonly onClose: (title: string | undefined) => void;
}): JSX.Element {
  const { words } = usePanel();
  const box = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    box.current?.select();
  }, []);
  return (
    <input
      ref={box}
      class="text-box"
      aria-label={words.chatTitle}
      defaultValue={title}
      maxLength={200}
      onKeyDown={(event) => {
        event.stopPropagation(); // the list has keys of its own
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
