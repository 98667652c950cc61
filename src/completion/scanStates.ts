import type { ScanState } from './brackets.ts';
import { scanBrackets } from './brackets.ts';
import type { Snapshot } from './snapshot.ts';

/** The window before the cursor's line is long and asked about again and again: scanned once for each snapshot. */
const states = new WeakMap<Snapshot, ScanState>();

/** Inside which string or comment the cursor's line begins. */
export function stateAtLine(snapshot: Snapshot): ScanState {
  let state = states.get(snapshot);
  if (!state) {
    const { language, prefix, lineBefore } = snapshot;
    state = scanBrackets(prefix.slice(0, prefix.length - lineBefore.length), language).end;
    states.set(snapshot, state);
  }
  return state;
}

/** Inside which string or comment the cursor stands. */
export function stateAtCursor(snapshot: Snapshot): ScanState {
  return scanBrackets(snapshot.lineBefore, snapshot.language, stateAtLine(snapshot)).end;
}
