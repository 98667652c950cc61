import { columnsOf, leadingWhitespace } from '../../../base/indentation.ts';
import { opensBlock } from '../../../languages/blocks.ts';
import { closesByWord, closingToken } from '../../../languages/closers.ts';
import type { Snapshot } from '../../snapshot.ts';
import { scanBrackets } from './scanBrackets.ts';
import { stateAtWindow } from './scanStates.ts';

/**
 * The indentation of the cursor's line under a text that closes a block: that of the line that opens the block, if
 * the cursor is deeper, as it is after Enter in the block. Otherwise the indentation that is there.
 */
export function indentationFor(text: string, snapshot: Snapshot): string {
  const { lineBefore, lineAfter, indent } = snapshot;
  if (lineBefore === '' || lineBefore.trim() !== '' || lineAfter.trim() !== '') return lineBefore;
  if (closingToken(text.split('\n', 1)[0] ?? '') === undefined) return lineBefore;
  const opener = closesByWord(text) ? openerOfWord(snapshot) : openerOfBracket(snapshot);
  if (opener === undefined) return lineBefore;
  const indentation = leadingWhitespace(opener);
  return columnsOf(indentation, indent.tabSize) < columnsOf(lineBefore, indent.tabSize) &&
    lineBefore.startsWith(indentation)
    ? indentation
    : lineBefore;
}

/** The line of the last bracket above the cursor that is open. */
function openerOfBracket({ prefix, syntax }: Snapshot): string | undefined {
  const at = scanBrackets(prefix, syntax, stateAtWindow(syntax)).open.at(-1)?.at;
  if (at === undefined) return undefined;
  return prefix.slice(prefix.lastIndexOf('\n', at) + 1, at + 1);
}

/** The line above the cursor that opens a block with a word or tag, and is not closed. */
function openerOfWord({ prefix, syntax }: Snapshot): string | undefined {
  let closed = 0;
  for (const line of prefix.split('\n').slice(0, -1).reverse()) {
    if (closesByWord(line)) closed += 1;
    else if (opensBlock(line, syntax)) {
      if (closed === 0) return line;
      closed -= 1;
    }
  }
  return undefined;
}
