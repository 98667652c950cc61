import type { JSX } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { SessionView } from '../../protocol/panelViews.ts';
import { ErrorCard } from '../errorCard.tsx';
import { formatString } from '../strings.ts';
import { Icon } from '../icons.tsx';
import { usePanel } from '../panelContext.ts';
import { isAnswering } from '../panelModel.ts';
import { Answer } from './answer.tsx';
import { Question } from './question.tsx';
import { useScrolling } from './useScrolling.ts';
import { GetStarted, Welcome } from './welcome.tsx';

interface Props {
  readonly session: SessionView;
  /** ID of the message being edited. */
  readonly editing: string | undefined;
  readonly onEdit: (turnId: string | undefined) => void;
}

/** The transcript of the chat, oldest turn first. */
export function Transcript({ session, editing, onEdit }: Props): JSX.Element {
  const { strings, numbers, post } = usePanel();
  const container = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const { isScrolledUp, scrollToEnd, keepPosition } = useScrolling({ session, container, content });
  const { earlier } = session;

  // Loading the last earlier turns removes the focused button.
  const previousEarlier = useRef(earlier);
  useLayoutEffect(() => {
    const isGone = previousEarlier.current > 0 && earlier === 0;
    if (isGone && document.activeElement === document.body) container.current?.focus();
    previousEarlier.current = earlier;
  }, [earlier]);

  return (
    <div class="transcript">
      <div
        class="scroller"
        ref={container}
        tabIndex={0}
        role="region"
        aria-label={strings.conversation}
      >
        <div class="turns" ref={content}>
          {earlier > 0 && (
            <button
              type="button"
              class="link-button earlier"
              onClick={() => {
                keepPosition();
                post({ type: 'loadEarlier' });
              }}
            >
              {formatString(
                numbers.plural(earlier, strings.earlierMessage, strings.earlierMessages),
                earlier,
              )}
            </button>
          )}
          <TranscriptStart session={session} />
          <Turns session={session} editing={editing} onEdit={onEdit} />
        </div>
      </div>
      {isScrolledUp && (
        <div class="jump-row">
          <button type="button" class="button jump" onClick={scrollToEnd}>
            <Icon name="down" />
            {strings.jump}
          </button>
        </div>
      )}
    </div>
  );
}

/** Shown before the first turn: why no request can be sent, or the start page of an empty chat. */
function TranscriptStart({
  session: { unavailable, turns },
}: Pick<Props, 'session'>): JSX.Element | null {
  if (unavailable)
    return unavailable.isGetStarted === true ? (
      <GetStarted card={unavailable} />
    ) : (
      <ErrorCard card={unavailable} />
    );
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
              canRegenerate={isLast && !isReadOnly}
            />
          );
        })}
      </>
    ),
    [turns, earlier, total, isReadOnly, isBusy, editing, onEdit],
  );
}
