import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { HistoryRow, HistoryView } from '../../protocol/historyViews.ts';
import { IconButton } from '../icons.tsx';
import { isComposing } from '../keyEvents.ts';
import { usePanel } from '../panelContext.ts';
import { HistoryRowItem } from './historyRow.tsx';

/** The history: searches, opens and deletes chats. */
export function ChatHistory({ history }: { readonly history: HistoryView }): JSX.Element {
  const { strings, post } = usePanel();
  const [now] = useState(Date.now);
  const [current, setCurrent] = useState<string>();
  const [isConfirming, setIsConfirming] = useState(false);
  const container = useRef<HTMLElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const foot = useRef<HTMLDivElement>(null);
  /** Index of the chat that had the focus last. */
  const lastAt = useRef(0);
  const rows = history.rows;
  const groups = [
    {
      title: strings.thisWorkspace,
      rows: rows.filter(({ isInCurrentWorkspace }) => isInCurrentWorkspace),
    },
    {
      title: strings.elsewhere,
      rows: rows.filter(({ isInCurrentWorkspace }) => !isInCurrentWorkspace),
    },
  ].filter((group) => group.rows.length > 0);
  // Roving tabindex: Tab reaches one row, and the arrow keys move between rows.
  const active = rows.some(({ id }) => id === current) ? current : rows[0]?.id;

  useLayoutEffect(() => {
    search.current?.focus();
  }, []);
  // Deleting the focused row moves the focus to the next one.
  useLayoutEffect(() => {
    if (document.activeElement !== document.body) return;
    const openers = [...(container.current?.querySelectorAll<HTMLElement>('.chat-open') ?? [])];
    (openers[Math.min(lastAt.current, openers.length - 1)] ?? search.current)?.focus();
  }, [rows]);
  // The question and its buttons replace the button that was pressed, and vice versa.
  useLayoutEffect(() => {
    if (document.activeElement !== document.body) return;
    foot.current?.querySelector<HTMLElement>('.secondary, .link-button')?.focus();
  }, [isConfirming]);

  const moveFocus = (to: 'next' | 'previous' | 'first' | 'last'): void => {
    const buttons = [...(container.current?.querySelectorAll<HTMLElement>('.chat-open') ?? [])];
    const at = buttons.findIndex((button) => button === document.activeElement);
    if (to === 'previous' && at === 0) {
      search.current?.focus();
      return;
    }
    const index = { next: at + 1, previous: at - 1, first: 0, last: buttons.length - 1 }[to];
    buttons[Math.min(index, buttons.length - 1)]?.focus();
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    const isInBox = event.target instanceof HTMLInputElement;
    if (event.key === 'Escape') post({ type: 'closeHistory' });
    else if (event.key === 'ArrowDown') moveFocus('next');
    else if (event.key === 'ArrowUp' && !isInBox) moveFocus('previous');
    else if (event.key === 'Home' && !isInBox) moveFocus('first');
    else if (event.key === 'End' && !isInBox) moveFocus('last');
    else return;
    event.preventDefault();
  };

  const renderRow = (row: HistoryRow): JSX.Element => (
    <HistoryRowItem
      key={row.id}
      row={row}
      now={now}
      isActive={row.id === active}
      onActive={setCurrent}
    />
  );

  return (
    <section
      class="history"
      aria-label={strings.history}
      ref={container}
      onKeyDown={onKeyDown}
      onFocusIn={({ target }) => {
        const chats = [...(container.current?.querySelectorAll('.chat') ?? [])];
        const at = chats.findIndex((chat) => target instanceof Node && chat.contains(target));
        if (at >= 0) lastAt.current = at;
      }}
    >
      <div class="history-head">
        <input
          ref={search}
          type="text"
          class="text-box"
          aria-label={strings.searchChats}
          placeholder={strings.searchChats}
          defaultValue={history.query}
          maxLength={500}
          onInput={({ currentTarget }) => {
            post({ type: 'history', query: currentTarget.value });
          }}
        />
        <IconButton
          icon="close"
          label={strings.closeHistory}
          onClick={() => {
            post({ type: 'closeHistory' });
          }}
        />
      </div>
      <div class="history-list">
        {rows.length === 0 && (
          <p class="quiet empty">{history.query === '' ? strings.noChats : strings.noMatch}</p>
        )}
        {groups.map((group) => (
          <section key={group.title} aria-label={group.title}>
            <h2>{group.title}</h2>
            <ul>{group.rows.map(renderRow)}</ul>
          </section>
        ))}
      </div>
      {rows.length > 0 && (
        <div class="history-foot" role="group" aria-label={strings.deleteAll} ref={foot}>
          {isConfirming ? (
            <>
              <span role="alert">{strings.deleteAllAsk}</span>
              <button
                type="button"
                class="button"
                onClick={() => {
                  setIsConfirming(false);
                  post({ type: 'deleteAllSessions' });
                }}
              >
                {strings.deleteAll}
              </button>
              <button
                type="button"
                class="button secondary"
                onClick={() => {
                  setIsConfirming(false);
                }}
              >
                {strings.cancel}
              </button>
            </>
          ) : (
            <button
              type="button"
              class="link-button"
              onClick={() => {
                setIsConfirming(true);
              }}
            >
              {strings.deleteAllBegin}
            </button>
          )}
        </div>
      )}
    </section>
  );
}
