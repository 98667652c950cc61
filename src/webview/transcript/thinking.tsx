import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { AnswerView } from '../../protocol/views.ts';
import { fill } from '../host.ts';
import { Icon } from '../icons.tsx';
import { usePanel } from '../panel.ts';
import { isOpen } from '../state.ts';
import { Grown, useGrowth } from './growth.ts';

/** What the model thought, folded; nothing where it did not. */
export function Thinking({ turn }: { readonly turn: AnswerView }): JSX.Element | null {
  return turn.thinking === '' ? null : <Thoughts turn={turn} />;
}

function Thoughts({ turn }: { readonly turn: AnswerView }): JSX.Element {
  const { words } = usePanel();
  const place = useRef<HTMLDivElement>(null);
  const grown = useRef<Grown>(undefined);
  grown.current ??= new Grown(() => {
    const text = document.createTextNode('');
    place.current?.replaceChildren(text);
    return {
      append: (more) => {
        text.appendData(more);
      },
      finish: () => undefined,
    };
  });
  useGrowth(turn, (now) => grown.current?.show(now.thinking, !isOpen(now)));
  return (
    <details class="thinking">
      <summary>
        <Icon name="chevron" />
        <span>{title(turn)}</span>
      </summary>
      <div class="thinking-text" ref={place} />
    </details>
  );

  function title({ thinkingMs, text }: AnswerView): string {
    if (thinkingMs !== undefined) {
      return fill(words.thoughtFor, Math.max(1, Math.round(thinkingMs / 1000)));
    }
    return isOpen(turn) && text === '' ? words.thinking : words.thoughts;
  }
}
