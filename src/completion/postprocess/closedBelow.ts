import { columnsOf } from '../../base/indentation.ts';
import { closesSame } from '../../languages/closers.ts';
import type { Snapshot } from '../snapshot.ts';
import { linesBelow } from '../snapshot.ts';

/** Whether the document already closes the block below the cursor. `floor` is the block's indentation in columns. */
export function isClosedBelow(closing: string, floor: number, snapshot: Snapshot): boolean {
  return closesSame(closing, lineBelowAt(floor, snapshot));
}

/** The trimmed line below the cursor where a block with this floor ends; empty if that line is further left. */
export function lineBelowAt(floor: number, snapshot: Snapshot): string {
  const below = linesBelow(snapshot).find(
    (line) => line.trim() !== '' && columnsOf(line, snapshot.indent.tabSize) <= floor,
  );
  return below === undefined || columnsOf(below, snapshot.indent.tabSize) < floor
    ? ''
    : below.trim();
}
