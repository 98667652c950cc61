import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { escapeHidden } from '../../base/hiddenCharacters.ts';
import type { ToolCallView } from '../../protocol/panelViews.ts';
import { Icon } from '../icons.tsx';
import { usePanel } from '../panelContext.ts';

/** Tool calls of an answer, one collapsed line each. */
export function Steps({
  turnId,
  steps,
}: {
  readonly turnId: string;
  readonly steps: readonly ToolCallView[];
}): JSX.Element {
  const { strings } = usePanel();
  return (
    <ul class="steps" aria-label={strings.steps}>
      {steps.map((step) => (
        <li key={step.id}>
          <Step turnId={turnId} step={step} />
        </li>
      ))}
    </ul>
  );
}

/** A tool call. What was sent is requested from the host when it is expanded. */
function Step({
  turnId,
  step: { id, state, label, detail },
}: {
  readonly turnId: string;
  readonly step: ToolCallView;
}): JSX.Element {
  const { strings, post } = usePanel();
  const [isExpanded, setExpanded] = useState(false);
  const isMissing = isExpanded && detail === undefined;
  useEffect(() => {
    if (isMissing) post({ type: 'toolCall', turnId, callId: id });
  }, [isMissing, post, turnId, id]);
  return (
    <details
      class={`step ${state}`}
      onToggle={({ currentTarget }) => {
        setExpanded(currentTarget.open);
      }}
    >
      <summary>
        <Icon name="chevron" />
        {/* The end of a long label, which says so, may be cut off. */}
        {state === 'failed' && <Icon name="problem" />}
        <span class="step-label" title={escapeHidden(label)}>
          {escapeHidden(label)}
        </span>
      </summary>
      {isExpanded && detail && (
        <>
          <p class="quiet">{strings.stepCall}</p>
          <pre tabIndex={0} role="group" aria-label={strings.stepCall}>
            {escapeHidden(detail.call)}
          </pre>
          {detail.result !== '' && (
            <>
              <p class="quiet">{strings.stepResult}</p>
              <pre tabIndex={0} role="group" aria-label={strings.stepResult}>
                {escapeHidden(detail.result)}
              </pre>
            </>
          )}
        </>
      )}
    </details>
  );
}
