import { isBlank, leadingWhitespace, withoutBlankEdges } from '../../../base/indentation.ts';
import { reindent, type IndentContext } from '../insertion/reindent.ts';
import type { CodeDeclaration } from './codeDeclarations.ts';
import { declarationsIn } from './codeDeclarations.ts';
import type { LineEdit } from './lineEdits.ts';

/** A line that makes names of other files available; such lines are together at the top of a file. */
const IMPORT =
  /^\s*(?:import\b|from\s+\S+\s+import\b|using\s|#\s*include\b|use\s|require\b|(?:const|let|var)\s[^=]{1,200}=\s*require\()/;

/** A part of the code: a declaration that the document has too, or lines that it doesn't have. */
interface Part {
  readonly lines: readonly string[];
  readonly match: Pick<LineEdit, 'first' | 'last'> | undefined;
  /** Whether it is a declaration, which is added as a whole. */
  readonly isDeclaration: boolean;
}

/**
 * The edits that replace declarations of a document by those of the same names in the code. New declarations go next to
 * their neighbors in the code, new imports to the other imports. No edits if no name matches; `ambiguous` if one matches
 * several declarations equally well.
 */
export function mergedDeclarations(
  code: readonly string[],
  document: readonly string[],
  attached: Pick<LineEdit, 'first' | 'last'> | undefined,
  indent: IndentContext,
): readonly LineEdit[] | 'ambiguous' {
  const candidates = new Map<string, CodeDeclaration[]>();
  for (const each of declarationsIn(document)) {
    candidates.set(each.name, [...(candidates.get(each.name) ?? []), each]);
  }
  const parts: Part[] = [];
  let next = 0;
  for (const declaration of declarationsIn(code).filter(({ isNested }) => !isNested)) {
    const { first, last, name } = declaration;
    if (first > next)
      parts.push({ lines: code.slice(next, first), match: undefined, isDeclaration: false });
    const lines = code.slice(first, last + 1);
    const match = bestMatch(candidates.get(name) ?? [], lines, document, attached);
    if (match === 'ambiguous') return match;
    parts.push({ lines, match: match && rangeOf(match, declaration), isDeclaration: true });
    next = last + 1;
  }
  if (!parts.some(({ match }) => match)) return [];
  if (next < code.length)
    parts.push({ lines: code.slice(next), match: undefined, isDeclaration: false });
  return editsOf(parts, document, indent);
}

/** Comments above a declaration are kept unless the new code brings its own. */
function rangeOf(found: CodeDeclaration, { first, header }: CodeDeclaration): Part['match'] {
  return { first: first === header ? found.header : found.first, last: found.last };
}

/** The declaration that has most lines in common with the code; those that were attached take precedence. */
function bestMatch(
  all: readonly CodeDeclaration[],
  lines: readonly string[],
  document: readonly string[],
  attached: Pick<LineEdit, 'first' | 'last'> | undefined,
): CodeDeclaration | 'ambiguous' | undefined {
  const inside = attached
    ? all.filter(({ first, last }) => first >= attached.first && last <= attached.last)
    : [];
  const found = inside.length > 0 ? inside : all;
  if (found.length <= 1) return found[0];
  const own = new Set(lines.map((line) => line.trim()));
  const scores = found.map(({ first, last }) => {
    const shared = document.slice(first, last + 1).filter((line) => own.has(line.trim()));
    return shared.filter((line) => !isBlank(line)).length;
  });
  const best = Math.max(...scores);
  return scores.filter((score) => score === best).length > 1
    ? 'ambiguous'
    : found[scores.indexOf(best)];
}

function editsOf(
  parts: readonly Part[],
  document: readonly string[],
  indent: IndentContext,
): readonly LineEdit[] {
  const known = new Set(document.map((line) => line.trim()));
  const edits: LineEdit[] = [];
  const imports: string[] = [];
  let base = '';
  for (const [at, { lines, match, isDeclaration }] of parts.entries()) {
    if (match) {
      base = leadingWhitespace(document[match.first] ?? '');
      edits.push({ ...match, lines: reindent(lines, base, indent) });
      continue;
    }
    const isNew = (line: string): boolean => !isBlank(line) && !known.has(line.trim());
    if (!isDeclaration) imports.push(...lines.filter((line) => IMPORT.test(line) && isNew(line)));
    const rest = isDeclaration ? lines : lines.filter((line) => !IMPORT.test(line));
    const others = isDeclaration || rest.some(isNew) ? withoutBlankEdges(rest) : [];
    if (others.length === 0) continue;
    const before = parts.slice(0, at).findLast((part) => part.match)?.match;
    const after = parts.slice(at).find((part) => part.match)?.match;
    const line = before ? before.last + 1 : (after?.first ?? 0);
    const indentation = leadingWhitespace(document[before?.first ?? line] ?? base);
    const placed = reindent(others, indentation, indent);
    edits.push({ first: line, last: line - 1, lines: before ? ['', ...placed] : [...placed, ''] });
  }
  if (imports.length > 0) {
    const line = document.findLastIndex((each) => IMPORT.test(each) && !/^\s/.test(each)) + 1;
    edits.push({ first: line, last: line - 1, lines: line > 0 ? imports : [...imports, ''] });
  }
  return edits;
}
