import type { Post } from './hostApi.ts';

/** The name and location of an error, without its message, which may contain text of the conversation. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const location = /(?<![\w-])[\w-]+\.js:\d+:\d+/.exec(error.stack ?? '')?.[0];
  return location === undefined ? error.name : `${error.name} at ${location}`;
}

/** Reports uncaught errors to the host's log. */
export function reportErrors(page: Window, post: Post): void {
  page.addEventListener('error', ({ error }: ErrorEvent) => {
    post({ type: 'reportError', message: describeError(error) });
  });
  page.addEventListener('unhandledrejection', ({ reason }) => {
    post({ type: 'reportError', message: describeError(reason) });
  });
}
