import type { LanguageSyntax } from '../../../languages/syntaxPresets.ts';
import type { ScanState } from './scanBrackets.ts';
import { scanBrackets } from './scanBrackets.ts';
import type { Snapshot } from '../../snapshot.ts';

/** Caches the scan of the window before the cursor's line, which is long, for each snapshot. */
const states = new WeakMap<Snapshot, ScanState>();
/** The last scan, since the next keystroke is usually on the same line. */
let last:
  | { readonly above: string; readonly syntax: LanguageSyntax; readonly state: ScanState }
  | undefined;

/** The state in which the window before the cursor starts. */
export function stateAtWindow({ source }: LanguageSyntax): ScanState {
  return source ? { line: source.window } : {};
}

/** The string or comment in which the line of the cursor starts. */
export function stateAtLine(snapshot: Snapshot): ScanState {
  let state = states.get(snapshot);
  if (!state) {
    const { syntax, prefix, lineBefore } = snapshot;
    const above = prefix.slice(0, prefix.length - lineBefore.length);
    state =
      last?.syntax === syntax && last.above === above
        ? last.state
        : scanBrackets(above, syntax, stateAtWindow(syntax)).end;
    last = { above, syntax, state };
    states.set(snapshot, state);
  }
  return state;
}

/** The string or comment around the cursor. */
export function stateAtCursor(snapshot: Snapshot): ScanState {
  return scanBrackets(snapshot.lineBefore, snapshot.syntax, stateAtLine(snapshot)).end;
}
