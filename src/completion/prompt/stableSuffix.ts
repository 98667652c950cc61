import { linesBelow } from '../snapshot.ts';
import type { Snapshot } from '../snapshot.ts';

/** Number of lines that are compared: those nearest to the cursor matter most. */
const COMPARED_LINES = 40;
/** Maximum share of changed characters. */
const MAX_CHANGED_SHARE = 0.1;

/**
 * Reuses the last text after the cursor while it has hardly changed. The model reads it first, so any difference
 * invalidates the service's prompt cache.
 */
export class StableSuffix {
  #sent: Snapshot | undefined;

  /** The suffix to send for a snapshot. */
  at(snapshot: Snapshot): string {
    if (!this.#sent || !isNearlyUnchanged(this.#sent, snapshot)) this.#sent = snapshot;
    return this.#sent.suffix;
  }
}

function isNearlyUnchanged(sent: Snapshot, now: Snapshot): boolean {
  if (sent.document !== now.document || sent.lineAfter !== now.lineAfter) return false;
  if (sent.suffix === now.suffix) return true;
  const before = linesBelow(sent);
  const after = linesBelow(now);
  // The next line of code matters most, so it must be current.
  if (firstOfCode(before) !== firstOfCode(after)) return false;
  const first = before.slice(0, COMPARED_LINES);
  const changed =
    lengthWithout(first, after) + lengthWithout(after.slice(0, COMPARED_LINES), before);
  return changed < Math.max(1, lengthWithout(first, []) * MAX_CHANGED_SHARE);
}

function firstOfCode(lines: readonly string[]): string | undefined {
  return lines.find((line) => line.trim() !== '');
}

/** Number of characters in the lines that `others` does not contain. */
function lengthWithout(lines: readonly string[], others: readonly string[]): number {
  const known = new Set(others);
  return lines.reduce((sum, line) => sum + (known.has(line) ? 0 : line.length + 1), 0);
}
