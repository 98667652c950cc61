import { minOf } from '../../../base/minOf.ts';
import {
  indentation,
  leadingWhitespace,
  columnsOf,
  isBlank,
  levelColumns,
} from '../../../base/indentation.ts';
import { fixedLines } from './fixedLines.ts';
import { fixFirstLineIndent } from './firstLineIndent.ts';

/** The indentation style at the target position. */
export interface IndentContext {
  /** VS Code's language ID of the document. */
  readonly languageId: string;
  /** One step of indentation: a tab or some spaces. */
  readonly unit: string;
  /** Columns per tab. */
  readonly tabSize: number;
}

/** A line whose indentation may change. */
interface MeasuredLine {
  readonly index: number;
  /** Its indentation in columns. */
  readonly depth: number;
  readonly hasTabs: boolean;
}

/** Languages in which the indentation width has a meaning, or that may contain any code. */
const FIXED_INDENT_LANGUAGES = new Set(
  `markdown mdx plaintext restructuredtext asciidoc latex yaml dockercompose makefile haskell elm
   purescript idris agda diff`.split(/\s+/),
);
/** Wider steps are alignment, not indentation, in columns. */
const MAX_STEP_COLUMNS = 8;

/**
 * Indents the lines of a block so that the first one is at `base`, in the document's steps. Lines keep their indentation
 * relative to each other, and only whitespace at line starts changes. Lines inside multiline strings do not change.
 */
export function reindent(lines: readonly string[], base: string, context: IndentContext): string[] {
  const { tabSize, unit, languageId } = context;
  const fixed = fixedLines(lines, languageId);
  const movable: MeasuredLine[] = lines.flatMap((line, index) => {
    if (isBlank(line) || fixed.has(index)) return [];
    const hasTabs = leadingWhitespace(line).includes('\t');
    return [{ index, depth: columnsOf(line, tabSize), hasTabs }];
  });
  const depths = fixFirstLineIndent(
    movable.map(({ index, depth }) => ({ depth, text: lines[index]?.trim() ?? '' })),
    languageId,
  );
  const hasTabs = movable.some((line) => line.hasTabs);
  const keepsSteps = FIXED_INDENT_LANGUAGES.has(languageId);
  const scaled = keepsSteps ? depths : withSteps(depths, hasTabs ? tabSize : undefined, context);
  const first = scaled[0] ?? 0;
  const baseColumns = columnsOf(base, tabSize);
  // Lines with less indentation than the first must not become negative.
  const start = Math.max(baseColumns, first - minOf(scaled));
  const result = lines.map((line, index) => (fixed.has(index) ? line : ''));
  movable.forEach((line, at) => {
    const depth = (scaled[at] ?? 0) - first;
    const withTabs = keepsSteps ? line.hasTabs : unit === '\t';
    // Keep a base indentation that mixes tabs and spaces in another way.
    const isForeign = base !== indentation(baseColumns, tabSize, withTabs);
    const whitespace =
      isForeign && depth >= 0 && start === baseColumns
        ? base + indentation(depth, tabSize, withTabs)
        : indentation(start + depth, tabSize, withTabs);
    const text = lines[line.index] ?? '';
    result[line.index] = whitespace + text.slice(leadingWhitespace(text).length);
  });
  return result;
}

/** Converts indentation to the document's steps. Guesses the block's own step if it is unknown. */
function withSteps(
  depths: readonly number[],
  known: number | undefined,
  indent: IndentContext,
): readonly number[] {
  const parents = parentsOf(depths);
  const min = minOf(depths);
  const deeperBy = depths.map((depth, at) => depth - (depths[parents[at] ?? -1] ?? min));
  const step = levelColumns(indent);
  const smallest = minOf(deeperBy.filter((by) => by > 1));
  const own = known ?? (smallest <= MAX_STEP_COLUMNS ? smallest : step);
  if (own === step) return depths;
  const result: number[] = [];
  deeperBy.forEach((by, at) => {
    const above = result[parents[at] ?? -1] ?? 0;
    if (by > 2 * own) result.push(above + Math.max(by, 2 * step));
    else result.push(above + Math.floor(by / own) * step + Math.min(by % own, step - 1));
  });
  return result;
}

/** For each line, the nearest line above with less indentation. */
function parentsOf(depths: readonly number[]): (number | undefined)[] {
  const open: number[] = [];
  return depths.map((depth, at) => {
    while (open.length > 0 && (depths[open.at(-1) ?? -1] ?? 0) >= depth) open.pop();
    const parent = open.at(-1);
    open.push(at);
    return parent;
  });
}
