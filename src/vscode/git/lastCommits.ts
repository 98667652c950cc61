import type { LoggedCommit } from '../../chat/prompts/commit.ts';
import type { GitRepository } from './gitApi.ts';

/** Commits that are looked at for the style of messages: those of merges do not count. */
const LOG_ENTRIES = 30;

/** The last commits of a repository, newest first; none where it has none. Never rejects. */
export async function lastCommits(
  repository: Pick<GitRepository, 'log'>,
): Promise<readonly LoggedCommit[]> {
  return repository.log({ maxEntries: LOG_ENTRIES }).catch(() => []);
}
