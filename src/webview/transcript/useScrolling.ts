import type { RefObject } from 'preact';
import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { SessionView } from '../../protocol/panelViews.ts';
import type { ScrollAnchor } from '../panelMemory.ts';
import { usePanel } from '../panelContext.ts';
import { Scroller } from './scroller.ts';

/** Scrolling of the transcript. */
export interface Scrolling {
  /** Whether the end is out of view and not followed. */
  readonly isScrolledUp: boolean;
  readonly scrollToEnd: () => void;
  /** Keeps the visible content in place when earlier turns are added above. */
  readonly keepPosition: () => void;
}

/** Follows the end of the transcript, restores its position, and keeps it when earlier turns are added. */
export function useScrolling({
  session,
  container,
  content,
}: {
  readonly session: SessionView;
  readonly container: RefObject<HTMLElement | null>;
  readonly content: RefObject<HTMLElement | null>;
}): Scrolling {
  const { memory } = usePanel();
  const scroller = useRef<Scroller>(undefined);
  const anchor = useRef<{ readonly height: number; readonly top: number }>(undefined);
  const [isScrolledUp, setIsScrolledUp] = useState(false);
  const { id, turns, earlier } = session;

  useLayoutEffect(() => {
    const element = container.current;
    if (!element || !content.current) return undefined;
    const created = new Scroller(element, content.current, setIsScrolledUp);
    scroller.current = created;
    const saved = memory.read(id)?.scrollAnchor;
    const turn = saved && turnOf(element, saved.turnId);
    if (saved && turn) {
      // Its height is only an estimate until it is rendered, and so would be an offset within it.
      turn.dataset['rendered'] = '';
      created.scrollTo(turn.offsetTop + saved.offset);
    }
    const save = (): void => {
      memory.update(id, { scrollAnchor: created.isFollowing ? undefined : anchorOf(element) });
    };
    element.addEventListener('scrollend', save);
    return () => {
      element.removeEventListener('scrollend', save);
      created.dispose();
    };
  }, [id]);

  // A new message of the user is scrolled into view.
  const lastQuestion = turns.findLast(({ role }) => role === 'user')?.id;
  const previousQuestion = useRef(lastQuestion);
  useLayoutEffect(() => {
    if (previousQuestion.current !== lastQuestion) scroller.current?.scrollToEnd();
    previousQuestion.current = lastQuestion;
  }, [lastQuestion]);

  useLayoutEffect(() => {
    const element = container.current;
    if (anchor.current && element) {
      scroller.current?.scrollTo(anchor.current.top + element.scrollHeight - anchor.current.height);
    }
    anchor.current = undefined;
  }, [earlier]);

  const scrollToEnd = useCallback(() => scroller.current?.scrollToEnd(), []);
  const keepPosition = useCallback(() => {
    const element = container.current;
    if (element) anchor.current = { height: element.scrollHeight, top: element.scrollTop };
  }, []);
  return { isScrolledUp, scrollToEnd, keepPosition };
}

function articles(element: HTMLElement): readonly HTMLElement[] {
  return [...element.querySelectorAll<HTMLElement>('article[data-turn]')];
}

function turnOf(element: HTMLElement, turnId: string): HTMLElement | undefined {
  return articles(element).find(({ dataset }) => dataset['turn'] === turnId);
}

function anchorOf(element: HTMLElement): ScrollAnchor | undefined {
  const top = element.scrollTop;
  const first = articles(element).find((turn) => turn.offsetTop + turn.offsetHeight > top);
  const turnId = first?.dataset['turn'];
  return first && turnId !== undefined ? { turnId, offset: top - first.offsetTop } : undefined;
}
