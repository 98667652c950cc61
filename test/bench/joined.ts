import type { Snapshot } from '../../src/completion/snapshot.ts';
import { delay } from '../../src/base/async.ts';
import type { MakePolicy } from './policy.ts';
import { receive, restOf } from './receive.ts';
import type { Candidate, Ending } from './receive.ts';

/** The delay before a request, in milliseconds. */
const WAIT_MS = 25;

interface WaitingCall {
  readonly snapshot: Snapshot;
  readonly resolve: (text: string | undefined) => void;
  readonly socket: AbortController;
}

/**
 * Sends a request at almost every keystroke unless the last candidate is being typed. Requests continue after the
 * next keystroke. When one is answered, all waiting calls are compared with its answer, and those that match are
 * completed.
 */
export const joined =
  (ending: Ending): MakePolicy =>
  ({ clock, service }) => {
    const waiting = new Set<WaitingCall>();
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
    const ask = async (call: WaitingCall) => {
      const candidate = await receive(service, call.snapshot, ending, call.socket.signal);
      if (!waiting.has(call)) return; // another request's answer was used
      land(candidate);
      waiting.delete(call);
      call.resolve(undefined);
    };
    return {
      suggest: async (snapshot, signal) => {
        const known = () => last && restOf(last, snapshot);
        if (known() !== undefined) return known();
        await delay(clock, WAIT_MS, signal);
        if (signal.aborted) return undefined;
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
