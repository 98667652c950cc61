import type { Snapshot } from '../../src/completion/snapshot.ts';
import type { Clock } from '../../src/mistral/clock.ts';
import type { Service } from './service.ts';

/** When to ask a service and what to show: the thing that is compared. */
export interface Policy {
  /** The provider's call after a key; resolves to the text behind the cursor. `token` says it is out of date. */
  suggest(snapshot: Snapshot, token: AbortSignal): Promise<string | undefined>;
  /** A suggestion was accepted as a whole. */
  accepted(): void;
  /** The typing is over: closes what is open. */
  dispose(): void;
}

/** What a policy works with. */
export interface World {
  readonly clock: Clock;
  readonly service: Pick<Service, 'stream'>;
}

/** Builds a policy; a new one for every file. */
export type MakePolicy = (world: World) => Policy;

/** Tokens of an answer, at most; the same for every policy. */
export const MAX_TOKENS = 256;
