import type { Snapshot } from '../../src/completion/snapshot.ts';
import { sleep } from './clock.ts';
import type { MakePolicy } from './policy.ts';
import { receive, restOf } from './receive.ts';
import type { Candidate, Ending } from './receive.ts';

/** Milliseconds before it asks. */
const WAIT_MS = 25;

interface Waiting {
  readonly snapshot: Snapshot;
  readonly resolve: (text: string | undefined) => void;
  readonly socket: AbortController;
}

/**
 * Asks at almost every key unless the last candidate is being typed. Requests go on when the next key comes;
 * when any is answered, every call that waits is tested against its answer, and those it serves are closed.
 */
export const joined =
  (ending: Ending): MakePolicy =>
  ({ clock, service }) => {
    const waiting = new Set<Waiting>();
    let last: Candidate | undefined;
    const land = (candidate: Candidate) => {
      if (candidate.text === '') return;
      last = candidate;
      for (const call of [...waiting]) {
        const rest = restOf(candidate, call.snapshot);
        if (rest === undefined) continue;
        waiting.delete(call);
        call.resolve(rest);
        call.socket.abort();
      }
    };
    const ask = async (call: Waiting) => {
      const candidate = await receive(service, call.snapshot, ending, call.socket.signal);
      if (!waiting.has(call)) return; // another request's answer has served it
      land(candidate);
      waiting.delete(call);
      call.resolve(undefined);
    };
    return {
      suggest: async (snapshot, token) => {
        const known = () => last && restOf(last, snapshot);
        if (known() !== undefined) return known();
        await sleep(clock, WAIT_MS, token);
        if (token.aborted) return undefined;
        if (known() !== undefined) return known();
        return new Promise((resolve) => {
          const call = { snapshot, resolve, socket: new AbortController() };
          waiting.add(call);
          void ask(call);
        });
      },
      accepted: () => undefined,
      dispose: () => {
        for (const call of waiting) call.socket.abort();
      },
    };
  };
