import { isSameCompletionGroup } from '../../../languages/completionGroups.ts';
import type { OpenDocument, Snippet } from './snippet.ts';
import { textOf } from './snippetWindows.ts';

/** Maximum numbers of cells, of lines per cell, and of characters in total. */
const MAX_CELLS = 20;
const MAX_LINES = 60;
const MAX_CELLS_LENGTH = 6000;

/**
 * The code cells above the current cell, in order; in a long notebook, the nearest ones. Text cells are not sent, since
 * they would look like broken code.
 */
export function cellsAbove(current: OpenDocument, cells: readonly OpenDocument[]): Snippet[] {
  const found: Snippet[] = [];
  let room = MAX_CELLS_LENGTH;
  for (const { id, path, languageId, lines } of cells.toReversed().slice(0, MAX_CELLS)) {
    if (id === current.id || !isSameCompletionGroup(current.languageId, languageId)) continue;
    const text = textOf(lines, 0, MAX_LINES);
    if (text === '') continue;
    room -= text.length;
    if (room < 0 && found.length > 0) break;
    found.push({ path, text, rank: found.length + 1, source: 'cell' });
  }
  return found.reverse();
}
