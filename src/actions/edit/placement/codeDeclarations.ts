import { columnsOf, isBlank, leadingWhitespace } from '../../../base/indentation.ts';
import { topLevelName } from './topLevelName.ts';

/** A declaration with its body and the comments and attributes above it. Lines count from 0, both included. */
export interface CodeDeclaration {
  readonly name: string;
  readonly first: number;
  /** The line with the name. */
  readonly header: number;
  readonly last: number;
  /** The indentation of its first line, in columns. */
  readonly indent: number;
  /** Whether another declaration contains it. */
  readonly isNested: boolean;
}

/** Width of a tab for comparisons of indentation. */
const TAB_SIZE = 4;
/** Lines that end or continue a body at the indentation of its declaration. */
const CONTINUES = /^\s*(?:[)\]}{]|end\b|begin\b)/i;
/** Comments, decorators and attributes above a declaration. */
const LEAD = /^\s*(?:\/\/|\/\*|\*|#(?!include|define|if|endif)|@|--|\[[\w(., ")]*\]\s*$|'''|""")/;

/** The declarations of a text by their indentation, in the order of their first lines. */
export function declarationsIn(lines: readonly string[]): readonly CodeDeclaration[] {
  const found: CodeDeclaration[] = [];
  const open: { name: string; first: number; indent: number }[] = [];
  let previous = -1;
  const close = (count: number): void => {
    for (const { name, first, indent } of open.splice(count)) {
      found.push({ name, first, header: first, last: previous, indent, isNested: count > 0 });
      count += 1;
    }
  };
  for (const [at, line] of lines.entries()) {
    if (isBlank(line)) continue;
    const indent = columnsOf(leadingWhitespace(line), TAB_SIZE);
    const continues = CONTINUES.test(line);
    const kept = open.findIndex(
      (each) => each.indent > indent || (each.indent === indent && !continues),
    );
    if (kept >= 0) close(kept);
    const name = continues ? undefined : topLevelName(line);
    const isLocal = name !== undefined && isValue(line) && open.length > 0;
    if (name !== undefined && !isLocal) open.push({ name, first: at, indent });
    previous = at;
  }
  close(0);
  return found
    .map((each) => ({ ...each, first: leadOf(lines, each.first) }))
    .sort((a, b) => a.first - b.first || b.last - a.last);
}

/** The name of the declaration that the text consists of; undefined if there are several or other code. */
export function soleDeclaration(lines: readonly string[]): string | undefined {
  const found = declarationsIn(lines).filter(({ isNested }) => !isNested);
  const [only] = found;
  if (!only || found.length > 1) return undefined;
  const others = [...lines.slice(0, only.first), ...lines.slice(only.last + 1)];
  return others.every(isBlank) ? only.name : undefined;
}

/** Whether a line declares a value: inside of a function it is a local variable. */
function isValue(line: string): boolean {
  return /^\s*(?:const|let|var|val|type)\s/.test(line);
}

/** The first of the comments and attributes directly above a line. */
function leadOf(lines: readonly string[], first: number): number {
  const indent = leadingWhitespace(lines[first] ?? '');
  let at = first;
  while (at > 0) {
    const above = lines[at - 1] ?? '';
    if (!LEAD.test(above) || !above.startsWith(indent)) break;
    at -= 1;
  }
  return at;
}
