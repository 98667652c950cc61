import type { JSX } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { QuestionView } from '../../protocol/views.ts';
import { Chips } from '../chips.tsx';
import { fill } from '../host.ts';
import { IconButton } from '../icons.tsx';
import { isComposing, isSendKey } from '../keys.ts';
import { turnElementId } from '../liveRegion.tsx';
import { usePanel } from '../panel.ts';

interface Props {
  readonly turn: QuestionView;
  readonly number: number;
  readonly total: number;
  /** Whether nothing is lost when it is asked anew but its own answer. */
  readonly isLast: boolean;
  readonly canEdit: boolean;
  readonly isEditing: boolean;
  readonly onEdit: (turnId: string | undefined) => void;
}

/** A question, which can be edited and asked anew. */
export function Question(props: Props): JSX.Element {
  const { turn, number, total, isLast, canEdit, isEditing, onEdit } = props;
  const { words } = usePanel();
  return useMemo(
    () => (
      <article
        class="turn question"
        id={turnElementId(turn.id)}
        data-turn={turn.id}
        aria-label={fill(words.message, words.you, number, total)}
      >
        <h2 class="unseen">{words.you}</h2>
        {isEditing ? (
          <EditBox turn={turn} isLast={isLast} onClose={onEdit} />
        ) : (
          <>
            <div class="question-line">
              {canEdit && (
                <IconButton
                  icon="edit"
                  label={words.edit}
                  onClick={() => {
                    onEdit(turn.id);
                  }}
                />
              )}
              <p class="question-text">{turn.text}</p>
            </div>
            <Chips chips={turn.chips} />
          </>
        )}
      </article>
    ),
    [turn, number, total, isLast, canEdit, isEditing, onEdit, words],
  );
}

function EditBox({
  turn,
  isLast,
  onClose,
}: {
  readonly turn: QuestionView;
  readonly isLast: boolean;
  readonly onClose: (turnId: undefined) => void;
}): JSX.Element {
  const { words, post, store } = usePanel();
  const box = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    box.current?.focus();
    box.current?.setSelectionRange(turn.text.length, turn.text.length);
  }, [turn.text]);
  const close = (): void => {
    onClose(undefined);
    store.focusBox();
  };
  const resend = (): void => {
    const text = box.current?.value.trim() ?? '';
    if (text === '') return;
    post({ type: 'edit', turnId: turn.id, text });
    close();
  };
  return (
    <div class="edit-turn">
      <textarea
        ref={box}
        class="text-box"
        aria-label={words.editTurn}
        defaultValue={turn.text}
        onKeyDown={(event) => {
          if (isSendKey(event)) {
            event.preventDefault();
            resend();
          } else if (event.key === 'Escape' && !isComposing(event)) {
            close();
          }
        }}
      />
      {!isLast && <p class="quiet">{words.editRemoves}</p>}
      <div class="buttons">
        <button type="button" class="button" onClick={resend}>
          {words.resend}
        </button>
        <button type="button" class="button secondary" onClick={close}>
          {words.cancel}
        </button>
      </div>
    </div>
  );
}
