import { Fragment } from 'preact';
import type { JSX } from 'preact';
import { answerParts } from '../../chat/markdown/answerParts.ts';
import { codeBlocks } from '../../chat/markdown/codeBlocks.ts';
import type { AssistantTurnView } from '../../protocol/panelViews.ts';
import { MarkdownView } from './markdownView.tsx';
import { Steps } from './steps.tsx';

/** The text and the tool calls of an answer, in the order in which they happened. */
export function AnswerContent({ turn }: { readonly turn: AssistantTurnView }): JSX.Element {
  const parts = answerParts(turn.text, turn.steps);
  return (
    <>
      {parts.map(({ from, text, steps }, at) => {
        const isLast = at === parts.length - 1;
        return (
          // Parts are only added, so their indexes identify them.
          <Fragment key={at}>
            {(isLast || text.trim() !== '') && (
              <MarkdownView
                turn={turn}
                from={from}
                closed={isLast ? undefined : text}
                firstBlock={() =>
                  parts.slice(0, at).reduce((sum, each) => sum + codeBlocks(each.text).length, 0)
                }
              />
            )}
            {!isLast && <Steps turnId={turn.id} steps={steps} />}
          </Fragment>
        );
      })}
    </>
  );
}
