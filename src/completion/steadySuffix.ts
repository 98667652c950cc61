import { linesBelow } from './snapshot.ts';
import type { Snapshot } from './snapshot.ts';

/** Lines of a suffix that are compared: its first part, which says most about what to write. */
const FIRST_LINES = 40;
/** The part of it that may have changed. */
const CHANGED = 0.1;

/**
 * Keeps sending the text after the cursor as it was sent before, while hardly anything of it has changed:
 * the model reads it first, so the service's prompt cache ends where it differs.
 */
export class SteadySuffix {
  #sent: Snapshot | undefined;

  /** The text to send after the cursor of this snapshot. */
  at(snapshot: Snapshot): string {
    if (!this.#sent || !isStill(this.#sent, snapshot)) this.#sent = snapshot;
    return this.#sent.suffix;
  }
}

function isStill(sent: Snapshot, now: Snapshot): boolean {
  if (sent.document !== now.document || sent.lineAfter !== now.lineAfter) return false;
  const before = linesBelow(sent);
  const after = linesBelow(now);
  // The next line of code is the nearest to what is asked for: it must be true.
  if (firstOfCode(before) !== firstOfCode(after)) return false;
  const first = before.slice(0, FIRST_LINES);
  const changed = lengthWithout(first, after) + lengthWithout(after.slice(0, FIRST_LINES), before);
  return changed < Math.max(1, lengthWithout(first, []) * CHANGED);
}

function firstOfCode(lines: readonly string[]): string | undefined {
  return lines.find((line) => line.trim() !== '');
}

/** Characters of the lines that do not stand in another text. */
function lengthWithout(lines: readonly string[], others: readonly string[]): number {
  const known = new Set(others);
  return lines.reduce((sum, line) => sum + (known.has(line) ? 0 : line.length + 1), 0);
}
