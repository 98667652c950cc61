import type { LineSource } from '../../base/lines.ts';
import type { FixEdit, ImportEdit } from './importEdit.ts';
import { importEditsOf } from './importEdit.ts';

/** A quick fix of a language service. */
export interface QuickFix {
  readonly title: string;
  /** What it changes in the document; undefined if that is unknown, empty if it changes something else. */
  readonly edits: readonly FixEdit[] | undefined;
}

/** An unknown name and the quick fixes that a language service offers for it. */
export interface NameWithFixes {
  readonly name: string;
  readonly fixes: readonly QuickFix[];
}

/**
 * The imports to add: for each name whose quick fixes contain exactly one that only imports it. Names that are imported
 * by new statements from the same module share one.
 */
export function importsToAdd(names: readonly NameWithFixes[], lines: LineSource): ImportEdit[] {
  const others = new Set(names.map(({ name }) => name));
  const chosen = new Map<string, { readonly edits: readonly ImportEdit[]; names: string[] }>();
  for (const { name, fixes } of names) {
    const edits = onlyImport(name, fixes, lines, others);
    if (!edits) continue;
    const key = JSON.stringify(edits.map((each) => withName(each, name, SAME)));
    const same = chosen.get(key);
    if (same && isShareable(edits, name)) same.names.push(name);
    else chosen.set(same ? `${key} ${name}` : key, { edits, names: [name] });
  }
  const all: ImportEdit[] = [];
  for (const { edits, names } of chosen.values()) {
    const [first = ''] = names;
    const next =
      names.length > 1 ? edits.map((each) => withName(each, first, names.join(', '))) : edits;
    // Of two names that change the same import in conflicting ways, the first wins.
    if (!next.some((one) => all.some((other) => isConflict(one, other)))) all.push(...next);
  }
  return all;
}

/** The placeholder of the imported name in a comparison; no text contains it. */
const SAME = '\0';

/** The only import among the fixes for a name; undefined if there are several, or if a fix can't be analyzed. */
function onlyImport(
  name: string,
  fixes: readonly QuickFix[],
  lines: LineSource,
  others: ReadonlySet<string>,
): readonly ImportEdit[] | undefined {
  const found = new Map<string, readonly ImportEdit[]>();
  for (const { title, edits } of fixes) {
    if (!edits && title.includes(name)) return undefined;
    const only = edits ? importEditsOf(edits, lines, name, others) : 'other';
    if (only === 'unclear') return undefined;
    if (only !== 'other') found.set(JSON.stringify(only), only);
  }
  const [first, ...more] = found.values();
  return more.length === 0 ? first : undefined;
}

/** Whether an import can list more names: `import { a } from 'm'`, `from m import a`, `use m::{a}`. */
function isShareable(edits: readonly ImportEdit[], name: string): boolean {
  const [only, ...more] = edits;
  if (!only || more.length > 0) return false;
  const text = withName(only, name, SAME).text.trim();
  return text.split(SAME).length === 2 && /\{ ?\0 ?\}|^from \S+ import \0$/.test(text);
}

/** Whether two edits replace the same text; insertions at the same place follow each other. */
function isConflict(one: ImportEdit, other: ImportEdit): boolean {
  if (one.line !== other.line || one.replaced + other.replaced === 0) return false;
  return (
    other.character <= one.character + one.replaced &&
    one.character <= other.character + other.replaced
  );
}

function withName(edit: ImportEdit, name: string, replacement: string): ImportEdit {
  const text = edit.text
    .split(/([\p{L}\p{N}_$]+)/u)
    .map((part) => (part === name ? replacement : part))
    .join('');
  return { ...edit, text };
}
