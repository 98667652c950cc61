import { linesOf } from '../../../base/lines.ts';
import { isBlank, leadingWhitespace, withoutBlankEdges } from '../../../base/indentation.ts';
import { anchorsOf } from '../diffAnchors.ts';
import { reindent, type IndentContext } from '../insertion/reindent.ts';
import { declarationsIn } from './codeDeclarations.ts';
import type { LineEdit } from './lineEdits.ts';
import { joinEdits } from './lineEdits.ts';
import { mergedDeclarations } from './mergeDeclarations.ts';

/** Code of an answer and the document that it may belong to. */
export interface PlacementInput {
  readonly code: string;
  readonly document: string;
  /** The lines of the document that were attached to the question, from 0, both included. */
  readonly attached?: { readonly first: number; readonly last: number } | undefined;
  /** Whether the question asked for code that replaces the attached code. */
  readonly isReplacement?: boolean;
  readonly indent: IndentContext;
}

/**
 * The change that puts the code in its place, or why there is none: `nowhere` it fits, several places fit (`ambiguous`),
 * or it leaves parts out (`incomplete`).
 */
export type Placement = LineEdit | 'nowhere' | 'ambiguous' | 'incomplete';

/** A comment in place of code: `// ... existing code ...`, `# rest of the file`. */
const ELISION =
  /^\s*(?:\/\/|#|--|\/\*|<!--|\{\/\*|;|%)\s{0,9}(?:\.\.\.|…|(?:rest of|existing|other|remaining|unchanged|same as)\b)/i;
const BARE_ELISION = /^\s*(?:\.\.\.|…)\s*$/;
/** The share of the code's lines that the attached code must contain, for it to be a new version of that code. */
const MIN_SHARED = 0.3;

/**
 * Finds the place of code in a document: the attached lines, declarations of the same names, or the lines that the code
 * begins and ends with.
 */
export function placeCode(input: PlacementInput): Placement {
  const code = withoutBlankEdges(linesOf(input.code));
  if (code.length === 0) return 'nowhere';
  if (code.some((line) => ELISION.test(line) || BARE_ELISION.test(line))) return 'incomplete';
  const document = linesOf(input.document);
  const { attached, indent } = input;
  if (attached && isReplacingAttached(code, document, input)) {
    return replaced(document, attached, code, indent);
  }
  if (isWholeFile(code, document)) {
    const first = document.findIndex((line) => !isBlank(line));
    const last = document.findLastIndex((line) => !isBlank(line));
    return replaced(document, { first, last }, code, indent);
  }
  const merged = mergedDeclarations(code, document, attached, indent);
  if (merged === 'ambiguous') return merged;
  if (merged.length > 0) return joinEdits(document, merged) ?? 'ambiguous';
  const between = betweenAnchors(code, document);
  return between ? replaced(document, between, code, indent) : 'nowhere';
}

/** Whether the code is a new version of all attached lines, and not only of a part of them. */
function isReplacingAttached(
  code: readonly string[],
  document: readonly string[],
  { attached, isReplacement = false }: PlacementInput,
): boolean {
  if (!attached) return false;
  const region = document.slice(attached.first, attached.last + 1);
  const [now, before] = [namesIn(code), namesIn(region)];
  if (now.size > 0 && before.size > 0) return [...before].every((name) => now.has(name));
  if (isReplacement) return true;
  const known = new Set(region.map((line) => line.trim()));
  const lines = code.map((line) => line.trim()).filter((line) => line !== '');
  return lines.filter((line) => known.has(line)).length >= MIN_SHARED * lines.length;
}

/**
 * Whether the code is a new version of the whole document: it has all of its declarations, and what else it lacks is in
 * their bodies.
 */
function isWholeFile(code: readonly string[], document: readonly string[]): boolean {
  const own = declarationsIn(document).filter(({ isNested }) => !isNested);
  const names = namesIn(code);
  if (own.length === 0 || !own.every(({ name }) => names.has(name))) return false;
  const isInBody = document.map(() => false);
  for (const { header, last } of own) isInBody.fill(true, header, last + 1);
  const known = new Set(code.map((line) => line.trim()));
  const others = document.filter((line, at) => !isBlank(line) && isInBody[at] !== true);
  return others.length > 0 && others.every((line) => known.has(line.trim()));
}

function namesIn(lines: readonly string[]): ReadonlySet<string> {
  return new Set(declarationsIn(lines).flatMap(({ name, isNested }) => (isNested ? [] : [name])));
}

/** The lines from the one that the code begins with to the one that it ends with, if both occur once. */
function betweenAnchors(
  code: readonly string[],
  document: readonly string[],
): Pick<LineEdit, 'first' | 'last'> | undefined {
  const trimmed = (lines: readonly string[]): string[] => lines.map((line) => line.trim());
  const anchors = anchorsOf(trimmed(document), trimmed(code)).filter(
    ({ oldLine }) => !isBlank(document[oldLine] ?? ''),
  );
  const [start, end] = [anchors[0], anchors.at(-1)];
  if (!start || !end || start.newLine !== 0 || end.newLine !== code.length - 1) return undefined;
  return start.oldLine < end.oldLine ? { first: start.oldLine, last: end.oldLine } : undefined;
}

function replaced(
  document: readonly string[],
  { first, last }: Pick<LineEdit, 'first' | 'last'>,
  code: readonly string[],
  indent: IndentContext,
): LineEdit {
  const top = document.slice(first, last + 1).find((line) => !isBlank(line)) ?? '';
  return { first, last, lines: reindent(code, leadingWhitespace(top), indent) };
}
