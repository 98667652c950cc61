import type { JSX } from 'preact';
import { escapeHidden } from '../base/hiddenCharacters.ts';
import type { ActionView, CardDetails, CardView } from '../protocol/panelViews.ts';
import { useSecondsUntil } from './useSecondsUntil.ts';
import { formatString } from './strings.ts';
import { Icon } from './icons.tsx';
import { usePanel } from './panelContext.ts';

/** In seconds. A longer wait is shown as a time of day. */
const MAX_COUNTDOWN_S = 120;

/** An error with its recovery actions. `turnId` is the failed answer. */
export function ErrorCard({
  card,
  turnId,
}: {
  readonly card: CardView;
  readonly turnId?: string;
}): JSX.Element {
  return (
    <section class="card" aria-label={card.title}>
      <p class="card-title">
        <Icon name="problem" />
        <span>{card.title}</span>
      </p>
      {card.advice !== '' && <p>{card.advice}</p>}
      {card.isRetrying === true && <Countdown retryAt={card.retryAt} />}
      <div class="buttons">
        {card.isRetrying === true && <RetryButtons />}
        <ErrorCardButtons card={card} turnId={turnId} />
      </div>
      {card.details && <Details details={card.details} />}
    </section>
  );
}

/** A card without the actions that request the answer again, which would remove later messages. */
export function withoutRetry(card: CardView): CardView {
  const actions = card.actions.filter(({ action }) => action !== 'retry' && action !== 'shorten');
  return { ...card, actions };
}

/** The seconds until an automatic retry. */
function Countdown({ retryAt }: Pick<CardView, 'retryAt'>): JSX.Element {
  const { strings } = usePanel();
  const seconds = useSecondsUntil(retryAt);
  return (
    <p class="countdown">
      {seconds > 0 ? formatString(strings.retryingIn, seconds) : strings.retrying}
    </p>
  );
}

/** Brings an automatic retry forward, or stops it. */
function RetryButtons(): JSX.Element {
  const { strings, post } = usePanel();
  return (
    <>
      {(['retryNow', 'stop'] as const).map((type) => (
        <button
          type="button"
          class={type === 'retryNow' ? 'button' : 'button secondary'}
          key={type}
          onClick={() => {
            post({ type });
          }}
        >
          {strings[type]}
        </button>
      ))}
    </>
  );
}

/** What the service reported, collapsed. */
function Details({ details }: { readonly details: CardDetails }): JSX.Element {
  const { strings } = usePanel();
  const { sentence, status, requestId } = details;
  return (
    <details class="card-details">
      <summary>
        <Icon name="chevron" />
        <span>{strings.details}</span>
      </summary>
      {sentence !== undefined && <p>{escapeHidden(sentence)}</p>}
      {status !== undefined && <p class="quiet">{formatString(strings.status, status)}</p>}
      {requestId !== undefined && <p class="quiet">{formatString(strings.requestId, requestId)}</p>}
    </details>
  );
}

/** The recovery actions, most likely one first. */
export function ErrorCardButtons({
  card: { actions, retryAt, isRetrying },
  turnId,
}: {
  readonly card: CardView;
  readonly turnId: string | undefined;
}): JSX.Element {
  return (
    <>
      {actions.map((action, index) => (
        <ErrorCardButton
          key={action.action}
          action={action}
          isFirst={index === 0 && isRetrying !== true}
          retryAt={action.action === 'retry' ? retryAt : undefined}
          turnId={turnId}
        />
      ))}
    </>
  );
}

function ErrorCardButton({
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
  const { strings, numbers, post } = usePanel();
  const seconds = useSecondsUntil(retryAt);
  const waitingLabel =
    seconds > MAX_COUNTDOWN_S && retryAt !== undefined
      ? formatString(strings.retryAt, label, numbers.time(retryAt))
      : formatString(strings.retryIn, label, seconds);
  return (
    <button
      type="button"
      class={classOf(action, isFirst)}
      // `disabled` would remove the focus.
      aria-disabled={seconds > 0}
      onClick={() => {
        if (seconds > 0) return;
        post({ type: 'cardAction', action, ...(turnId === undefined ? {} : { turnId }) });
      }}
    >
      {seconds > 0 ? waitingLabel : label}
    </button>
  );
}

/** The log and the page for keys are links: neither solves the problem right away. */
function classOf(action: ActionView['action'], isFirst: boolean): string {
  if (isFirst) return 'button';
  return action === 'getKey' || action === 'showLog' ? 'link-button' : 'button secondary';
}
