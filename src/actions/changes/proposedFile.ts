import { hunksOf } from '../edit/diffHunks.ts';
import type { Hunk } from '../edit/diffHunks.ts';
import {
  isPartlyApplied,
  rebase,
  replacementsBetween,
  withPlacedEdit,
  withReplacements,
} from './replacement.ts';
import type { Replacement } from './replacement.ts';
import type { PlacedEdit } from './textEdit.ts';

/** A file that the model proposes to change or to create. Immutable. */
export interface ProposedFile {
  /** The file's URI. */
  readonly uri: string;
  /** The path as the model and the user see it. */
  readonly path: string;
  /** The text that the proposal is based on; undefined for a new file. */
  readonly base: string | undefined;
  /** In order; they do not overlap. For a new file, one that inserts the whole text. */
  readonly replacements: readonly Replacement[];
  /** Replacements whose old text was changed in the meantime. */
  readonly conflicts: readonly Replacement[];
  /** Whether the file to create exists by now. */
  readonly alreadyExists: boolean;
}

/** What a proposal changes. */
export interface ChangeSummary {
  /** The proposed text. */
  readonly text: string;
  /** The parts of the change that can be accepted on their own. */
  readonly hunks: readonly Hunk[];
  /** The numbers of added and removed lines. */
  readonly added: number;
  readonly removed: number;
}

/** A proposal for an existing file without any edit. */
export function unchangedFile(uri: string, path: string, base: string): ProposedFile {
  return { uri, path, base, replacements: [], conflicts: [], alreadyExists: false };
}

/** A proposal for a new file. */
export function proposedNewFile(uri: string, path: string, text: string): ProposedFile {
  const replacements = [{ start: 0, oldText: '', newText: text }];
  return { uri, path, base: undefined, replacements, conflicts: [], alreadyExists: false };
}

/** The proposed text: the base with all replacements that are not in conflict. */
export function proposedText({ base = '', replacements }: ProposedFile): string {
  return withReplacements(base, replacements);
}

/** The proposal with another edit of its proposed text. */
export function editedFile(file: ProposedFile, edit: PlacedEdit): ProposedFile {
  const { base = '', replacements } = file;
  return { ...file, replacements: withPlacedEdit(base, replacements, edit) };
}

/**
 * The proposal for the current text of its file; undefined is the text of a file that does not exist. If an existing
 * file was deleted, all its changes are conflicts.
 */
export function rebasedFile(file: ProposedFile, current: string | undefined): ProposedFile {
  const { base, replacements, conflicts } = file;
  if (base === undefined) {
    const alreadyExists = current !== undefined;
    return alreadyExists === file.alreadyExists ? file : { ...file, alreadyExists };
  }
  if (current === undefined) {
    if (replacements.length === 0) return file;
    return { ...file, replacements: [], conflicts: [...replacements, ...conflicts] };
  }
  if (base === current && conflicts.length === 0) return file;
  const text = proposedText(file);
  // Accepted hunks, or the same changes made by the user, are no longer proposed.
  if (base !== current && isPartlyApplied(base, hunksOf(base, text), current)) {
    return { ...file, base: current, replacements: replacementsBetween(current, text) };
  }
  const rebased = rebase(base, current, { replacements, conflicts });
  // A change that the user has made as well is no longer a proposal.
  const isChange = ({ oldText, newText }: Replacement) => oldText !== newText;
  return {
    ...file,
    base: current,
    ...rebased,
    replacements: rebased.replacements.filter(isChange),
  };
}

/** What is left of a proposal once its text is written: the conflicts. */
export function writtenFile(file: ProposedFile): ProposedFile {
  return { ...file, base: proposedText(file), replacements: [], alreadyExists: false };
}

/** Whether nothing is left to accept or to discard. */
export function isSettled({ base, replacements, conflicts }: ProposedFile): boolean {
  return base !== undefined && replacements.length === 0 && conflicts.length === 0;
}

/** The lines and hunks of a proposal. */
export function summaryOf(file: ProposedFile): ChangeSummary {
  const { base = '' } = file;
  const text = proposedText(file);
  const hunks = hunksOf(base, text);
  const removed = hunks.reduce((sum, { lineCount }) => sum + lineCount, 0);
  return { text, hunks, removed, added: removed + countLines(text) - countLines(base) };
}

/** The number of lines of a text; a line end at the end of the text begins no further line. */
export function countLines(text: string): number {
  let lines = text === '' || text.endsWith('\n') ? 0 : 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
