import { withTimeout } from '../../../../base/async.ts';
import type { Clock } from '../../../../base/clock.ts';

/** How long to wait for an answer, in milliseconds. */
const TIMEOUT_MS = 1_500;
/** Maximum number of calls without an answer: a language server that hangs gets no more. */
const MAX_PENDING = 3;
/** After this time a call no longer counts as pending, in milliseconds: its server may have been restarted. */
const FORGET_MS = 120_000;

/** Calls to language servers, which may hang, fail or be late. */
export class ServerCalls {
  readonly #clock: Clock;
  /** The calls without an answer, by language. */
  readonly #pending = new Map<string, Set<{ readonly since: number }>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * The list that a call returns, empty if it is not a list. Undefined if it fails or is late, or if the servers of the
   * language have not answered earlier calls. Never rejects.
   */
  async call(
    languageId: string,
    start: () => PromiseLike<unknown>,
  ): Promise<readonly unknown[] | undefined> {
    const now = this.#clock.now();
    const pending = this.#pending.get(languageId) ?? new Set();
    this.#pending.set(languageId, pending);
    for (const each of pending) if (now - each.since > FORGET_MS) pending.delete(each);
    if (pending.size >= MAX_PENDING) return undefined;
    const call = { since: now };
    pending.add(call);
    try {
      const answer = Promise.resolve(start()).finally(() => pending.delete(call));
      const found = await withTimeout(
        answer.then((value) => ({ value })),
        TIMEOUT_MS,
        this.#clock,
      );
      if (!found) return undefined;
      return Array.isArray(found.value) ? (found.value as readonly unknown[]) : [];
    } catch {
      pending.delete(call);
      return undefined;
    }
  }
}
