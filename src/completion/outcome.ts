import type { ClosedService } from '../mistral/services.ts';
import type { Refusal } from './gate.ts';
import type { Item } from './placing.ts';
import type { Recalled } from './remember.ts';

/** Why a call brought nothing. */
export type Nothing =
  | Refusal
  | ClosedService['closed']
  /** The service is left alone for a while. */
  | 'paused'
  /** The next key came first. */
  | 'superseded'
  /** The row chosen in the suggest widget says something else than what is typed. */
  | 'suggest widget'
  /** The request failed, or was given up for a newer one. */
  | 'failed'
  /** The model had nothing to say, or nothing that is not there already. */
  | 'no suggestion';

/** What came of a call. */
export type Outcome =
  | {
      readonly item: Item;
      /** A second suggestion, where the user asked for one. */
      readonly alternative?: Item;
      /** From memory (see {@link Recalled}), or by a request of this call's own. */
      readonly by: Recalled['by'] | 'asked';
    }
  | Missing;

/** Nothing, and why. */
export interface Missing {
  readonly item?: undefined;
  readonly reason: Nothing;
}
