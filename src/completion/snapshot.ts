import type { Language } from './language.ts';
import { languageOf, opensBlock } from './language.ts';

/** How a document indents: the text of one level, and how many columns a tab takes. */
export interface Indent {
  readonly unit: string;
  readonly tabSize: number;
  /** Set where nothing in the document speaks for it. */
  readonly isGuess?: true;
}

/** The row chosen in the suggest widget: its text, and how far left of the cursor its range begins. */
export interface SelectedItem {
  readonly text: string;
  readonly before: number;
}

/**
 * The one value that flows through the engine: what stands around the cursor at one moment.
 * All texts use LF; the adapter converts on the way in and out.
 */
export interface Snapshot {
  /** Identity of the document (its URI as text). */
  readonly document: string;
  /** Workspace-relative path, or the bare name. */
  readonly path: string;
  readonly languageId: string;
  readonly language: Language;
  /** The window before the cursor; begins at a line start unless one line fills it. */
  readonly prefix: string;
  /** The window after the cursor. */
  readonly suffix: string;
  /** Number of the document's line in which `prefix` begins, from 0. */
  readonly firstLine: number;
  /** The cursor's line, left and right of it (parts of the windows). */
  readonly lineBefore: string;
  readonly lineAfter: string;
  readonly eol: '\n' | '\r\n';
  readonly indent: Indent;
  readonly trigger: 'automatic' | 'invoke';
  readonly selected?: SelectedItem | undefined;
}

/** The lines of a document as the engine reads them: by number, never as a whole. */
export interface Lines {
  readonly count: number;
  /** Text of a line without its end. */
  at(line: number): string;
}

/** What an adapter knows of the moment, beside the lines. */
export interface Moment {
  readonly document: string;
  readonly path: string;
  readonly languageId: string;
  /** Cursor: line and UTF-16 column, from 0. */
  readonly line: number;
  readonly column: number;
  readonly eol: '\n' | '\r\n';
  readonly indent?: Indent;
  readonly trigger: 'automatic' | 'invoke';
  readonly selected?: SelectedItem;
}

/** Characters of a document that a request may hold before the cursor: with those after it about 3,600 tokens. */
export const PREFIX_WINDOW = 8000;
/** Characters of a document that a request may hold after the cursor. */
export const SUFFIX_WINDOW = 2800;

/**
 * Windows begin and end at multiples of this many lines, so that the head of the prompt stays the same,
 * byte for byte, while someone types, and the service's prompt cache can serve it.
 */
const STEP = 32;

/** Takes the snapshot at a cursor. Reads only the lines near it, however large the document is. */
export function takeSnapshot(lines: Lines, moment: Moment): Snapshot {
  const current = lines.at(moment.line);
  const before = cutStart(current.slice(0, moment.column), PREFIX_WINDOW);
  const after = cutEnd(current.slice(moment.column), SUFFIX_WINDOW);
  const first =
    before.length < Math.min(moment.column, current.length)
      ? moment.line
      : firstLineOf(lines, moment.line, PREFIX_WINDOW - before.length);
  const last =
    after.length < current.length - moment.column
      ? moment.line
      : lastLineOf(lines, moment.line, SUFFIX_WINDOW - after.length);
  const prefix = [...range(lines, first, moment.line), before].join('\n');
  const language = languageOf(moment.languageId);
  const suffix = [after, ...range(lines, moment.line + 1, last + 1)].join('\n');
  return {
    document: moment.document,
    path: moment.path,
    languageId: moment.languageId,
    language,
    prefix,
    suffix,
    firstLine: first,
    lineBefore: before,
    lineAfter: after,
    eol: moment.eol,
    indent: moment.indent ?? detectIndent(`${prefix}${suffix}`.split('\n'), language),
    trigger: moment.trigger,
    ...(moment.selected ? { selected: moment.selected } : {}),
  };
}

function range(lines: Lines, from: number, to: number): string[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => lines.at(from + index));
}

function firstLineOf(lines: Lines, line: number, budget: number): number {
  let first = line;
  while (first > 0 && budget > 0) {
    budget -= lines.at(first - 1).length + 1;
    if (budget >= 0) first -= 1;
  }
  const step = Math.ceil(first / STEP) * STEP;
  return step <= line ? step : first;
}

function lastLineOf(lines: Lines, line: number, budget: number): number {
  let last = line;
  while (last < lines.count - 1 && budget > 0) {
    budget -= lines.at(last + 1).length + 1;
    if (budget >= 0) last += 1;
  }
  if (last === lines.count - 1) return last;
  const step = Math.floor(last / STEP) * STEP;
  return step > line ? step : last;
}

function cutStart(text: string, length: number): string {
  if (text.length <= length) return text;
  // In large steps, for the same reason as STEP; never between the halves of a surrogate pair.
  const from = Math.ceil((text.length - length) / 1024) * 1024;
  return text.slice(isLowSurrogate(text, from) ? from + 1 : from);
}

/** The beginning of a text, at most so many UTF-16 units; never half a surrogate pair. */
export function cutEnd(text: string, length: number): string {
  if (text.length <= length) return text;
  return text.slice(0, isLowSurrogate(text, length) ? length - 1 : length);
}

function isLowSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
}

/** The indentation that most lines of a text speak for; where none says anything, the language's or four spaces. */
export function detectIndent(lines: readonly string[], language?: Language): Indent {
  const steps = new Map<string, number>();
  let previous = 0;
  for (const line of lines) {
    if (line === '') continue; // blanks alone do count: in a new file the cursor's line may be all there is
    const blanks = blanksOf(line);
    if (blanks.startsWith('\t')) count(steps, '\t');
    const step = Math.abs(blanks.length - previous);
    if (!blanks.includes('\t') && step >= 2 && step <= 8) count(steps, ' '.repeat(step));
    previous = blanks.length;
  }
  const [unit] = [...steps].sort((a, b) => b[1] - a[1])[0] ?? [];
  if (unit !== undefined) return { unit, tabSize: unit === '\t' ? 4 : unit.length };
  return language?.tabbed
    ? { unit: '\t', tabSize: 4 }
    : { unit: '    ', tabSize: 4, isGuess: true };
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** The blanks at the beginning of a line. */
export function blanksOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** Columns that the blanks at the beginning of a line take. */
export function columnsOf(line: string, indent: Indent): number {
  let columns = 0;
  for (const blank of blanksOf(line)) {
    columns += blank === '\t' ? indent.tabSize - (columns % indent.tabSize) : 1;
  }
  return columns;
}

/** The last line above the cursor's that is not blank; undefined where there is none in the window. */
export function lineAbove(snapshot: Snapshot): string | undefined {
  const above = snapshot.prefix.slice(0, snapshot.prefix.length - snapshot.lineBefore.length);
  return above.trimEnd().split('\n').at(-1) || undefined;
}

/** The lines below the cursor's line, as far as the window reaches. */
export function linesBelow(snapshot: Snapshot): string[] {
  return snapshot.suffix.slice(snapshot.lineAfter.length).split('\n').slice(1);
}

/** The first line below the cursor's that is not blank; undefined where there is none in the window. */
export function lineBelow(snapshot: Snapshot): string | undefined {
  return linesBelow(snapshot).find((line) => line.trim() !== '');
}

/** The state once a text stands in place of some characters right of the cursor, the cursor behind it. */
export function advance(
  snapshot: Snapshot,
  { text, covered }: { readonly text: string; readonly covered: number },
): Snapshot {
  const prefix = snapshot.prefix + text;
  return {
    ...snapshot,
    prefix,
    suffix: snapshot.suffix.slice(covered),
    lineBefore: prefix.slice(prefix.lastIndexOf('\n') + 1),
    lineAfter: snapshot.lineAfter.slice(covered),
    selected: undefined,
  };
}

/** The state after Enter, indented as editors do it. */
export function onNextLine(snapshot: Snapshot): Snapshot {
  const { lineBefore, language, indent } = snapshot;
  const deeper = opensBlock(lineBefore, language) ? indent.unit : '';
  return advance(snapshot, { text: `\n${blanksOf(lineBefore)}${deeper}`, covered: 0 });
}

/** Characters before a cursor in which most states differ. */
const NEAR = 32;

/** What was typed between two states of a document: '' if nothing, undefined if one does not continue the other. */
export function typedSince(earlier: Snapshot, later: Snapshot): string | undefined {
  if (earlier === later) return '';
  if (earlier.document !== later.document || earlier.languageId !== later.languageId) {
    return undefined;
  }
  const first = Math.max(earlier.firstLine, later.firstLine);
  const before = fromLine(earlier, first);
  const now = fromLine(later, first);
  if (before === undefined || now === undefined) return undefined;
  // States differ near the cursor: a look there first spares comparing whole windows.
  const near = Math.max(0, before.length - NEAR);
  if (!now.startsWith(before.slice(near), near) || !now.startsWith(before)) return undefined;
  return now.slice(before.length);
}

/** The prefix from a line of the document on; windows move in steps while someone types. */
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

/** The text in front of the cursor as it will be once the suggest widget's row is taken. */
export function withSelected(snapshot: Snapshot): Snapshot {
  const { selected } = snapshot;
  if (!selected) return snapshot;
  const replaced = (text: string) => text.slice(0, text.length - selected.before) + selected.text;
  return {
    ...snapshot,
    prefix: replaced(snapshot.prefix),
    lineBefore: replaced(snapshot.lineBefore),
  };
}

/** Whether the suggest widget's row, if there is one, continues what is typed; otherwise VS Code draws no item. */
export function continuesSelected({ selected, lineBefore }: Snapshot): boolean {
  if (!selected) return true;
  const typed = selected.before === 0 ? '' : lineBefore.slice(-selected.before);
  return selected.before <= lineBefore.length && selected.text.startsWith(typed);
}
