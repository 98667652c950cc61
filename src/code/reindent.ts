import { blanksFor, blanksOf, columnsOf, isBlank, leastOf } from './blanks.ts';
import { fixedLines } from './fixedLines.ts';
import { mendFirst } from './mendFirst.ts';

/** How code is indented where a block goes to. */
export interface Place {
  /** VS Code's id of the language there. */
  readonly languageId: string;
  /** One step of indentation: a tab or some spaces. */
  readonly unit: string;
  /** Columns that a tab takes. */
  readonly tabSize: number;
}

/** A line that may move. */
interface Line {
  readonly index: number;
  /** Columns of its indentation. */
  readonly depth: number;
  readonly hasTabs: boolean;
}

/** Languages in which a step means something else than habit, or text in which there may be any code. */
const OWN_STEPS = new Set(
  `markdown mdx plaintext restructuredtext asciidoc latex yaml dockercompose makefile haskell elm
   purescript idris agda diff`.split(/\s+/),
);
/** Wider steps are no steps but text aligned under other text, in columns. */
const WIDEST_STEP = 8;

/**
 * Indents a block's lines so that the first one stands at `base`, with the steps of the place. Each line keeps
 * its depth relative to the others, and nothing but blanks at line starts changes. Lines inside of long strings
 * stay as they are.
 */
export function reindent(lines: readonly string[], base: string, place: Place): string[] {
  const { tabSize, unit, languageId } = place;
  const fixed = fixedLines(lines, languageId);
  const movable: Line[] = lines.flatMap((line, index) => {
    if (isBlank(line) || fixed.has(index)) return [];
    const hasTabs = blanksOf(line).includes('\t');
    return [{ index, depth: columnsOf(line, tabSize), hasTabs }];
  });
  const depths = mendFirst(
    movable.map(({ index, depth }) => ({ depth, text: lines[index]?.trim() ?? '' })),
    languageId,
  );
  const hasTabs = movable.some((line) => line.hasTabs);
  const keepsSteps = OWN_STEPS.has(languageId);
  const scaled = keepsSteps ? depths : withSteps(depths, hasTabs ? tabSize : undefined, place);
  const first = scaled[0] ?? 0;
  const baseColumns = columnsOf(base, tabSize);
  // Lines less deep than the first must not fall off the left edge.
  const start = Math.max(baseColumns, first - leastOf(scaled));
  const result = lines.map((line, index) => (fixed.has(index) ? line : ''));
  movable.forEach((line, at) => {
    const depth = (scaled[at] ?? 0) - first;
    const withTabs = keepsSteps ? line.hasTabs : unit === '\t';
    // Blanks of another kind than ours stay what they are.
    const isForeign = base !== blanksFor(baseColumns, tabSize, withTabs);
    const blanks =
      isForeign && depth >= 0 && start === baseColumns
        ? base + blanksFor(depth, tabSize, withTabs)
        : blanksFor(start + depth, tabSize, withTabs);
    const text = lines[line.index] ?? '';
    result[line.index] = blanks + text.slice(blanksOf(text).length);
  });
  return result;
}

/** Depths in the place's steps instead of the block's own, which are guessed where they are not known. */
function withSteps(
  depths: readonly number[],
  known: number | undefined,
  { unit, tabSize }: Place,
): readonly number[] {
  const parents = parentsOf(depths);
  const least = leastOf(depths);
  const deeperBy = depths.map((depth, at) => depth - (depths[parents[at] ?? -1] ?? least));
  const step = unit === '\t' ? tabSize : unit.length;
  const smallest = leastOf(deeperBy.filter((by) => by > 1));
  const own = known ?? (smallest <= WIDEST_STEP ? smallest : step);
  if (own === step) return depths;
  const result: number[] = [];
  deeperBy.forEach((by, at) => {
    const above = result[parents[at] ?? -1] ?? 0;
    if (by > 2 * own) result.push(above + Math.max(by, 2 * step));
    else result.push(above + Math.floor(by / own) * step + Math.min(by % own, step - 1));
  });
  return result;
}

/** For each line the nearest one above that is less deep: the line that it is part of. */
function parentsOf(depths: readonly number[]): (number | undefined)[] {
  const open: number[] = [];
  return depths.map((depth, at) => {
    while (open.length > 0 && (depths[open.at(-1) ?? -1] ?? 0) >= depth) open.pop();
    const parent = open.at(-1);
    open.push(at);
    return parent;
  });
}
