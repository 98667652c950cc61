import type { JSX } from 'preact';
import type { CardView } from '../../protocol/views.ts';
import { CardButtons } from '../card.tsx';
import { usePanel } from '../panel.ts';

/** An empty chat: what it is for, and three ways to begin. */
export function Welcome(): JSX.Element {
  const { words, store } = usePanel();
  return (
    <section class="welcome">
      <h2>{words.welcome}</h2>
      <p class="quiet">{words.welcomeText}</p>
      <div class="examples">
        {[words.example1, words.example2, words.example3].map((example) => (
          <button
            type="button"
            class="button secondary"
            key={example}
            onClick={() => {
              store.suggest(example);
            }}
          >
            {example}
          </button>
        ))}
      </div>
    </section>
  );
}

/** What a new user sees before there is a key: what one needs, and where to begin. */
export function FirstPage({ card }: { readonly card: CardView }): JSX.Element {
  return (
    <section class="welcome">
      <h2>{card.title}</h2>
      <p class="quiet">{card.advice}</p>
      <div class="examples">
        <CardButtons card={card} turnId={undefined} />
      </div>
    </section>
  );
}
