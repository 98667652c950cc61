import type { Pause } from '../mistral/limits.ts';
import type { ClosedService, Move } from '../mistral/services.ts';
import type { Refusal } from './gate.ts';

/** What the status item says, in the order of what matters most to the user. */
export type Status =
  | { readonly kind: 'paused'; readonly pause: Pause }
  | { readonly kind: 'closed'; readonly closed: ClosedService }
  | { readonly kind: 'off'; readonly why: Refusal }
  | { readonly kind: 'thinking' }
  /** `moved`: in `auto`, the other service had to step in. */
  | { readonly kind: 'ready'; readonly moved: Move | undefined };

/** What is known when a status is wanted. */
export interface StatusFacts {
  readonly pause: Pause | undefined;
  readonly closed: ClosedService | undefined;
  /** Why there are no completions in the active editor. */
  readonly off: Refusal | undefined;
  readonly isAsking: boolean;
  readonly moved: Move | undefined;
}

/** The one state that is worth a look. What a user switched off is not worth an alarm. */
export function statusOf(facts: StatusFacts): Status {
  if (facts.off) return { kind: 'off', why: facts.off };
  if (facts.closed) return { kind: 'closed', closed: facts.closed };
  if (facts.pause) return { kind: 'paused', pause: facts.pause };
  return facts.isAsking ? { kind: 'thinking' } : { kind: 'ready', moved: facts.moved };
}
