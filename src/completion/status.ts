import type { Pause } from '../mistral/limits.ts';
import type { ClosedService, Move } from '../mistral/services.ts';
import type { Refusal } from './gate.ts';

/** What the status item says, in the order of what matters most to the user. */
export type Status =
  | { readonly kind: 'paused'; readonly pause: Pause }
  | { readonly kind: 'closed'; readonly closed: ClosedService }
  | { readonly kind: 'off'; readonly why: Refusal }
  | { readonly kind: 'thinking' }
  | {
      readonly kind: 'ready';
      /** In `auto`, the other service had to step in. */
      readonly moved: Move | undefined;
      /** Mean time to the first text in milliseconds, where it is too long to type by. */
      readonly slowMs: number | undefined;
      /** Few requests are left: the next one leaves in so many milliseconds. */
      readonly spacedMs: number | undefined;
    };

/** What is known when a status is wanted. */
export interface StatusFacts {
  readonly pause: Pause | undefined;
  readonly closed: ClosedService | undefined;
  /** Why there are no completions in the active editor. */
  readonly off: Refusal | undefined;
  readonly isAsking: boolean;
  readonly moved: Move | undefined;
  /** Mean time to the first text of the last answers, in milliseconds; 0 where there were none. */
  readonly latencyMs: number;
  /** Milliseconds until the service may be asked again, for the sake of its limits. */
  readonly waitMs: number;
}

/** From this mean time on most suggestions come after the user has typed on, in milliseconds. */
const SLOW_MS = 1_500;
/** A wait that is shorter is the usual pace, and not worth a word, in milliseconds. */
const SPACED_MS = 3_000;

/** The one state that is worth a look. What a user switched off is not worth an alarm. */
export function statusOf(facts: StatusFacts): Status {
  if (facts.off) return { kind: 'off', why: facts.off };
  if (facts.closed) return { kind: 'closed', closed: facts.closed };
  if (facts.pause) return { kind: 'paused', pause: facts.pause };
  if (facts.isAsking) return { kind: 'thinking' };
  const { moved, latencyMs, waitMs } = facts;
  return {
    kind: 'ready',
    moved,
    slowMs: latencyMs >= SLOW_MS ? latencyMs : undefined,
    spacedMs: waitMs >= SPACED_MS ? waitMs : undefined,
  };
}
