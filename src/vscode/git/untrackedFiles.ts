import { posix } from 'node:path';
import * as vscode from 'vscode';
import { untrackedFile } from '../../actions/commit/changedFile.ts';
import type { ChangedFile } from '../../actions/commit/changedFile.ts';
import { cleanText } from '../../base/sanitizeText.ts';
import { yieldWithPauses } from '../../base/yielding.ts';
import { isBinary } from '../../chat/context/folderText.ts';
import { UNTRACKED } from './gitApi.ts';
import type { GitRepository } from './gitApi.ts';
import type { ChangeDependencies } from './sendableChanges.ts';

/** Files that are read; the others are only named. */
const MAX_FILES = 50;
/** The largest file that is read, in bytes. */
const MAX_FILE_BYTES = 50_000;

/** The untracked files of a repository as stored on disk, and the number of those that may not be sent. Never rejects. */
export async function untrackedFiles(
  { rootUri, state }: GitRepository,
  { permissions, clock }: ChangeDependencies,
  signal: AbortSignal,
): Promise<{ readonly files: readonly ChangedFile[]; readonly blocked: number }> {
  const uris = [
    ...state.workingTreeChanges.filter(({ status }) => status === UNTRACKED),
    ...(state.untrackedChanges ?? []),
  ].map(({ uri }) => uri);
  const files: ChangedFile[] = [];
  let blocked = 0;
  for await (const uri of yieldWithPauses(uris, clock, signal)) {
    const shouldRead = files.length < MAX_FILES;
    const reason =
      (await permissions.checkChanged([uri], rootUri)) ??
      (shouldRead ? await permissions.check(uri) : undefined);
    if (reason) {
      blocked += 1;
      continue;
    }
    const name = posix.relative(rootUri.path, uri.path);
    files.push(untrackedFile(name, shouldRead ? await readSmallText(uri) : undefined));
  }
  return { files, blocked };
}

/** The text of a small text file; undefined for any other. Never rejects. */
async function readSmallText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const { size, type } = await vscode.workspace.fs.stat(uri);
    if (type !== vscode.FileType.File || size > MAX_FILE_BYTES) return undefined;
    const bytes = await vscode.workspace.fs.readFile(uri);
    return isBinary(bytes) ? undefined : cleanText(await vscode.workspace.decode(bytes, { uri }));
  } catch {
    return undefined;
  }
}
