import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { SessionView } from '../protocol/panelViews.ts';
import { announcement } from './announcement.ts';
import { usePanel } from './panelContext.ts';

/** The only live region for answers. Rendered after the transcript, whose code blocks it counts. */
export function LiveRegion({ session }: { readonly session: SessionView }): JSX.Element {
  const { strings, numbers } = usePanel();
  const container = useRef<HTMLDivElement>(null);
  const previous = useRef<SessionView>(undefined);
  useLayoutEffect(() => {
    const text = announcement(previous.current, session, { strings, numbers }, countCodeBlocks);
    previous.current = session;
    if (text !== undefined && container.current) container.current.textContent = text;
  }, [session, strings, numbers]);
  return <div class="visually-hidden" role="status" aria-live="polite" ref={container} />;
}

function countCodeBlocks(turnId: string): number {
  return document.getElementById(turnElementId(turnId))?.querySelectorAll('pre > code').length ?? 0;
}

/** The ID of a turn's element. */
export function turnElementId(turnId: string): string {
  return `turn-${turnId}`;
}
