import { setImmediate as nextTurn } from 'node:timers/promises';
import { TimeSlice } from '../../../src/base/yielding.ts';
import { clock } from '../../../src/vscode/platform/systemClock.ts';

/** Slices as in the extension host, with the shortest pauses. */
export function shortPauseSlice(): TimeSlice {
  return new TimeSlice(clock, () => nextTurn());
}
