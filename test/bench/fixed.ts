import { sleep } from './clock.ts';
import type { MakePolicy } from './policy.ts';
import { asItCame, receive, restOf } from './receive.ts';
import type { Candidate } from './receive.ts';

/** Milliseconds without a key before it asks. */
const DEBOUNCE_MS = 350;
/** Milliseconds after the first token at which an answer is cut. */
const CUT_MS = 150;
/** Answers that are kept. */
const KEPT = 100;

/** A fixed wait, a cache of what it received, and answers cut by the clock. */
export const fixed: MakePolicy = ({ clock, service }) => {
  const cache: Candidate[] = [];
  return {
    suggest: async (snapshot, token) => {
      for (const candidate of cache) {
        const rest = restOf(candidate, snapshot);
        if (rest !== undefined) return rest;
      }
      await sleep(clock, DEBOUNCE_MS, token);
      if (token.aborted) return undefined;
      const socket = new AbortController();
      const close = () => {
        socket.abort();
      };
      token.addEventListener('abort', close, { once: true });
      let cancel: () => void = () => undefined;
      const candidate = await receive(service, snapshot, asItCame, socket.signal, () => {
        cancel = clock.setTimeout(close, CUT_MS);
      });
      cancel();
      token.removeEventListener('abort', close);
      if (candidate.text === '') return undefined;
      cache.unshift(candidate);
      cache.splice(KEPT);
      return candidate.text;
    },
    accepted: () => undefined,
    dispose: () => undefined,
  };
};
