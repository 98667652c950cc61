import type { ChangeSet } from '../../../actions/changes/changeSet.ts';
import type { ChangesView } from '../../../protocol/changeViews.ts';

/** The proposed changes as the panel shows them; undefined if there is nothing to review or to undo. */
export function changesView(changes: ChangeSet, undoCount: number): ChangesView | undefined {
  if (changes.files.length === 0 && undoCount === 0) return undefined;
  const files = changes.files.map((file) => {
    const { added, removed } = changes.summary(file);
    return {
      id: file.uri,
      path: file.path,
      isNew: file.base === undefined,
      added,
      removed,
      conflicts: file.conflicts.length,
      isBlocked: file.alreadyExists || file.replacements.length === 0,
    };
  });
  return { files, undoCount };
}
