import { isClause, opensBlock } from '../../languages/blocks.ts';
import { closesByWord } from '../../languages/closers.ts';
import { imbalanceWith } from './range/balanceBrackets.ts';
import { scanBrackets } from './range/scanBrackets.ts';
import { stateAtCursor, stateAtWindow } from './range/scanStates.ts';
import type { LanguageSyntax } from '../../languages/syntaxPresets.ts';
import type { Snapshot } from '../snapshot.ts';
import { SUFFIX_WINDOW } from '../snapshot.ts';

/**
 * Whether cutting an answer before a line would remove the end of a block that the answer itself opens. Such a line is
 * never a repetition of one below the cursor.
 */
export function closesOwnBlock(lines: readonly string[], cut: number, snapshot: Snapshot): boolean {
  const kept = lines.slice(0, cut);
  const closesBracket = openBrackets(kept, snapshot) > openBrackets(lines, snapshot);
  const closesWord = openWords(kept, snapshot) > openWords(lines, snapshot);
  return (closesBracket || closesWord) && !hasUnopenedCloser(lines[cut] ?? '', snapshot);
}

/**
 * Whether the document has a closing line without an opening one, which can only be meant for a block of the answer.
 * `closing` is a line of the same kind.
 */
export function hasUnopenedCloser(closing: string, snapshot: Snapshot): boolean {
  if (!closesByWord(closing)) return imbalanceWith('', 0, snapshot).unopened > 0;
  return openWords(snapshot.prefix.split('\n'), snapshot) === 0;
}

/** Whether blocks of a template are open at the end of a document, whose window has all of it. */
export function lacksTemplateEnd(closing: string, snapshot: Snapshot): boolean {
  const { firstLine, prefix, suffix } = snapshot;
  if (firstLine > 0 || suffix.length >= SUFFIX_WINDOW || !/^\s*[{<]/.test(closing)) return false;
  return openWords(`${prefix}${suffix}`.split('\n'), snapshot) > 0;
}

/** Whether a closing line may end a block above the cursor: one is open, or the document begins above the window. */
export function mayCloseAbove(closing: string, snapshot: Snapshot): boolean {
  const { firstLine, prefix, syntax } = snapshot;
  if (firstLine > 0) return true;
  if (closesByWord(closing)) return openWords(prefix.split('\n'), snapshot) > 0;
  return scanBrackets(prefix, syntax, stateAtWindow(syntax)).open.length > 0;
}

function openBrackets(lines: readonly string[], snapshot: Snapshot): number {
  return scanBrackets(lines.join('\n'), snapshot.syntax, stateAtCursor(snapshot)).open.length;
}

/** Number of blocks that the lines open with a word or tag and do not close. */
function openWords(lines: readonly string[], { syntax }: Snapshot): number {
  return lines.reduce((open, line) => openWordsAfter(open, line, syntax), 0);
}

/** The number of open blocks that a word or tag will close, updated for one more line. */
export function openWordsAfter(open: number, line: string, syntax: LanguageSyntax): number {
  if (syntax.isOffside) return 0;
  if (closesByWord(line)) return Math.max(0, open - 1);
  const opens = opensBlock(line, syntax) && !isClause(line) && !/[{([:]\s*$/.test(line);
  return opens ? open + 1 : open;
}
