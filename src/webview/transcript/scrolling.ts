import type { RefObject } from 'preact';
import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { SessionView } from '../../protocol/views.ts';
import type { Place } from '../memory.ts';
import { usePanel } from '../panel.ts';
import { Scroller } from '../scroller.ts';

/** What the transcript can do about its place. */
export interface Scrolling {
  /** Whether the end is out of view, and not followed. */
  readonly isAway: boolean;
  readonly toEnd: () => void;
  /** Earlier turns are about to come above: what is in view stays where it is. */
  readonly keepPlace: () => void;
}

/** Scrolls the transcript: follows its end, remembers its place, holds still when earlier turns come. */
export function useScrolling({
  session,
  place,
  content,
}: {
  readonly session: SessionView;
  readonly place: RefObject<HTMLElement | null>;
  readonly content: RefObject<HTMLElement | null>;
}): Scrolling {
  const { memory } = usePanel();
  const scroller = useRef<Scroller>(undefined);
  const kept = useRef<{ readonly height: number; readonly top: number }>(undefined);
  const [isAway, setIsAway] = useState(false);
  const { id, turns, earlier } = session;

  useLayoutEffect(() => {
    const element = place.current;
    if (!element || !content.current) return undefined;
    const made = new Scroller(element, content.current, setIsAway);
    scroller.current = made;
    const remembered = memory.recall(id)?.place;
    const turn = remembered && turnOf(element, remembered.turnId);
    if (remembered && turn) {
      // Out of view its height is a guess, and a place within it would be one too.
      turn.dataset['kept'] = '';
      made.toTop(turn.offsetTop + remembered.offset);
    }
    const keep = (): void => {
      memory.keep(id, { place: made.isFollowing ? undefined : placeOf(element) });
    };
    element.addEventListener('scrollend', keep);
    return () => {
      element.removeEventListener('scrollend', keep);
      made.dispose();
    };
  }, [id]);

  // What one says oneself is wanted in view.
  const ownLast = turns.findLast(({ role }) => role === 'user')?.id;
  const before = useRef(ownLast);
  useLayoutEffect(() => {
    if (before.current !== ownLast) scroller.current?.toEnd();
    before.current = ownLast;
  }, [ownLast]);

  useLayoutEffect(() => {
    const element = place.current;
    if (kept.current && element) {
      scroller.current?.toTop(kept.current.top + element.scrollHeight - kept.current.height);
    }
    kept.current = undefined;
  }, [earlier]);

  const toEnd = useCallback(() => scroller.current?.toEnd(), []);
  const keepPlace = useCallback(() => {
    const element = place.current;
    if (element) kept.current = { height: element.scrollHeight, top: element.scrollTop };
  }, []);
  return { isAway, toEnd, keepPlace };
}

function articles(element: HTMLElement): readonly HTMLElement[] {
  return [...element.querySelectorAll<HTMLElement>('article[data-turn]')];
}

function turnOf(element: HTMLElement, turnId: string): HTMLElement | undefined {
  return articles(element).find(({ dataset }) => dataset['turn'] === turnId);
}

function placeOf(element: HTMLElement): Place | undefined {
  const top = element.scrollTop;
  const first = articles(element).find((turn) => turn.offsetTop + turn.offsetHeight > top);
  const turnId = first?.dataset['turn'];
  return first && turnId !== undefined ? { turnId, offset: top - first.offsetTop } : undefined;
}
