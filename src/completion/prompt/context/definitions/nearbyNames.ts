import { isReserved } from '../../../../languages/reservedWords.ts';
import type { LineSource } from '../../../../base/lines.ts';

/** Why the declaration of a name is useful, in the order of usefulness. */
export type NameReason =
  /** Before the dot at the cursor. */
  | 'receiver'
  /** In the module before the dot at the cursor. */
  | 'module'
  /** A function whose arguments are being typed, or the type of a value whose members are. */
  | 'call'
  /** In the header of the enclosing type. */
  | 'base'
  /** Near the cursor. */
  | 'nearby'
  /** Imported. */
  | 'import'
  /** A type in the declaration of another name. */
  | 'type'
  /** In a related file. */
  | 'related';

/** A name in the current document whose declaration is useful at the cursor. */
export interface NearbyName {
  readonly name: string;
  readonly reason: NameReason;
  /** Zero-based position of an occurrence near the cursor. */
  readonly line: number;
  readonly column: number;
}

/** Lines read above and below the cursor for names. */
const LINES_ABOVE = 40;
const LINES_BELOW = 8;
/** Lines read above the cursor for the header of the enclosing type. */
const SEARCHED_LINES = 400;
/** Maximum number of characters read of a line. */
const MAX_LINE_LENGTH = 240;
/** Maximum number of names. */
const MAX_NAMES = 60;

/** Names of the object whose type contains the cursor. */
const OWN = /^(?:this|self|super|Self|base)$/;
const IDENTIFIER = /[\p{L}_$][\p{L}\p{N}_$]*/gu;
/** Strings and comments, whose words are not names. */
const STRING = /"(?:[^"\\]|\\.){0,99}"|'(?:[^'\\]|\\.){0,99}'/g;
const COMMENT = /(?:^|\s)(?:\/\/|#\s|--\s)/;
/** Headers of types, whose base types count as near throughout the type. */
const TYPE_HEADER =
  /^\s*(?:[\w@]+\s+){0,4}(?:class|interface|struct|trait|impl|object|record|protocol|extension)\s/;

/**
 * The names around the cursor, the most useful first: what is before a dot at the cursor, the functions whose
 * arguments are being typed, the enclosing type's bases, then other names by their distance from the cursor.
 */
export function nearbyNames(
  lines: LineSource,
  { line, column }: { readonly line: number; readonly column: number },
  languageId: string,
): NearbyName[] {
  const before = lines.at(line).slice(0, column);
  const receiver = receiverOf(before);
  const found = new Map<string, NearbyName>();
  const add = (name: string, reason: NameReason, line: number, start: number): void => {
    if (found.size >= MAX_NAMES || found.has(name)) return;
    const isReceiver = name === receiver?.name && reason === 'receiver';
    if (!isReceiver && (name.length < 2 || isReserved(name, languageId))) return;
    found.set(name, { name, reason, line: line, column: start });
  };
  if (receiver) add(receiver.name, 'receiver', line, receiver.column);
  for (const { name, at, column: start } of openCalls(lines, line, before)) {
    add(name, 'call', at, start);
  }
  // The members of the base types are members of the object itself.
  const base = receiver && OWN.test(receiver.name) ? 'receiver' : 'base';
  for (const { name, at, column: start } of basesAbove(lines, line)) add(name, base, at, start);
  for (const at of byDistance(line, lines.count)) {
    for (const { name, column: start } of namesIn(lines.at(at))) add(name, 'nearby', at, start);
  }
  return [...found.values()];
}

/** The last name before a dot, arrow or scope operator at the end of a text, skipping calls and indexes. */
function receiverOf(before: string): { name: string; column: number } | undefined {
  const dot = /(?:\?\.|!\.|->|::|\.)\s*[\p{L}\p{N}_$]*$/u.exec(before.slice(-MAX_LINE_LENGTH));
  if (!dot) return undefined;
  let end = before.length - dot[0].length;
  for (let depth = 0; end > 0; end -= 1) {
    const char = before.charAt(end - 1);
    if (char === ')' || char === ']') depth += 1;
    else if (char === '(' || char === '[') depth -= 1;
    else if (depth === 0) break;
    if (depth < 0) return undefined;
  }
  const name = /[\p{L}_$][\p{L}\p{N}_$]{0,80}[!?]?$/u.exec(before.slice(0, end))?.[0];
  if (name === undefined) return undefined;
  return { name: name.replace(/[!?]$/, ''), column: end - name.length };
}

interface FoundName {
  readonly name: string;
  readonly at: number;
  readonly column: number;
}

/** The functions whose argument lists are open at the cursor, the innermost first. */
function openCalls(lines: LineSource, line: number, before: string): FoundName[] {
  const found: FoundName[] = [];
  let depth = 0;
  for (let at = line; at >= Math.max(0, line - LINES_ABOVE); at -= 1) {
    const text = (at === line ? before : lines.at(at)).slice(0, MAX_LINE_LENGTH);
    for (let column = text.length - 1; column >= 0; column -= 1) {
      const char = text.charAt(column);
      if (char === ')' || char === '}' || char === ']') depth += 1;
      if (char !== '(' && char !== '{' && char !== '[') continue;
      if (depth > 0) {
        depth -= 1;
        continue;
      }
      const name = /([\p{L}_$][\p{L}\p{N}_$]{0,80})\s{0,4}(?:<[^()]{0,99}>)?$/u.exec(
        text.slice(0, column),
      );
      for (const type of char === '(' ? [] : annotatedTypes(text.slice(0, column))) {
        found.push({ ...type, at });
      }
      if (char === '(' && name?.[1]) found.push({ name: name[1], at, column: name.index });
      if (found.length >= 3) return found;
    }
  }
  return found;
}

/** The types of a value in braces, which names its members: `const a: Type = {`, `Type{`, `Type {`. */
function annotatedTypes(before: string): { readonly name: string; readonly column: number }[] {
  if (TYPE_HEADER.test(before)) return [];
  const annotation = /:\s{0,4}([\p{L}_$][\p{L}\p{N}_$.<>, [\]]{0,99}?)\s{0,4}=\s{0,4}$/u.exec(
    before,
  );
  const literal = annotation ?? /(?:^|[\s(=&*.])(\p{Lu}[\p{L}\p{N}_$]*)\s*$/u.exec(before);
  if (!literal?.[1]) return [];
  const start = before.indexOf(literal[1], literal.index);
  return namesIn(literal[1]).map(({ name, column }) => ({ name, column: column + start }));
}

/** The names in the header of the enclosing type. */
function basesAbove(lines: LineSource, line: number): FoundName[] {
  const own = indentationOf(lines.at(line));
  for (let at = line - 1; at >= Math.max(0, line - SEARCHED_LINES); at -= 1) {
    const text = lines.at(at).slice(0, MAX_LINE_LENGTH);
    if (!TYPE_HEADER.test(text) || (lines.at(line).trim() !== '' && indentationOf(text) >= own)) {
      continue;
    }
    return namesIn(text).map(({ name, column }) => ({ name, at, column }));
  }
  return [];
}

function indentationOf(text: string): number {
  return text.length - text.trimStart().length;
}

/** Line numbers by distance: those above first. */
function byDistance(line: number, count: number): number[] {
  const above = Array.from({ length: LINES_ABOVE + 1 }, (_, index) => line - index);
  const below = Array.from({ length: LINES_BELOW }, (_, index) => line + 1 + index);
  const near = [...above.slice(0, LINES_BELOW), ...below, ...above.slice(LINES_BELOW)];
  return near.filter((at) => at >= 0 && at < count);
}

function namesIn(line: string): { readonly name: string; readonly column: number }[] {
  const text = line.slice(0, MAX_LINE_LENGTH);
  if (text.trimStart().startsWith('*')) return [];
  const blanked = text.replace(STRING, (string) => ' '.repeat(string.length));
  const comment = blanked.search(COMMENT);
  const code = comment < 0 ? blanked : blanked.slice(0, comment);
  return [...code.matchAll(IDENTIFIER)].map(({ 0: name, index }) => ({ name, column: index }));
}
