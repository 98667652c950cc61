import type { JSX } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { SessionView } from '../../protocol/views.ts';
import { Card } from '../card.tsx';
import { fill } from '../host.ts';
import { Icon } from '../icons.tsx';
import { usePanel } from '../panel.ts';
import { isAnswering } from '../state.ts';
import { Answer } from './answer.tsx';
import { Question } from './question.tsx';
import { useScrolling } from './scrolling.ts';
import { FirstPage, Welcome } from './welcome.tsx';

interface Props {
  readonly session: SessionView;
  /** The question that is being edited. */
  readonly editing: string | undefined;
  readonly onEdit: (turnId: string | undefined) => void;
}

/** The conversation, oldest first. */
export function Transcript({ session, editing, onEdit }: Props): JSX.Element {
  const { words, post } = usePanel();
  const place = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const { isAway, toEnd, keepPlace } = useScrolling({ session, place, content });
  const { earlier } = session;

  // Loading the last of the earlier turns takes the focused button away.
  const wasEarlier = useRef(earlier);
  useLayoutEffect(() => {
    const isGone = wasEarlier.current > 0 && earlier === 0;
    if (isGone && document.activeElement === document.body) place.current?.focus();
    wasEarlier.current = earlier;
  }, [earlier]);

  return (
    <div class="transcript">
      <div class="scroller" ref={place} tabIndex={0} role="region" aria-label={words.conversation}>
        <div class="turns" ref={content}>
          {earlier > 0 && (
            <button
              type="button"
              class="link-button earlier"
              onClick={() => {
                keepPlace();
                post({ type: 'earlier' });
              }}
            >
              {fill(words.earlier, earlier)}
            </button>
          )}
          <Beginning session={session} />
          <Turns session={session} editing={editing} onEdit={onEdit} />
        </div>
      </div>
      {isAway && (
        <button type="button" class="button secondary jump" onClick={toEnd}>
          <Icon name="down" />
          {words.jump}
        </button>
      )}
    </div>
  );
}

/** What stands where the chat begins: why nothing can be asked, or what an empty chat is for. */
function Beginning({ session: { closed, turns } }: Pick<Props, 'session'>): JSX.Element | null {
  if (closed)
    return closed.isFirstPage === true ? <FirstPage card={closed} /> : <Card card={closed} />;
  return turns.length === 0 ? <Welcome /> : null;
}

function Turns({ session, editing, onEdit }: Props): JSX.Element {
  const { turns, earlier, isReadOnly } = session;
  const isBusy = isAnswering(session);
  const total = turns.length + earlier;
  return useMemo(
    () => (
      <>
        {turns.map((turn, index) => {
          const number = earlier + index + 1;
          const isLast = index === turns.length - 1;
          return turn.role === 'user' ? (
            <Question
              key={turn.id}
              turn={turn}
              number={number}
              total={total}
              isLast={index >= turns.length - 2}
              canEdit={!isReadOnly && !isBusy}
              isEditing={editing === turn.id && !isReadOnly}
              onEdit={onEdit}
            />
          ) : (
            <Answer
              key={turn.id}
              turn={turn}
              number={number}
              total={total}
              canAskAgain={isLast && !isReadOnly}
            />
          );
        })}
      </>
    ),
    [turns, earlier, total, isReadOnly, isBusy, editing, onEdit],
  );
}
