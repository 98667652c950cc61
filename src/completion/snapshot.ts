import type { LineSource } from '../base/lines.ts';
import { leadingWhitespace } from '../base/indentation.ts';
import { truncateEnd, truncateStart } from '../base/textExcerpt.ts';
import type { LanguageSyntax } from '../languages/syntaxPresets.ts';
import { opensBlock } from '../languages/blocks.ts';
import { syntaxOf } from '../languages/syntax.ts';

/** Indentation of a document: the text of one level, and the width of a tab in columns. */
export interface IndentStyle {
  readonly unit: string;
  readonly tabSize: number;
  /** Set if nothing in the document indicates the indentation. */
  readonly isGuess?: true;
}

/** The selected row of the suggest widget: its text, and the number of characters before the cursor it replaces. */
interface SelectedSuggestItem {
  readonly text: string;
  readonly replacedLength: number;
}

/**
 * The text around the cursor at one time, and what is known about its document. All texts use LF; the adapter converts
 * line endings.
 */
export interface Snapshot {
  /** Identity of the document (its URI as text). */
  readonly document: string;
  /** Workspace-relative path, or the bare name. */
  readonly path: string;
  readonly languageId: string;
  readonly syntax: LanguageSyntax;
  /** The window before the cursor; starts at a line start unless a single line fills it. */
  readonly prefix: string;
  /** The window after the cursor. */
  readonly suffix: string;
  /** Zero-based document line in which `prefix` starts. */
  readonly firstLine: number;
  /** The line of the cursor, before and after it (parts of the windows). */
  readonly lineBefore: string;
  readonly lineAfter: string;
  readonly indent: IndentStyle;
  readonly trigger: 'automatic' | 'invoke';
  readonly selected?: SelectedSuggestItem | undefined;
}

/** Facts about the cursor and the document, apart from its lines. */
export interface CursorState {
  readonly document: string;
  readonly path: string;
  readonly languageId: string;
  /** Zero-based line and UTF-16 column of the cursor. */
  readonly line: number;
  readonly column: number;
  readonly indent?: IndentStyle;
  readonly trigger: 'automatic' | 'invoke';
  readonly selected?: SelectedSuggestItem;
  /** The syntax, given the first line of the window. Set if a grammar may be more accurate than the built-in rules. */
  readonly syntaxAt?: (firstLine: number) => LanguageSyntax;
}

/** Maximum number of characters before the cursor; together with those after it, about 3,600 tokens. */
export const PREFIX_WINDOW = 8000;
/** Maximum number of characters after the cursor. */
export const SUFFIX_WINDOW = 2800;

/**
 * Windows start and end at multiples of this number of lines, so that the beginning of the prompt does not change while
 * the user types and the service's prompt cache applies.
 */
export const LINE_STEP = 32;
/** Within a long line, the window starts at a multiple of this number of characters, for the same reason. */
const CHARACTER_STEP = 1024;

/** The key for tabs in the counts of {@link detectIndent}. */
const TAB_KEY = 0;

/** Takes a snapshot. Reads only the lines near the cursor, however large the document is. */
export function takeSnapshot(lines: LineSource, cursor: CursorState): Snapshot {
  const current = lines.at(cursor.line);
  const before = truncateStart(current.slice(0, cursor.column), PREFIX_WINDOW, CHARACTER_STEP);
  const after = truncateEnd(current.slice(cursor.column), SUFFIX_WINDOW);
  const first =
    before.length < Math.min(cursor.column, current.length)
      ? cursor.line
      : firstLineOf(lines, cursor.line, PREFIX_WINDOW - before.length);
  const last =
    after.length < current.length - cursor.column
      ? cursor.line
      : lastLineOf(lines, cursor.line, SUFFIX_WINDOW - after.length);
  const above: string[] = [];
  for (let line = first; line < cursor.line; line += 1) above.push(lines.at(line));
  const below: string[] = [after];
  for (let line = cursor.line + 1; line <= last; line += 1) below.push(lines.at(line));
  above.push(before);
  const syntax = cursor.syntaxAt?.(first) ?? syntaxOf(cursor.languageId);
  return {
    document: cursor.document,
    path: cursor.path,
    languageId: cursor.languageId,
    syntax,
    prefix: above.join('\n'),
    suffix: below.join('\n'),
    firstLine: first,
    lineBefore: before,
    lineAfter: after,
    indent: cursor.indent ?? detectIndent(lines, syntax, first, last),
    trigger: cursor.trigger,
    ...(cursor.selected ? { selected: cursor.selected } : {}),
  };
}

function firstLineOf(lines: LineSource, line: number, budget: number): number {
  let first = line;
  while (first > 0 && budget > 0) {
    budget -= lines.at(first - 1).length + 1;
    if (budget >= 0) first -= 1;
  }
  const step = Math.ceil(first / LINE_STEP) * LINE_STEP;
  return step <= line ? step : first;
}

function lastLineOf(lines: LineSource, line: number, budget: number): number {
  let last = line;
  while (last < lines.count - 1 && budget > 0) {
    budget -= lines.at(last + 1).length + 1;
    if (budget >= 0) last += 1;
  }
  if (last === lines.count - 1) return last;
  const step = Math.floor(last / LINE_STEP) * LINE_STEP;
  return step > line ? step : last;
}

/** Maximum length of an indentation that counts; a longer one is not indentation. */
const MAX_INDENT_LENGTH = 400;

/** The indentation that most of some lines use; without any, that of the language, or four spaces. */
export function detectIndent(
  lines: LineSource,
  syntax?: LanguageSyntax,
  from = 0,
  to = lines.count - 1,
): IndentStyle {
  /** How often each width is used, in spaces; {@link TAB_KEY} for tabs. */
  const widths = new Map<number, number>();
  let previous = 0;
  for (let number = from; number <= to; number += 1) {
    const line = lines.at(number);
    if (line === '') continue; // a line of whitespace counts: in a new file it may be the only line
    let length = 0;
    let hasTab = false;
    while (length < MAX_INDENT_LENGTH && (line[length] === ' ' || line[length] === '\t')) {
      hasTab ||= line[length] === '\t';
      length += 1;
    }
    const step = Math.abs(length - previous);
    previous = length;
    const isTabbed = line.startsWith('\t');
    if (!isTabbed && (hasTab || step < 2 || step > 8)) continue;
    const width = isTabbed ? TAB_KEY : step;
    widths.set(width, (widths.get(width) ?? 0) + 1);
  }
  const [width] = [...widths].sort((a, b) => b[1] - a[1])[0] ?? [];
  if (width === TAB_KEY) return { unit: '\t', tabSize: 4 };
  if (width !== undefined) return { unit: ' '.repeat(width), tabSize: width };
  return syntax?.usesTabs
    ? { unit: '\t', tabSize: 4 }
    : { unit: '    ', tabSize: 4, isGuess: true };
}

/** The lines of the window above the line of the cursor. */
export function linesAbove({ prefix, lineBefore }: Snapshot): string[] {
  return prefix
    .slice(0, prefix.length - lineBefore.length)
    .split('\n')
    .slice(0, -1);
}

/** The last line above the cursor that is not blank; undefined if the window has none. */
export function lineAbove(snapshot: Snapshot): string | undefined {
  const above = snapshot.prefix.slice(0, snapshot.prefix.length - snapshot.lineBefore.length);
  return above.trimEnd().split('\n').at(-1) || undefined;
}

/** The lines of the window below the line of the cursor. */
export function linesBelow(snapshot: Snapshot): string[] {
  return snapshot.suffix.slice(snapshot.lineAfter.length).split('\n').slice(1);
}

/** The first line below the cursor that is not blank; undefined if the window has none. */
export function lineBelow(snapshot: Snapshot): string | undefined {
  return linesBelow(snapshot).find((line) => line.trim() !== '');
}

/** The state after inserting a text, which replaces some characters after the cursor. */
export function afterInserting(
  snapshot: Snapshot,
  { text, replacedSuffixLength }: { readonly text: string; readonly replacedSuffixLength: number },
): Snapshot {
  const prefix = snapshot.prefix + text;
  return {
    ...snapshot,
    prefix,
    suffix: snapshot.suffix.slice(replacedSuffixLength),
    lineBefore: prefix.slice(prefix.lastIndexOf('\n') + 1),
    lineAfter: snapshot.lineAfter.slice(replacedSuffixLength),
    selected: undefined,
  };
}

/** The state after Enter, with the indentation that an editor adds. */
export function afterEnter(snapshot: Snapshot): Snapshot {
  const { lineBefore, syntax, indent } = snapshot;
  const deeper = opensBlock(lineBefore, syntax) ? indent.unit : '';
  return afterInserting(snapshot, {
    text: `\n${leadingWhitespace(lineBefore)}${deeper}`,
    replacedSuffixLength: 0,
  });
}

/** Number of characters before the cursor that are compared first, since most states differ there. */
const NEAR = 32;

/** The text typed between two states of a document: '' if none, undefined if `later` does not continue `earlier`. */
export function typedSince(earlier: Snapshot, later: Snapshot): string | undefined {
  if (earlier === later) return '';
  if (earlier.document !== later.document || earlier.languageId !== later.languageId) {
    return undefined;
  }
  const first = Math.max(earlier.firstLine, later.firstLine);
  const before = fromLine(earlier, first);
  const now = fromLine(later, first);
  if (before === undefined || now === undefined) return undefined;
  // Avoids comparing whole windows in most cases.
  const last = before.length - 1;
  if (now.length < before.length || now[last] !== before[last]) return undefined;
  const near = Math.max(0, before.length - NEAR);
  if (!now.startsWith(before.slice(near), near) || !now.startsWith(before)) return undefined;
  return now.slice(before.length);
}

/** The prefix from a document line on; windows move in steps while the user types. */
function fromLine({ prefix, firstLine }: Snapshot, line: number): string | undefined {
  if (line === firstLine) return prefix;
  let at = 0;
  for (let skipped = firstLine; skipped < line; skipped += 1) {
    const end = prefix.indexOf('\n', at);
    if (end < 0) return undefined;
    at = end + 1;
  }
  return prefix.slice(at);
}

/** The state after accepting the selected row of the suggest widget. */
export function withSelectedCompletion(snapshot: Snapshot): Snapshot {
  const { selected } = snapshot;
  if (!selected) return snapshot;
  const replaced = (text: string) =>
    text.slice(0, text.length - selected.replacedLength) + selected.text;
  return {
    ...snapshot,
    prefix: replaced(snapshot.prefix),
    lineBefore: replaced(snapshot.lineBefore),
  };
}

/** Whether the selected row of the suggest widget, if any, continues the typed text; if not, VS Code shows no item. */
export function continuesSelectedCompletion({ selected, lineBefore }: Snapshot): boolean {
  if (!selected) return true;
  const typed = selected.replacedLength === 0 ? '' : lineBefore.slice(-selected.replacedLength);
  return selected.replacedLength <= lineBefore.length && selected.text.startsWith(typed);
}
