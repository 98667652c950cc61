import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { isComposing, isSendKey } from '../keyEvents.ts';
import { usePanel } from '../panelContext.ts';
import type { CommandView } from '../../protocol/panelViews.ts';
import type { PanelSnapshot } from '../panelModel.ts';
import type { DraftSync } from './draftSync.ts';
import { SuggestPopup, POPUP_ID } from './suggestPopup.tsx';
import { usePopup } from './usePopup.ts';

/** The ID of the form that the Send button submits. */
export const FORM_ID = 'message-form';

interface Props {
  readonly sessionId: string;
  readonly isBusy: boolean;
  readonly draft: PanelSnapshot['draft'];
  readonly focusRequests: number;
  readonly unsent: number;
  readonly mentions: PanelSnapshot['mentions'];
  readonly commands: readonly CommandView[];
  readonly draftSync: DraftSync;
  readonly onEmpty: (isEmpty: boolean) => void;
  readonly onEditLast: () => void;
}

/** The message box. Its text is not component state, so a keystroke renders nothing else. */
export function MessageBox(props: Props): JSX.Element {
  const {
    sessionId,
    isBusy,
    draft,
    focusRequests,
    unsent,
    mentions,
    commands,
    draftSync,
    onEmpty,
    onEditLast,
  } = props;
  const { strings, post } = usePanel();
  const box = useRef<HTMLTextAreaElement>(null);
  /** The sent text that the host has not accepted yet. */
  const sent = useRef<string>(undefined);
  const popup = usePopup(mentions, commands);
  const isOpen = popup.rows.length > 0;

  const setText = (text: string, cursor: number): void => {
    if (box.current === null) return;
    box.current.value = text;
    box.current.setSelectionRange(cursor, cursor);
    onEmpty(text.trim() === '');
  };

  const isFirst = useRef(true);
  useLayoutEffect(() => {
    let { text } = draft;
    if (draft.isPrefilled === true) {
      const typed = box.current?.value ?? '';
      setText(typed === '' ? text : `${text} ${typed}`, text.length);
      onTextChange();
      return;
    }
    if (isFirst.current) {
      text = draftSync.initialText(sessionId, text);
    } else {
      const current = box.current?.value ?? '';
      const posted = sent.current;
      const isExtended = posted !== undefined && current.startsWith(posted);
      if (posted !== undefined && text === '') {
        // What was typed after sending belongs to the next message.
        text = isExtended ? current.slice(posted.length) : current;
      } else if (posted !== undefined && text === posted) {
        // The message was not sent: keep it with what was typed since then.
        text = isExtended ? current : `${posted}\n${current}`;
      }
      sent.current = undefined;
      if (text === draft.text) draftSync.setFromHost(sessionId, text);
      else draftSync.edit(sessionId, text);
    }
    isFirst.current = false;
    setText(text, text.length);
    popup.reset();
  }, [draft]);
  useLayoutEffect(() => {
    // The host rejected the message: it stays in the box and can be sent again.
    sent.current = undefined;
  }, [unsent]);
  useLayoutEffect(() => {
    if (focusRequests > 0) box.current?.focus();
  }, [focusRequests]);

  const onTextChange = (): void => {
    const { value, selectionStart } = box.current ?? { value: '', selectionStart: 0 };
    onEmpty(value.trim() === '');
    draftSync.edit(sessionId, value);
    popup.update(value, selectionStart);
  };

  const send = (): void => {
    const text = box.current?.value ?? '';
    // Until the host accepts or rejects a message, the next one waits in the box.
    if (isBusy || text.trim() === '' || sent.current !== undefined) return;
    sent.current = text;
    draftSync.flush();
    post({ type: 'send', text });
    box.current?.focus();
  };

  const accept = (index: number): void => {
    const { value, selectionStart } = box.current ?? { value: '', selectionStart: 0 };
    const next = popup.accept(index, value, selectionStart);
    if (next === undefined) return;
    setText(next.text, next.cursor);
    onTextChange();
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    if (isOpen) {
      const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (move !== undefined) popup.move(move);
      else if (event.key === 'Escape') popup.dismiss();
      else if (event.key === 'Tab') accept(popup.active ?? 0);
      else if (!isSendKey(event)) return;
      else if (popup.isCompleteCommand) {
        popup.reset();
        send();
      } else if (popup.active !== undefined) accept(popup.active);
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
        <SuggestPopup
          rows={popup.rows}
          active={popup.active}
          label={strings.suggestions}
          onAccept={accept}
        />
      )}
      <textarea
        ref={box}
        class="message-box"
        dir="auto"
        rows={1}
        aria-label={strings.messageBox}
        placeholder={strings.placeholder}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={isOpen ? POPUP_ID : undefined}
        aria-activedescendant={
          isOpen && popup.active !== undefined ? `${POPUP_ID}-${popup.active}` : undefined
        }
        onInput={onTextChange}
        onKeyDown={onKeyDown}
        onClick={onCursorChange}
        onBlur={() => {
          draftSync.flush();
          if (isOpen) popup.dismiss();
        }}
      />
    </form>
  );

  function onCursorChange(): void {
    const { value, selectionStart } = box.current ?? { value: '', selectionStart: 0 };
    popup.update(value, selectionStart);
  }
}
