import {
  rebase,
  replacementsBetween,
  withReplacements,
} from '../../../actions/changes/replacement.ts';
import { baseName } from '../../../base/baseName.ts';
import { documentOf } from '../../platform/documents.ts';
import type { AppliedWrite, FileWrite } from './applyChanges.ts';

/** How to undo a change. */
export interface UndoPlan {
  readonly writes: readonly FileWrite[];
  /** Names of files that were changed afterwards, so that the change could not be undone, or not all of it. */
  readonly kept: readonly string[];
}

/**
 * The texts that undo accepted changes. Text typed afterwards stays: what was typed within a change keeps that change.
 * A created file is deleted only if it is unchanged.
 */
export async function undoWrites(applied: readonly AppliedWrite[]): Promise<UndoPlan> {
  const writes: FileWrite[] = [];
  const kept: string[] = [];
  for (const { uri, before, after } of applied) {
    const current = (await documentOf(uri))?.getText();
    if (current === before) continue;
    if (current === undefined) kept.push(baseName(uri.path));
    else if (current === after) writes.push({ uri, before: current, after: before });
    else if (before === undefined) kept.push(baseName(uri.path));
    else {
      const replacements = replacementsBetween(after ?? '', before);
      const rebased = rebase(after ?? '', current, { replacements, conflicts: [] });
      const undone = withReplacements(current, rebased.replacements);
      if (undone !== current) writes.push({ uri, before: current, after: undone });
      if (rebased.conflicts.length > 0) kept.push(baseName(uri.path));
    }
  }
  return { writes: writes, kept };
}
