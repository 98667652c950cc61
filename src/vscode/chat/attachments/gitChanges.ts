import { NOT_SHOWN } from '../../../chat/context/diffPaths.ts';
import { joinDiff } from '../../../chat/context/splitDiff.ts';
import { oneLine } from '../../../base/sanitizeText.ts';
import type { GitRepository } from '../../git/gitApi.ts';
import type { RunGit } from '../../git/runGit.ts';
import { sendableChanges } from '../../git/sendableChanges.ts';
import type { ChangeDependencies } from '../../git/sendableChanges.ts';

/** The uncommitted changes of the files that may be sent. */
export interface GitChanges {
  readonly text: string;
  /** Total length, in characters. */
  readonly fullLength: number;
  /** Number of changed files that may not be sent. */
  readonly blocked: number;
}

/** The uncommitted changes of all repositories, staged ones first. Untracked files are not included. */
export async function gitChanges(
  run: RunGit,
  repositories: readonly Pick<GitRepository, 'rootUri'>[],
  dependencies: ChangeDependencies,
  signal: AbortSignal,
): Promise<GitChanges> {
  const files = [];
  let blocked = 0;
  for (const repository of repositories) {
    for (const staged of [true, false]) {
      const read = await sendableChanges(run, repository, staged, dependencies, signal);
      blocked += read.blocked;
      for (const { name, text } of read.changes) {
        files.push({ text: text === '' ? `${NOT_SHOWN}${oneLine(name)}\n` : text });
      }
    }
  }
  return { ...joinDiff(files), blocked };
}
