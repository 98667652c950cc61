import type { Declaration } from '../outline/declaration.ts';
import { outlineOf } from '../outline/outline.ts';
import type { Section } from './chunk.ts';
import { MAX_CHUNK_LENGTH } from './chunk.ts';

/** A line of documentation or an annotation above a declaration. */
const ABOVE = /^(?:\/\/|\/\*|\*|#|--|;;|@|\[\w|%|''')/;
/** Lines above a declaration that belong to it, at most. */
const MAX_ABOVE = 60;

/**
 * The sections of a program: its declarations with the comments above them. A type that is too long for a chunk is
 * divided into its members. What is between two declarations belongs to the one above.
 */
export function codeSections(lines: readonly string[], languageId: string): Section[] {
  const starts: { readonly line: number; readonly symbol: string }[] = [];
  // The first line that belongs to no declaration yet.
  let free = 0;
  const add = (declarations: readonly Declaration[], outer: string): void => {
    for (const declaration of declarations) {
      if (declaration.line < free) continue;
      const symbol = symbolOf(declaration, outer);
      starts.push({ line: commentStart(lines, declaration.line, free), symbol });
      free = declaration.line + 1;
      if (declaration.members.length > 0 && isLong(lines, declaration)) {
        add(declaration.members, symbol);
      }
      free = Math.max(free, declaration.end);
    }
  };
  add(outlineOf(lines, languageId), '');
  const sections: Section[] = [];
  const [first] = starts;
  if (!first || first.line > 0) {
    sections.push({ line: 0, end: first?.line ?? lines.length, symbol: '' });
  }
  for (const [at, { line, symbol }] of starts.entries()) {
    const end = starts[at + 1]?.line ?? lines.length;
    if (end > line) sections.push({ line, end, symbol });
  }
  return sections;
}

function symbolOf({ names: [name = ''], owner }: Declaration, outer: string): string {
  const type = outer === '' ? (owner ?? '') : outer;
  return type === '' ? name : `${type}.${name}`;
}

function isLong(lines: readonly string[], { line, end }: Declaration): boolean {
  let length = 0;
  for (let at = line; at < end; at += 1) {
    length += (lines[at]?.length ?? 0) + 1;
    if (length > MAX_CHUNK_LENGTH) return true;
  }
  return false;
}

/** The first line of the comments and annotations directly above a line, not before `from`. */
function commentStart(lines: readonly string[], line: number, from: number): number {
  let start = line;
  let isInBlock = false;
  for (let at = line - 1; at >= Math.max(from, line - MAX_ABOVE); at -= 1) {
    const text = (lines[at] ?? '').trim();
    if (text.endsWith('*/') && !text.startsWith('/*')) isInBlock = true;
    if (!isInBlock && !ABOVE.test(text)) break;
    if (text.startsWith('/*')) isInBlock = false;
    start = at;
  }
  return start;
}
