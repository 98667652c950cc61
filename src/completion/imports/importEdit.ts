import type { LineSource } from '../../base/lines.ts';
import { isImportLine, isNamelessImport } from './importLines.ts';

/** A replacement that a language service proposes. Lines and UTF-16 columns count from 0. */
export interface FixEdit {
  readonly startLine: number;
  readonly startCharacter: number;
  readonly endLine: number;
  readonly endCharacter: number;
  readonly newText: string;
}

/** A part of an import to write: at a position, in place of a number of characters of the line. */
export interface ImportEdit {
  readonly line: number;
  readonly character: number;
  readonly replaced: number;
  readonly text: string;
}

/** An import is a few edits: a statement, or a name and a comma. */
const MAX_EDITS = 20;
/** Longest text of an edit, in characters. */
const MAX_LENGTH = 2_000;
/** Lines that an edit may replace with themselves. */
const MAX_LINES = 50;

/**
 * The edits of a quick fix that does nothing but import `name`: `other` if it does something else, or imports one of
 * `others` as well; `unclear` if it changes imports in another way.
 */
export function importEditsOf(
  edits: readonly FixEdit[],
  lines: LineSource,
  name: string,
  others: ReadonlySet<string> = new Set(),
): readonly ImportEdit[] | 'other' | 'unclear' {
  if (edits.length === 0 || edits.length > MAX_EDITS) return 'other';
  const minimal: ImportEdit[] = [];
  const added = new Set<string>();
  let isUnclear = false;
  let isNameless = false;
  for (const fix of edits) {
    const edit = minimalEdit(fix, lines);
    const changed = edit && linesWithNewText(edit, lines);
    if (!changed) return 'other';
    minimal.push(edit);
    isUnclear ||= !keepsNames(edit, lines);
    isNameless ||= changed.some(isNamelessImport);
    for (const word of namesIn(edit.text)) added.add(word);
    if (isPath(edit.text) && edit.text.includes(name)) added.add(name);
  }
  for (const other of others) if (other !== name && added.has(other)) return 'other';
  return !isUnclear && (added.has(name) || isNameless) ? minimal : 'unclear';
}

/** The identifiers of a text. Paths are not names. */
function namesIn(text: string): string[] {
  const words = text.replace(/"[^"\n]*"|'[^'\n]*'/g, '');
  return words.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? [];
}

/** Whether an import consists of a path only, as in Go: `import "fmt"`, or `"fmt"` in a list. */
function isPath(text: string): boolean {
  return /^(?:import\b)?\s*(?:\(\s*)?"[^"\n]*"(?:\s*\))?$/.test(text.trim());
}

/**
 * Whether an edit keeps what it replaces, as in `use m::A` → `use m::{A, b}`. Only the keyword of `import type { A }`
 * may go: with a value, that becomes `import { b, type A }`.
 */
function keepsNames({ line, character, replaced, text }: ImportEdit, lines: LineSource): boolean {
  const all = lineAt(lines, line);
  const old = all.slice(character, character + replaced).trim();
  if (old === 'type' && text.trim() === '') return /^\s*import\s+type\b/.test(all);
  const names = namesIn(text);
  return text.includes(old) && namesIn(old).every((name) => names.includes(name));
}

/** An edit without the text that it replaces with itself; undefined if it replaces anything else on several lines. */
function minimalEdit(fix: FixEdit, lines: LineSource): ImportEdit | undefined {
  const { startLine, startCharacter, endLine, endCharacter } = fix;
  if (endLine - startLine > MAX_LINES || fix.newText.length > MAX_LENGTH) return undefined;
  if (startLine > endLine || endLine > lines.count) return undefined;
  const text = fix.newText.replace(/\r\n?/g, '\n');
  const replaced: string[] = [];
  for (let line = startLine; line <= endLine; line += 1) {
    const all = lineAt(lines, line);
    const from = line === startLine ? startCharacter : 0;
    replaced.push(all.slice(from, line === endLine ? endCharacter : all.length));
  }
  const old = replaced.join('\n');
  let start = 0;
  while (start < old.length && old[start] === text[start]) start += 1;
  let end = 0;
  const max = Math.min(old.length, text.length) - start;
  while (end < max && old.at(-1 - end) === text.at(-1 - end)) end += 1;
  const rest = old.slice(start, old.length - end);
  if (rest.includes('\n')) return undefined;
  const kept = old.slice(0, start);
  const breaks = kept.split('\n').length - 1;
  return {
    line: startLine + breaks,
    character: breaks === 0 ? startCharacter + start : start - kept.lastIndexOf('\n') - 1,
    replaced: rest.length,
    text: text.slice(start, text.length - end),
  };
}

/** The lines with new text, as they will be; undefined if one of them is not part of an import. */
function linesWithNewText(
  { line, character, replaced, text }: ImportEdit,
  lines: LineSource,
): readonly string[] | undefined {
  const all = lineAt(lines, line);
  const pieces = text.split('\n');
  const result = pieces.map(
    (piece, at) =>
      (at === 0 ? all.slice(0, character) : '') +
      piece +
      (at === pieces.length - 1 ? all.slice(character + replaced) : ''),
  );
  const found: string[] = [];
  for (const [at, piece] of pieces.entries()) {
    // Only whitespace, unless something is removed from the line.
    if (piece.trim() === '' && (replaced === 0 || pieces.length > 1)) continue;
    const above = (distance: number): string | undefined => {
      const index = at - distance;
      if (index >= 0) return result[index];
      return line + index >= 0 ? lineAt(lines, line + index) : undefined;
    };
    const whole = result[at] ?? '';
    if (!isImportLine(whole, above)) return undefined;
    found.push(whole);
  }
  return replaced > 0 && found.length === 0 ? undefined : found;
}

/** A line's text; empty after the end of the document. */
function lineAt(lines: LineSource, line: number): string {
  return line < lines.count ? lines.at(line) : '';
}
