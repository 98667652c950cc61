import type { JSX } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { escapeHidden } from '../../base/hiddenCharacters.ts';
import type { UserTurnView } from '../../protocol/panelViews.ts';
import { AttachmentChips } from '../attachmentChips.tsx';
import { formatString } from '../strings.ts';
import { IconButton } from '../icons.tsx';
import { isComposing, isSendKey } from '../keyEvents.ts';
import { turnElementId } from '../liveRegion.tsx';
import { usePanel } from '../panelContext.ts';

interface Props {
  readonly turn: UserTurnView;
  readonly number: number;
  readonly total: number;
  /** Whether editing it replaces no later messages except its own answer. */
  readonly isLast: boolean;
  readonly canEdit: boolean;
  readonly isEditing: boolean;
  readonly onEdit: (turnId: string | undefined) => void;
}

/** A user message, which can be edited and resent. */
export function Question(props: Props): JSX.Element {
  const { turn, number, total, isLast, canEdit, isEditing, onEdit } = props;
  const { strings } = usePanel();
  /** The last edited text. If the host rejected it, editing continues with it. */
  const edited = useRef<string>(undefined);
  return useMemo(
    () => (
      <article
        class="turn question"
        id={turnElementId(turn.id)}
        data-turn={turn.id}
        aria-label={formatString(strings.message, strings.you, number, total)}
      >
        <h2 class="visually-hidden">{strings.you}</h2>
        {isEditing ? (
          <EditBox turn={turn} isLast={isLast} canSend={canEdit} edited={edited} onClose={onEdit} />
        ) : (
          <>
            <div class="question-line">
              {canEdit && (
                <IconButton
                  icon="edit"
                  label={strings.edit}
                  onClick={() => {
                    onEdit(turn.id);
                  }}
                />
              )}
              <p class="question-text">{escapeHidden(turn.sentence ?? turn.text)}</p>
            </div>
            <AttachmentChips chips={turn.chips} />
          </>
        )}
      </article>
    ),
    [turn, number, total, isLast, canEdit, isEditing, onEdit, strings],
  );
}

function EditBox({
  turn,
  isLast,
  canSend,
  edited,
  onClose,
}: {
  readonly turn: UserTurnView;
  readonly isLast: boolean;
  /** False while an answer streams: the text stays in the box. */
  readonly canSend: boolean;
  readonly edited: { current: string | undefined };
  readonly onClose: (turnId: undefined) => void;
}): JSX.Element {
  const { strings, post } = usePanel();
  const box = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    box.current?.focus({ preventScroll: true });
    // The whole box: the focus alone shows only the line of its cursor.
    box.current?.scrollIntoView({ block: 'nearest' });
    const { length } = box.current?.value ?? '';
    box.current?.setSelectionRange(length, length);
  }, [turn.text]);
  const cancel = (): void => {
    edited.current = undefined;
    onClose(undefined);
  };
  const resend = (): void => {
    const text = box.current?.value.trim() ?? '';
    if (text === '' || !canSend) return;
    edited.current = text;
    post({ type: 'edit', turnId: turn.id, text });
    onClose(undefined);
  };
  return (
    <div class="edit-turn">
      <textarea
        ref={box}
        class="text-box"
        aria-label={strings.editTurn}
        defaultValue={edited.current ?? turn.text}
        dir="auto"
        onInput={({ currentTarget: { value } }) => {
          // Kept if another question is edited in the meantime.
          edited.current = value;
        }}
        onKeyDown={(event) => {
          if (isSendKey(event)) {
            event.preventDefault();
            resend();
          } else if (event.key === 'Escape' && !isComposing(event)) {
            cancel();
          }
        }}
      />
      {!isLast && <p class="quiet">{strings.editRemoves}</p>}
      <div class="buttons">
        <button type="button" class="button" aria-disabled={!canSend} onClick={resend}>
          {strings.resend}
        </button>
        <button type="button" class="button secondary" onClick={cancel}>
          {strings.cancel}
        </button>
      </div>
    </div>
  );
}
