import type { Post } from './host.ts';

/** What a fault is called and where it was; its message may hold words of the conversation. */
export function describeFault(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const place = /[\w-]+\.js:\d+:\d+/.exec(error.stack ?? '')?.[0];
  return place === undefined ? error.name : `${error.name} at ${place}`;
}

/** Reports what nothing caught, to the host's log. */
export function reportFaults(page: Window, post: Post): void {
  page.addEventListener('error', ({ error }: ErrorEvent) => {
    post({ type: 'fault', message: describeFault(error) });
  });
  page.addEventListener('unhandledrejection', ({ reason }) => {
    post({ type: 'fault', message: describeFault(reason) });
  });
}
