import type { JSX } from 'preact';
import { useContext, useLayoutEffect, useRef } from 'preact/hooks';
import type { AssistantTurnView } from '../../protocol/panelViews.ts';
import { AnswerBody } from '../markdown/answerBody.ts';
import { TargetContext, usePanel } from '../panelContext.ts';
import { isInProgress } from '../panelModel.ts';
import { StreamedBody, useStreamedBody } from './streamedBody.ts';

interface Props {
  readonly turn: AssistantTurnView;
  /** Where the part begins in the answer's text. */
  readonly from: number;
  /** Its text if a tool call follows it; undefined for the last part, which grows while the answer streams. */
  readonly closed: string | undefined;
  /** The number of code blocks in the parts before, which is the index of the first one in this part. */
  readonly firstBlock: () => number;
}

/**
 * A part of an answer's text as Markdown. Its nodes are outside of the component tree, so that text is only appended.
 */
export function MarkdownView({ turn, from, closed, firstBlock }: Props): JSX.Element {
  const { strings, post, store, math, highlighter } = usePanel();
  const target = useContext(TargetContext);
  const latest = useRef({ sources: turn.webSources, firstBlock });
  latest.current = { sources: turn.webSources, firstBlock };
  const container = useRef<HTMLDivElement>(null);
  const body = useRef<AnswerBody>(undefined);
  const streamedBody = useRef<StreamedBody>(undefined);
  streamedBody.current ??= new StreamedBody(() => {
    const turnId = turn.id;
    body.current = new AnswerBody({
      // Buttons without a text are not shown.
      strings: turn.isCommitMessage ? strings : { ...strings, useAsCommitMessage: '' },
      math,
      highlighter,
      // One level below the heading with the model's name.
      headingLevel: 3,
      onCode: (action, block) => {
        post({ type: 'code', turnId, block: latest.current.firstBlock() + block, action });
      },
      onLink: (url) => {
        post({ type: 'openLink', url });
      },
      sourceAt: (number) => latest.current.sources?.[number - 1]?.url,
      target: () => store.snapshot.state?.target,
    });
    container.current?.replaceChildren(body.current.element);
    return body.current;
  });
  useStreamedBody(turn, (now) => {
    streamedBody.current?.show(
      closed ?? now.text.slice(from),
      closed !== undefined || !isInProgress(now),
    );
  });
  useLayoutEffect(() => body.current?.updateTarget(), [target]);
  return <div class="answer-text" ref={container} />;
}
