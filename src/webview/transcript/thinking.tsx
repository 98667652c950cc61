import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { stableLength, escapeHidden } from '../../base/hiddenCharacters.ts';
import type { AssistantTurnView } from '../../protocol/panelViews.ts';
import { formatString } from '../strings.ts';
import { Icon } from '../icons.tsx';
import { usePanel } from '../panelContext.ts';
import { isInProgress } from '../panelModel.ts';
import { StreamedBody, useStreamedBody } from './streamedBody.ts';

/** The model's thinking, collapsed. Nothing if there is none. */
export function Thinking({ turn }: { readonly turn: AssistantTurnView }): JSX.Element | null {
  return turn.thinking === '' ? null : <Thoughts turn={turn} />;
}

function Thoughts({ turn }: { readonly turn: AssistantTurnView }): JSX.Element {
  const { strings } = usePanel();
  const container = useRef<HTMLDivElement>(null);
  const streamedBody = useRef<StreamedBody>(undefined);
  streamedBody.current ??= new StreamedBody(() => {
    const text = document.createTextNode('');
    let pending = '';
    const show = (length: number): void => {
      text.appendData(escapeHidden(pending.slice(0, length)));
      pending = pending.slice(length);
    };
    container.current?.replaceChildren(text);
    return {
      append: (more) => {
        pending += more;
        show(stableLength(pending));
      },
      finish: () => {
        show(pending.length);
      },
    };
  });
  useStreamedBody(turn, (now) => streamedBody.current?.show(now.thinking, !isInProgress(now)));
  return (
    <details class="thinking">
      <summary>
        <Icon name="chevron" />
        <span>{title(turn)}</span>
      </summary>
      <div class="thinking-text" ref={container} />
    </details>
  );

  function title({ thinkingMs, text }: AssistantTurnView): string {
    if (thinkingMs !== undefined) {
      return formatString(strings.thoughtFor, Math.max(1, Math.round(thinkingMs / 1000)));
    }
    return isInProgress(turn) && text === '' ? strings.thinking : strings.thoughts;
  }
}
