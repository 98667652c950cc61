import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { isComposing, isSendKey } from '../keys.ts';
import { usePanel } from '../panel.ts';
import type { Picture } from '../state.ts';
import type { DraftKeeper } from './draftKeeper.ts';
import { Popup, POPUP_ID } from './popup.tsx';
import { usePopup } from './usePopup.ts';

/** The id of the form that sends. */
export const FORM_ID = 'message-form';

interface Props {
  readonly sessionId: string;
  readonly isBusy: boolean;
  readonly draft: Picture['draft'];
  readonly focus: number;
  readonly mentions: Picture['mentions'];
  readonly keeper: DraftKeeper;
  readonly onEmpty: (isEmpty: boolean) => void;
  readonly onEditLast: () => void;
}

/** The message box. Its text is its own: a key draws nothing anew but its own letter. */
export function MessageBox(props: Props): JSX.Element {
  const { sessionId, isBusy, draft, focus, mentions, keeper, onEmpty, onEditLast } = props;
  const { words, post } = usePanel();
  const box = useRef<HTMLTextAreaElement>(null);
  /** The text that was sent and is not accepted yet. */
  const sent = useRef<string>(undefined);
  const popup = usePopup(mentions);
  const isOpen = popup.rows.length > 0;

  const place = (text: string, cursor: number): void => {
    if (box.current === null) return;
    box.current.value = text;
    box.current.setSelectionRange(cursor, cursor);
    onEmpty(text.trim() === '');
  };

  const isFirst = useRef(true);
  useLayoutEffect(() => {
    let { text } = draft;
    if (isFirst.current) {
      text = keeper.first(sessionId, text);
    } else {
      // What was typed while the message was on its way is a new one.
      const now = box.current?.value ?? '';
      const rest = sent.current !== undefined && now.startsWith(sent.current);
      if (text === '' && rest) text = now.slice(sent.current?.length);
      sent.current = undefined;
      if (text === draft.text) keeper.set(sessionId, text);
      else keeper.edited(sessionId, text);
    }
    isFirst.current = false;
    place(text, text.length);
  }, [draft]);
  useLayoutEffect(() => {
    if (focus > 0) box.current?.focus();
  }, [focus]);

  const changed = (): void => {
    const { value, selectionStart } = box.current ?? { value: '', selectionStart: 0 };
    // More behind a message that is on its way is a new one; anything else is the message, changed.
    if (sent.current !== undefined && !value.startsWith(sent.current)) sent.current = undefined;
    onEmpty(value.trim() === '');
    keeper.edited(sessionId, value);
    popup.look(value, selectionStart);
  };

  const send = (): void => {
    const text = box.current?.value ?? '';
    if (isBusy || text.trim() === '' || text === sent.current) return;
    sent.current = text;
    keeper.flush();
    post({ type: 'send', text });
    box.current?.focus();
  };

  const pick = (index: number): void => {
    const { value, selectionStart } = box.current ?? { value: '', selectionStart: 0 };
    const next = popup.pick(index, value, selectionStart);
    if (next === undefined) return;
    place(next.text, next.cursor);
    changed();
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    if (isOpen) {
      const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (move !== undefined) popup.move(move);
      else if (event.key === 'Escape') popup.close();
      else if (event.key === 'Tab' || isSendKey(event)) pick(popup.active);
      else return;
    } else if (isSendKey(event)) send();
    else if (event.key === 'Escape' && isBusy) post({ type: 'stop' });
    else if (event.key === 'ArrowUp' && box.current?.value === '') onEditLast();
    else return;
    event.preventDefault();
  };

  return (
    <form
      id={FORM_ID}
      class="message-form"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {isOpen && (
        <Popup rows={popup.rows} active={popup.active} label={words.suggestions} onPick={pick} />
      )}
      <textarea
        ref={box}
        class="message-box"
        rows={1}
        aria-label={words.messageBox}
        placeholder={words.placeholder}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={isOpen ? POPUP_ID : undefined}
        aria-activedescendant={isOpen ? `${POPUP_ID}-${popup.active}` : undefined}
        onInput={changed}
        onKeyDown={onKeyDown}
        onClick={changedCursor}
        onBlur={() => {
          keeper.flush();
          if (isOpen) popup.close();
        }}
      />
    </form>
  );

  function changedCursor(): void {
    const { value, selectionStart } = box.current ?? { value: '', selectionStart: 0 };
    popup.look(value, selectionStart);
  }
}
