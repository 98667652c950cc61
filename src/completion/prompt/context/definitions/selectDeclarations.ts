import { syntaxOf } from '../../../../languages/syntax.ts';
import type { Snippet } from '../snippet.ts';
import type { Declaration } from '../../../../outline/declaration.ts';
import { renderDeclaration } from './renderDeclarations.ts';
import type { DeclarationCandidate } from './wantedDeclaration.ts';
import { isAtCursor, maxLengthOf } from './wantedDeclaration.ts';

/** Maximum length of all declarations in characters: a quarter of the budget of a prompt, for ordinary code. */
const MAX_LENGTH = 3000;
/** The length of a file's header in the prompt besides its path. */
const HEADER_LENGTH = 10;

/** A declaration in the prompt. */
export interface SelectedDeclaration {
  readonly key: string;
  readonly path: string;
  readonly label: string;
  /** The version of the file. */
  readonly version: string;
  readonly text: string;
  /** The first line in the file. */
  readonly firstLine: string;
  readonly rank: number;
  readonly name: string;
  readonly reason: DeclarationCandidate['reason'];
}

/**
 * The declarations to send, the best ones within a quarter of the budget. The previous selection is kept while it covers the
 * names at the cursor and uses at least half of the budget: services cache the beginning of a prompt, and a changed selection changes all that
 * follows it. Otherwise, its declarations keep their order and their text as long as there is room; new ones follow.
 */
export function selectDeclarations(
  wanted: readonly DeclarationCandidate[],
  before: readonly SelectedDeclaration[],
): readonly SelectedDeclaration[] {
  const candidates = merged(wanted);
  if (lengthOf(before) >= MAX_LENGTH / 2 && coversNamesAtCursor(before, candidates)) return before;
  const kept = new Map(before.map((chosen) => [chosen.key, chosen]));
  const found = new Map<string, SelectedDeclaration>();
  const labels = new Set<string>();
  let room = MAX_LENGTH;
  const admit = (chosen: SelectedDeclaration): void => {
    const header = labels.has(chosen.path) ? 0 : chosen.label.length + HEADER_LENGTH;
    if (chosen.text === '' || room < chosen.text.length + 1 + header) return;
    room -= chosen.text.length + 1 + header;
    labels.add(chosen.path);
    found.set(chosen.key, chosen);
  };
  for (const candidate of candidates) {
    if (room <= 0) break;
    admit({ ...candidate, text: candidate.render(room) });
  }
  // A name that was more useful before keeps its longer text.
  for (const chosen of found.values()) {
    const longer = kept.get(chosen.key);
    const growth = longer?.version === chosen.version ? longer.text.length - chosen.text.length : 0;
    if (!longer || growth <= 0 || growth > room) continue;
    room -= growth;
    found.set(chosen.key, { ...chosen, text: longer.text });
  }
  // What is no longer near stays while there is room.
  for (const chosen of before) {
    if (!found.has(chosen.key)) admit({ ...chosen, rank: Number.MAX_SAFE_INTEGER });
  }
  const places = new Map(before.map(({ key }, index) => [key, index]));
  return [...found.values()].sort(
    (a, b) =>
      (places.get(a.key) ?? before.length) - (places.get(b.key) ?? before.length) ||
      a.rank - b.rank,
  );
}

/** Whether a selection has the declarations of the names at the cursor, with all that is wanted of them. */
function coversNamesAtCursor(
  chosen: readonly SelectedDeclaration[],
  candidates: readonly MergedCandidate[],
): boolean {
  const byKey = new Map(chosen.map((each) => [each.key, each]));
  return candidates.every(({ key, version, isAtCursor, render }) => {
    if (!isAtCursor) return true;
    const known = byKey.get(key);
    return known?.version === version && render(MAX_LENGTH).length <= known.text.length;
  });
}

function lengthOf(chosen: readonly SelectedDeclaration[]): number {
  return chosen.reduce((sum, { text }) => sum + text.length, 0);
}

/** The declarations as snippets, one for each file, in the order of the files' first declarations. */
export function snippetsOf(chosen: readonly SelectedDeclaration[], firstRank: number): Snippet[] {
  const byFile = new Map<string, SelectedDeclaration[]>();
  for (const each of chosen) {
    const inFile = byFile.get(each.path);
    if (inFile) inFile.push(each);
    else byFile.set(each.path, [each]);
  }
  const snippets = [...byFile.values()].map((inFile) => ({
    inFile,
    best: Math.min(...inFile.map(({ rank }) => rank)),
  }));
  const order = snippets.toSorted((a, b) => a.best - b.best);
  return snippets.map((snippet) => ({
    path: snippet.inFile[0]?.label ?? '',
    text: snippet.inFile.map(({ text }) => text).join('\n'),
    rank: firstRank + order.indexOf(snippet),
    source: 'definitions',
    reasons: snippet.inFile.map(({ name, reason }) => ({ name, reason })),
  }));
}

interface MergedCandidate extends Omit<SelectedDeclaration, 'text'> {
  readonly isAtCursor: boolean;
  readonly render: (room: number) => string;
}

/** One candidate for each declaration, with all the members that are wanted, the best first. */
function merged(wanted: readonly DeclarationCandidate[]): (MergedCandidate & { text: string })[] {
  const groups = new Map<string, DeclarationCandidate[]>();
  for (const each of wanted) {
    const key = `${each.file.path}:${each.declaration.names[0] ?? ''}:${each.declaration.owner ?? ''}:${each.declaration.text}`;
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  }
  return [...groups]
    .map(([key, group]) => {
      const best = group.reduce((a, b) => (b.rank < a.rank ? b : a));
      const { file, declaration, rank, name, reason } = best;
      const members = group.every(({ member }) => member)
        ? new Set(group.map(({ member }) => member).filter((member) => member !== undefined))
        : undefined;
      const marks = marksOf(file.languageId, file.lines, declaration);
      return {
        key: members ? `${key}:${[...members].map(({ line }) => line).join()}` : key,
        path: file.path,
        label: file.label,
        version: file.version,
        firstLine: file.lines[declaration.line] ?? declaration.text,
        rank,
        name,
        reason,
        text: '',
        isAtCursor: isAtCursor(reason),
        render: (room: number) =>
          renderDeclaration(declaration, members, Math.min(room, maxLengthOf(reason)), marks),
      };
    })
    .sort((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : 1));
}

/** How comments and members are written in a file. */
function marksOf(languageId: string, lines: readonly string[], { members }: Declaration) {
  const [comment = '//'] = syntaxOf(languageId).lineComments;
  const first = members[0] ? (lines[members[0].line] ?? '') : '';
  return { comment, indent: first.startsWith('\t') ? '\t' : '  ' };
}
