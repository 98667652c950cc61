import type { LoggedCommit } from '../../actions/commit/commitPrompt.ts';
import type { RunGit } from './runGit.ts';

/** Commits to read for the style of messages. Merges are skipped later. */
const LOG_ENTRIES = 30;
/** The output limit, in bytes: a message may have any length. */
const MAX_BYTES = 500_000;

/** Prints the parents on the first line, then the message. Commits end with NUL. */
const LOG = ['log', '-z', `-n${LOG_ENTRIES}`, '--format=%P%n%B', '--no-patch', '--no-color'];

/** The last commits of a repository, newest first; empty if there are none. Never rejects. */
export async function lastCommits(
  run: RunGit,
  root: string,
  signal: AbortSignal,
): Promise<readonly LoggedCommit[]> {
  try {
    const { text, isCut } = await run(root, [...LOG, '--'], signal, MAX_BYTES);
    const entries = text.split('\0');
    if (isCut) entries.pop();
    return entries.filter((entry) => entry !== '').map(commitOf);
  } catch {
    return [];
  }
}

/** Whether the next commit completes a merge. Never rejects. */
export async function isMerging(run: RunGit, root: string, signal: AbortSignal): Promise<boolean> {
  return run(root, ['rev-parse', '--verify', '--quiet', 'MERGE_HEAD'], signal).then(
    () => true,
    () => false,
  );
}

function commitOf(entry: string): LoggedCommit {
  const end = entry.indexOf('\n');
  const parents = entry.slice(0, end).split(' ');
  return { message: entry.slice(end + 1), parents: parents.filter((parent) => parent !== '') };
}
