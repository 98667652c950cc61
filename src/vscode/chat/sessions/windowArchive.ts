import { randomUUID } from 'node:crypto';
import type * as vscode from 'vscode';
import { ChatArchive } from '../../../chat/archive/chatArchive.ts';
import { toStorageError } from '../../../chat/archive/storageError.ts';
import type { ArchiveFailure } from '../../../chat/archive/storageError.ts';
import type { Clock } from '../../../base/clock.ts';
import type { Emitter } from '../../../base/emitter.ts';
import { DiskFiles } from '../../storage/diskFiles.ts';
import { isProcessAlive } from '../../storage/isProcessAlive.ts';

/** The chat archive in a folder on disk. This window becomes the owner of the chats it opens. */
export function createArchive(
  folder: vscode.Uri,
  clock: Clock,
  log: vscode.LogOutputChannel,
  errors: Emitter<ArchiveFailure>,
): ChatArchive {
  return new ChatArchive({
    files: new DiskFiles(folder.fsPath),
    clock,
    owner: { id: randomUUID(), pid: process.pid, isAlive: isProcessAlive },
    yieldToEventLoop: () =>
      new Promise((resolve) => {
        setImmediate(resolve);
      }),
    log: (message) => {
      log.warn(message);
    },
    onError: (id, error) => {
      errors.fire({ id, error });
    },
  });
}

/** Saves all unsaved chats. Failures are reported again. */
export async function saveUnsavedChats(
  archive: ChatArchive,
  errors: Emitter<ArchiveFailure>,
): Promise<void> {
  const save = (id: string) =>
    archive.flush(id).catch((error: unknown) => {
      errors.fire({ id, error: toStorageError(error) });
    });
  await Promise.all(archive.unsaved.map(save));
}
