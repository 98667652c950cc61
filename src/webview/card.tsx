import type { JSX } from 'preact';
import type { ActionView, CardView } from '../protocol/views.ts';
import { useSecondsUntil } from './countdown.ts';
import { fill } from './host.ts';
import { Icon } from './icons.tsx';
import { usePanel } from './panel.ts';

/** A longer wait is given as a time of the day, in seconds. */
const LONGEST_COUNTDOWN_S = 120;

/** What went wrong and what helps; `turnId` is the answer it is about. */
export function Card({
  card,
  turnId,
}: {
  readonly card: CardView;
  readonly turnId?: string;
}): JSX.Element {
  const { words } = usePanel();
  return (
    <section class="card" aria-label={card.title}>
      <p class="card-title">
        <Icon name="problem" />
        <span>{card.title}</span>
      </p>
      {card.advice !== '' && <p>{card.advice}</p>}
      {card.requestId !== undefined && (
        <p class="quiet request-id">{fill(words.requestId, card.requestId)}</p>
      )}
      <div class="buttons">
        <CardButtons card={card} turnId={turnId} />
      </div>
    </section>
  );
}

/** What helps, the likeliest first. */
export function CardButtons({
  card: { actions, retryAt },
  turnId,
}: {
  readonly card: CardView;
  readonly turnId: string | undefined;
}): JSX.Element {
  return (
    <>
      {actions.map((action, index) => (
        <CardButton
          key={action.action}
          action={action}
          isFirst={index === 0}
          retryAt={action.action === 'retry' ? retryAt : undefined}
          turnId={turnId}
        />
      ))}
    </>
  );
}

function CardButton({
  action: { action, label },
  isFirst,
  retryAt,
  turnId,
}: {
  readonly action: ActionView;
  readonly isFirst: boolean;
  readonly retryAt: number | undefined;
  readonly turnId: string | undefined;
}): JSX.Element {
  const { words, numbers, post, store } = usePanel();
  const seconds = useSecondsUntil(retryAt);
  const when =
    seconds > LONGEST_COUNTDOWN_S && retryAt !== undefined
      ? fill(words.retryAt, label, numbers.time(retryAt))
      : fill(words.retryIn, label, seconds);
  return (
    <button
      type="button"
      class={isFirst ? 'button' : action === 'getKey' ? 'link-button' : 'button secondary'}
      // Not `disabled`: that would throw the focus away.
      aria-disabled={seconds > 0}
      onClick={() => {
        if (seconds > 0) return;
        post({ type: 'card', action, ...(turnId === undefined ? {} : { turnId }) });
        // The card goes, and its button with it.
        if (action === 'retry' || action === 'shorten') store.focusBox();
      }}
    >
      {seconds > 0 ? when : label}
    </button>
  );
}
