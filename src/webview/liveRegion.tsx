import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { SessionView } from '../protocol/views.ts';
import { announcement } from './announce.ts';
import { usePanel } from './panel.ts';

/** The one place that says aloud how an answer goes. It comes after the transcript, whose code it counts. */
export function LiveRegion({ session }: { readonly session: SessionView }): JSX.Element {
  const { words } = usePanel();
  const place = useRef<HTMLDivElement>(null);
  const before = useRef<SessionView>(undefined);
  useLayoutEffect(() => {
    const text = announcement(before.current, session, words, countCode);
    before.current = session;
    if (text !== undefined && place.current) place.current.textContent = text;
  }, [session, words]);
  return <div class="unseen" role="status" aria-live="polite" ref={place} />;
}

function countCode(turnId: string): number {
  return document.getElementById(turnElementId(turnId))?.querySelectorAll('pre > code').length ?? 0;
}

/** The id of a turn's element. */
export function turnElementId(turnId: string): string {
  return `turn-${turnId}`;
}
