import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { AssistantTurnView } from '../../protocol/panelViews.ts';
import type { PanelStrings } from '../../protocol/panelStrings.ts';
import { ErrorCard, withoutRetry } from '../errorCard.tsx';
import { formatString } from '../strings.ts';
import { IconButton } from '../icons.tsx';
import { turnElementId } from '../liveRegion.tsx';
import { usePanel } from '../panelContext.ts';
import { isInProgress } from '../panelModel.ts';
import { AnswerContent } from './answerContent.tsx';
import { Thinking } from './thinking.tsx';
import { WebSources } from './webSources.tsx';

interface Props {
  readonly turn: AssistantTurnView;
  readonly number: number;
  readonly total: number;
  /** Whether it can be regenerated or continued: it is the last one and the chat is not read-only. */
  readonly canRegenerate: boolean;
}

/** An answer: model, notes, thinking, text, status and actions. */
export function Answer({ turn, number, total, canRegenerate }: Props): JSX.Element {
  const { strings } = usePanel();
  return useMemo(
    () => (
      <article
        class="turn answer"
        id={turnElementId(turn.id)}
        data-turn={turn.id}
        aria-label={formatString(strings.message, turn.model, number, total)}
        aria-busy={isInProgress(turn)}
      >
        <h2 class="answer-model">{turn.model}</h2>
        {turn.notes.map((note) => (
          <p class="quiet" key={note}>
            {note}
          </p>
        ))}
        <Thinking turn={turn} />
        <AnswerContent turn={turn} />
        <WebSources sources={turn.webSources} />
        {isInProgress(turn) && <TypingIndicator isFirst={turn.text === ''} />}
        <AnswerFooter turn={turn} canRegenerate={canRegenerate} />
      </article>
    ),
    [turn, number, total, canRegenerate, strings],
  );
}

/** Indicates that the answer is in progress. Not animated when the user prefers reduced motion. */
function TypingIndicator({ isFirst }: { readonly isFirst: boolean }): JSX.Element {
  return (
    <p class={isFirst ? 'typing first' : 'typing'} aria-hidden="true">
      <span /> <span /> <span />
    </p>
  );
}

function AnswerFooter({
  turn,
  canRegenerate,
}: {
  readonly turn: AssistantTurnView;
  readonly canRegenerate: boolean;
}): JSX.Element {
  const { strings, post } = usePanel();
  const status = statusOf(turn, strings);
  const turnId = turn.id;
  return (
    <>
      {status !== undefined && <p class="answer-status">{status}</p>}
      {turn.card && (
        <ErrorCard card={canRegenerate ? turn.card : withoutRetry(turn.card)} turnId={turnId} />
      )}
      {turn.state === 'cut' && canRegenerate && (
        <button
          type="button"
          class="button"
          onClick={() => {
            post({ type: 'continue', turnId });
          }}
        >
          {strings.continue}
        </button>
      )}
      {!isInProgress(turn) && (
        <div class="turn-actions">
          {turn.usage !== undefined && (
            <span class="quiet usage" title={turn.usage.detail}>
              <span aria-hidden="true">{turn.usage.summary}</span>
              <span class="visually-hidden">{turn.usage.detail}</span>
            </span>
          )}
          {turn.text !== '' && (
            <IconButton
              icon="copy"
              label={strings.copyAnswer}
              onClick={() => {
                post({ type: 'copyAnswer', turnId });
              }}
            />
          )}
          {canRegenerate && (
            <IconButton
              icon="retry"
              label={strings.regenerate}
              onClick={() => {
                post({ type: 'regenerate', turnId });
              }}
            />
          )}
        </div>
      )}
    </>
  );
}

function statusOf({ state, card }: AssistantTurnView, strings: PanelStrings): string | undefined {
  if (state === 'stopped') return strings.stopped;
  if (state === 'cut') return strings.cut;
  // An error card explains more.
  return state === 'interrupted' && !card ? strings.interrupted : undefined;
}
