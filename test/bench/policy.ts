import type { Snapshot } from '../../src/completion/snapshot.ts';
import type { Clock } from '../../src/base/clock.ts';
import type { Service } from './service.ts';

/** A policy decides when to send a request and what to show. Policies are what the benchmark compares. */
export interface Policy {
  /**
   * The provider's call after a keystroke. Resolves to the text after the cursor. `signal` is aborted when the call
   * is outdated.
   */
  suggest(snapshot: Snapshot, signal: AbortSignal): Promise<string | undefined>;
  /** Called when a suggestion was accepted as a whole. */
  accepted(): void;
  /** Called after the last keystroke; closes open requests. */
  dispose(): void;
}

/** What a policy needs. */
interface PolicyPorts {
  readonly clock: Clock;
  readonly service: Pick<Service, 'stream'>;
}

/** Creates a policy; called for each file. */
export type MakePolicy = (world: PolicyPorts) => Policy;

/** The maximum length of an answer in tokens; the same for all policies. */
export const MAX_TOKENS = 256;
