import type { Declaration } from '../../../../outline/declaration.ts';
import type { NameReason } from './nearbyNames.ts';
import type { OutlinedFile } from '../../../../outline/modules/projectFiles.ts';

/** A declaration that would help at the cursor. */
export interface DeclarationCandidate {
  readonly file: OutlinedFile;
  /** A declaration of the file outside of other ones. */
  readonly declaration: Declaration;
  /** The only member that is useful; undefined for all of them. */
  readonly member?: Declaration | undefined;
  /** The name near the cursor that led to it, and why. */
  readonly name: string;
  readonly reason: NameReason;
  /** Lower is more useful. */
  readonly rank: number;
}

/**
 * The first rank of each reason, and the longest text of a declaration in characters. A name that is only imported may
 * be the next word, so that its header is worth more than the members of a distant name.
 */
const REASONS: Readonly<Record<NameReason, { readonly rank: number; readonly length: number }>> = {
  receiver: { rank: 0, length: 2200 },
  module: { rank: 0, length: 160 },
  call: { rank: 100, length: 800 },
  base: { rank: 200, length: 600 },
  nearby: { rank: 300, length: 400 },
  import: { rank: 310, length: 160 },
  type: { rank: 500, length: 400 },
  related: { rank: 600, length: 160 },
};
/** Number of ranks of a reason: more than there are names. */
const MAX_DISTANCE = 99;
/** Third-party code in the project folder. */
const LIBRARY = /(?:^|\/)(?:node_modules|vendor|third_party|site-packages|bower_components)\//;
const LIBRARY_RANK = 10_000;

/** The rank of a declaration: by its reason, then by the distance of the name; libraries last. */
export function rankOf(reason: NameReason, distance: number, label: string): number {
  const rank = REASONS[reason].rank + Math.min(distance, MAX_DISTANCE);
  return LIBRARY.test(label) ? rank + LIBRARY_RANK : rank;
}

/** Whether a reason is about the code at the cursor, and not about names somewhere near it. */
export function isAtCursor(reason: NameReason): boolean {
  return REASONS[reason].rank < REASONS.nearby.rank;
}

/** Maximum length of the text of a declaration, in characters, by the reason why it is there. */
export function maxLengthOf(reason: NameReason): number {
  return REASONS[reason].length;
}

/** The declaration around a line, and its member around that line, if any; undefined if there is none. */
export function declarationAt(
  { outline }: OutlinedFile,
  line: number,
): Pick<DeclarationCandidate, 'declaration' | 'member'> | undefined {
  const contains = (each: Declaration) => each.line <= line && line < each.end;
  const declaration = outline.find(contains);
  if (!declaration) return undefined;
  const isHeader = line === declaration.line;
  const member = isHeader ? undefined : declaration.members.find(contains);
  return { declaration, member };
}
