import { isSameFamily } from './families.ts';
import type { OpenDocument, Snippet } from './snippet.ts';
import { textOf } from './windows.ts';

/** Cells, lines of a cell, and characters of all of them that are sent, at most. */
const MOST_CELLS = 20;
const MOST_LINES = 60;
const MOST_CHARACTERS = 6000;

/**
 * The code of a notebook above the current cell, in its order; of a long notebook the cells that are
 * nearest. Text cells stay: between pieces of code they look like code that went wrong.
 */
export function cellsAbove(current: OpenDocument, cells: readonly OpenDocument[]): Snippet[] {
  const found: Snippet[] = [];
  let room = MOST_CHARACTERS;
  for (const { id, path, languageId, lines } of cells.toReversed().slice(0, MOST_CELLS)) {
    if (id === current.id || !isSameFamily(current.languageId, languageId)) continue;
    const text = textOf(lines, 0, MOST_LINES);
    if (text === '') continue;
    room -= text.length;
    if (room < 0 && found.length > 0) break;
    found.push({ path, text, rank: found.length + 1 });
  }
  return found.reverse();
}
