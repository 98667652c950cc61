import type { Pause } from '../mistral/limits/rateLimiter.ts';
import type { UnavailableService, ServiceSwitch } from '../mistral/serviceRouter.ts';
import type { DisabledReason } from './gate.ts';
import type { SnoozeState } from './snooze.ts';

/** State of the status item. {@link statusOf} chooses the most important one. */
export type StatusState =
  | { readonly kind: 'off'; readonly why: DisabledReason }
  | { readonly kind: 'unavailable'; readonly unavailable: UnavailableService }
  | { readonly kind: 'paused'; readonly pause: Pause }
  /** VS Code requests no suggestions: turned off in its own settings, or snoozed. */
  | { readonly kind: 'editorOff' }
  | { readonly kind: 'snoozed'; readonly until: number | undefined }
  | { readonly kind: 'requesting' }
  | {
      readonly kind: 'ready';
      /** The switch to the other service, if `auto` had to make one. */
      readonly fallback: ServiceSwitch | undefined;
      /** Average time to the first text in milliseconds, if it is too long while typing. */
      readonly slowMs: number | undefined;
      /** Milliseconds until the next request, if the rate limit delays it noticeably. */
      readonly waitMs: number | undefined;
    };

/** The facts that the status is derived from. */
export interface StatusFacts {
  readonly pause: Pause | undefined;
  readonly unavailable: UnavailableService | undefined;
  /** Why there are no completions in the active editor. */
  readonly off: DisabledReason | undefined;
  /** Whether VS Code's own setting turns inline suggestions off in the active editor. */
  readonly isEditorOff: boolean;
  readonly snooze: SnoozeState | undefined;
  readonly isRequesting: boolean;
  readonly fallback: ServiceSwitch | undefined;
  /** Average time to the first text of recent answers, in milliseconds; 0 if there are none. */
  readonly latencyMs: number;
  /** Milliseconds until the rate limit allows the next request. */
  readonly waitMs: number;
}

/** With this average latency, most suggestions arrive after the next keystroke. In milliseconds. */
const SLOW_MS = 1_500;
/** Shorter waits are normal and not shown. In milliseconds. */
const MIN_SHOWN_WAIT_MS = 3_000;

/** The most important state. Completions that the user turned off hide all other states. */
export function statusOf(facts: StatusFacts): StatusState {
  if (facts.off) return { kind: 'off', why: facts.off };
  if (facts.unavailable) return { kind: 'unavailable', unavailable: facts.unavailable };
  const { pause } = facts;
  if (pause && needsUser(pause)) return { kind: 'paused', pause };
  // Nothing is requested meanwhile, so a pause that ends on its own does not matter.
  if (facts.isEditorOff) return { kind: 'editorOff' };
  if (facts.snooze) return { kind: 'snoozed', until: facts.snooze.until };
  if (pause) return { kind: 'paused', pause };
  if (facts.isRequesting) return { kind: 'requesting' };
  const { fallback, latencyMs, waitMs } = facts;
  return {
    kind: 'ready',
    fallback,
    slowMs: latencyMs >= SLOW_MS ? latencyMs : undefined,
    waitMs: waitMs >= MIN_SHOWN_WAIT_MS ? waitMs : undefined,
  };
}

/** Whether a pause lasts until the user acts, which the item shows in color. */
export function needsUser({ kind }: Pick<Pause, 'kind'>): boolean {
  return kind === 'unauthorised' || kind === 'payment' || kind === 'forbidden';
}
