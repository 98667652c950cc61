import type { DeclarationLines } from './lineRanges.ts';
import type { Declaration } from './declaration.ts';

/** Maximum number of lines of a method read, and of the text of a field in characters. */
const MAX_LINES = 200;
const MAX_LENGTH = 80;

/** The fields that a method assigns to the object: `self.name = …`, `this.name = …`, without those already found. */
export function assignedFields(
  lines: readonly string[],
  { line, end }: DeclarationLines,
  found: readonly Declaration[],
): Declaration[] {
  const known = new Set(found.flatMap(({ names }) => names));
  const fields: Declaration[] = [];
  for (let at = line + 1; at < Math.min(end, line + MAX_LINES); at += 1) {
    const text = (lines[at] ?? '').trim();
    const name = /^(?:self|this)\.([\p{L}_$][\p{L}\p{N}_$]*)\s*(?::[^=]*)?=(?!=)/u.exec(text)?.[1];
    if (name === undefined || known.has(name)) continue;
    known.add(name);
    const short = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;
    fields.push({ names: [name], line: at, end: at + 1, text: short, doc: '', members: [] });
  }
  return fields;
}
