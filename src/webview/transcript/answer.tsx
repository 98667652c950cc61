import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { AnswerView } from '../../protocol/views.ts';
import type { PanelWords } from '../../protocol/words.ts';
import { Card } from '../card.tsx';
import { fill } from '../host.ts';
import { IconButton } from '../icons.tsx';
import { turnElementId } from '../liveRegion.tsx';
import { usePanel } from '../panel.ts';
import { isOpen } from '../state.ts';
import { MarkdownView } from './markdownView.tsx';
import { Thinking } from './thinking.tsx';

interface Props {
  readonly turn: AnswerView;
  readonly number: number;
  readonly total: number;
  /** Whether it may be asked for again, or go on: it is the last, and nobody else is writing. */
  readonly canAskAgain: boolean;
}

/** An answer: who gave it, its thoughts, its text, how it ended, and what can be done with it. */
export function Answer({ turn, number, total, canAskAgain }: Props): JSX.Element {
  const { words } = usePanel();
  return useMemo(
    () => (
      <article
        class="turn answer"
        id={turnElementId(turn.id)}
        data-turn={turn.id}
        aria-label={fill(words.message, turn.model, number, total)}
        aria-busy={isOpen(turn)}
      >
        <h2 class="answer-model">{turn.model}</h2>
        {turn.notes.map((note) => (
          <p class="quiet" key={note}>
            {note}
          </p>
        ))}
        <Thinking turn={turn} />
        <MarkdownView turn={turn} />
        {isOpen(turn) && <Working isFirst={turn.text === ''} />}
        <Ending turn={turn} canAskAgain={canAskAgain} />
      </article>
    ),
    [turn, number, total, canAskAgain, words],
  );
}

/** A sign that more is to come; its movement stops where less motion is wished. */
function Working({ isFirst }: { readonly isFirst: boolean }): JSX.Element {
  return (
    <p class={isFirst ? 'working first' : 'working'} aria-hidden="true">
      <span /> <span /> <span />
    </p>
  );
}

function Ending({
  turn,
  canAskAgain,
}: {
  readonly turn: AnswerView;
  readonly canAskAgain: boolean;
}): JSX.Element {
  const { words, post, store } = usePanel();
  const mark = markOf(turn, words);
  const turnId = turn.id;
  return (
    <>
      {mark !== undefined && <p class="mark">{mark}</p>}
      {turn.card && <Card card={turn.card} turnId={turnId} />}
      {turn.state === 'cut' && canAskAgain && (
        <button
          type="button"
          class="button"
          onClick={() => {
            post({ type: 'continue', turnId });
            store.focusBox();
          }}
        >
          {words.goOn}
        </button>
      )}
      {!isOpen(turn) && (
        <div class="turn-actions">
          {turn.usage !== undefined && <span class="quiet usage">{turn.usage}</span>}
          {turn.text !== '' && (
            <IconButton
              icon="copy"
              label={words.copyAnswer}
              onClick={() => {
                post({ type: 'copyAnswer', turnId });
              }}
            />
          )}
          {canAskAgain && (
            <IconButton
              icon="retry"
              label={words.regenerate}
              onClick={() => {
                post({ type: 'regenerate', turnId });
                store.focusBox();
              }}
            />
          )}
        </div>
      )}
    </>
  );
}

function markOf({ state, card }: AnswerView, words: PanelWords): string | undefined {
  if (state === 'stopped') return words.stopped;
  if (state === 'cut') return words.cut;
  // A card says more than that.
  return state === 'interrupted' && !card ? words.interrupted : undefined;
}
