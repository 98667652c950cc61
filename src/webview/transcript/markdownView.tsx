import type { JSX } from 'preact';
import { useContext, useLayoutEffect, useRef } from 'preact/hooks';
import type { AnswerView } from '../../protocol/views.ts';
import { AnswerBody } from '../markdown/answerBody.ts';
import { TargetContext, usePanel } from '../panel.ts';
import { isOpen } from '../state.ts';
import { Grown, useGrowth } from './growth.ts';

/** The Markdown of an answer. Its nodes are not the tree's: they grow where they are. */
export function MarkdownView({ turn }: { readonly turn: AnswerView }): JSX.Element {
  const { words, post, store } = usePanel();
  const target = useContext(TargetContext);
  const place = useRef<HTMLDivElement>(null);
  const body = useRef<AnswerBody>(undefined);
  const grown = useRef<Grown>(undefined);
  grown.current ??= new Grown(() => {
    const turnId = turn.id;
    body.current = new AnswerBody({
      words,
      // Below the heading that names the model.
      headingLevel: 3,
      onCode: (action, block) => {
        post({ type: 'code', turnId, block, action });
      },
      onLink: (url) => {
        post({ type: 'openLink', url });
      },
      target: () => store.picture.state?.target,
    });
    place.current?.replaceChildren(body.current.element);
    return body.current;
  });
  useGrowth(turn, (now) => grown.current?.show(now.text, !isOpen(now)));
  useLayoutEffect(() => body.current?.retarget(), [target]);
  return <div class="answer-text" ref={place} />;
}
