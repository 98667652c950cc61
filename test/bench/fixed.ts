import { delay } from '../../src/base/async.ts';
import type { MakePolicy } from './policy.ts';
import { asItCame, receive, restOf } from './receive.ts';
import type { Candidate } from './receive.ts';

/** The delay between the last keystroke and the request, in milliseconds. */
const DEBOUNCE_MS = 350;
/** Answers are truncated this many milliseconds after their first token. */
const CUT_MS = 150;
/** The number of cached answers. */
const KEPT = 100;

/** A fixed delay, a cache of received answers, and answers truncated by time. */
export const fixed: MakePolicy = ({ clock, service }) => {
  const cache: Candidate[] = [];
  return {
    suggest: async (snapshot, signal) => {
      for (const candidate of cache) {
        const rest = restOf(candidate, snapshot);
        if (rest !== undefined) return rest;
      }
      await delay(clock, DEBOUNCE_MS, signal);
      if (signal.aborted) return undefined;
      const socket = new AbortController();
      const close = () => {
        socket.abort();
      };
      signal.addEventListener('abort', close, { once: true });
      let cancel: () => void = () => undefined;
      const candidate = await receive(service, snapshot, asItCame, socket.signal, () => {
        cancel = clock.setTimeout(close, CUT_MS);
      });
      cancel();
      signal.removeEventListener('abort', close);
      if (candidate.text === '') return undefined;
      cache.unshift(candidate);
      cache.splice(KEPT);
      return candidate.text;
    },
    accepted: () => undefined,
    dispose: () => undefined,
  };
};
