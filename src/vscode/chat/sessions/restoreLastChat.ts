import type * as vscode from 'vscode';
import { toStorageError } from '../../../chat/archive/storageError.ts';
import type { ChatArchive } from '../../../chat/archive/chatArchive.ts';
import type { ChatSessions } from '../../../chat/session/chatSessions.ts';
import type { ChatNotices } from '../panel/chatNotices.ts';

/** Reopens the last chat, then empties the trash of earlier runs. Never rejects. */
export async function restoreLastChat(
  sessions: Pick<ChatSessions, 'restore'>,
  archive: Pick<ChatArchive, 'purge'>,
  notices: Pick<ChatNotices, 'reportOpenResult' | 'unreadable'>,
  log: vscode.LogOutputChannel,
): Promise<void> {
  try {
    const restored = await sessions.restore();
    if (restored) notices.reportOpenResult(restored);
  } catch (error) {
    log.warn(`The last chat could not be read (${toStorageError(error).message}).`);
    notices.unreadable();
  }
  archive.purge().catch((error: unknown) => {
    log.warn(`Deleted chats could not be removed (${toStorageError(error).message}).`);
  });
}
