import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { HistoryRow, HistoryView } from '../../protocol/views.ts';
import { IconButton } from '../icons.tsx';
import { isComposing } from '../keys.ts';
import { usePanel } from '../panel.ts';
import { Row } from './row.tsx';

/** The list of chats: this workspace's first. */
export function History({ history }: { readonly history: HistoryView }): JSX.Element {
  const { words, post } = usePanel();
  const [now] = useState(Date.now);
  const [current, setCurrent] = useState<string>();
  const [isAsking, setIsAsking] = useState(false);
  const place = useRef<HTMLElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const rows = history.rows;
  const groups = [
    { title: words.thisWorkspace, rows: rows.filter(({ isHere }) => isHere) },
    { title: words.elsewhere, rows: rows.filter(({ isHere }) => !isHere) },
  ].filter((group) => group.rows.length > 0);
  // One row takes the focus from outside; arrows go to the others.
  const active = rows.some(({ id }) => id === current) ? current : rows[0]?.id;

  useLayoutEffect(() => {
    search.current?.focus();
  }, []);
  // A row that was deleted takes the focus with it.
  useLayoutEffect(() => {
    if (document.activeElement === document.body) search.current?.focus();
  }, [rows]);

  const go = (to: 'next' | 'previous' | 'first' | 'last'): void => {
    const buttons = [...(place.current?.querySelectorAll<HTMLElement>('.chat-open') ?? [])];
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
    else if (event.key === 'ArrowDown') go('next');
    else if (event.key === 'ArrowUp' && !isInBox) go('previous');
    else if (event.key === 'Home' && !isInBox) go('first');
    else if (event.key === 'End' && !isInBox) go('last');
    else return;
    event.preventDefault();
  };

  const renderRow = (row: HistoryRow): JSX.Element => (
    <Row key={row.id} row={row} now={now} isActive={row.id === active} onActive={setCurrent} />
  );

  return (
    <section class="history" aria-label={words.history} ref={place} onKeyDown={onKeyDown}>
      <div class="history-head">
        <input
          ref={search}
          type="text"
          class="text-box"
          aria-label={words.searchChats}
          placeholder={words.searchChats}
          defaultValue={history.query}
          maxLength={500}
          onInput={({ currentTarget }) => {
            post({ type: 'history', query: currentTarget.value });
          }}
        />
        <IconButton
          icon="close"
          label={words.closeHistory}
          onClick={() => {
            post({ type: 'closeHistory' });
          }}
        />
      </div>
      <div class="history-list">
        {rows.length === 0 && (
          <p class="quiet none">{history.query === '' ? words.noChats : words.noMatch}</p>
        )}
        {groups.map((group) => (
          <section key={group.title} aria-label={group.title}>
            <h2>{group.title}</h2>
            <ul>{group.rows.map(renderRow)}</ul>
          </section>
        ))}
      </div>
      {rows.length > 0 && (
        <div class="history-foot" role="group" aria-label={words.deleteAll}>
          {isAsking ? (
            <>
              <span>{words.deleteAllAsk}</span>
              <button
                type="button"
                class="button"
                onClick={() => {
                  setIsAsking(false);
                  post({ type: 'deleteAllSessions' });
                }}
              >
                {words.deleteAll}
              </button>
              <button
                type="button"
                class="button secondary"
                onClick={() => {
                  setIsAsking(false);
                }}
              >
                {words.cancel}
              </button>
            </>
          ) : (
            <button
              type="button"
              class="link-button"
              onClick={() => {
                setIsAsking(true);
              }}
            >
              {words.deleteAllBegin}
            </button>
          )}
        </div>
      )}
    </section>
  );
}
