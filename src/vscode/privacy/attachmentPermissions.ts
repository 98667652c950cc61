import * as vscode from 'vscode';
import { pathsIn } from '../../chat/context/attachmentPaths.ts';
import type { Attachment } from '../../chat/session/conversation.ts';
import { parseUri } from '../platform/files.ts';
import type { SendPermissions } from './sendPermissions.ts';

/** Files of one attachment that are checked on disk; the others are checked by name only. */
const MAX_CHECKED = 500;

/**
 * Whether an attachment may be sent now: none of its source files is blocked. Attachments of earlier versions have no
 * sources, so the paths in their text are checked in the folders of this workspace. Never rejects.
 */
export async function mayAttach(
  attachment: Attachment,
  permissions: SendPermissions,
): Promise<boolean> {
  const paths = attachment.kind === 'image' ? [attachment.label] : pathsIn(attachment);
  if (paths.some((path) => permissions.isExcludedPath(path))) return false;
  const sources = (attachment.sources ?? []).flatMap((text) => parseUri(text) ?? []);
  if (sources.length < (attachment.sources?.length ?? 0)) return false;
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  if (attachment.kind === 'diff') {
    // The sources of a diff are its repositories. Git's paths are relative to them and do not follow links.
    const roots = sources.length > 0 ? sources : folders;
    for (const root of roots) {
      const files = paths.map((path) => vscode.Uri.joinPath(root, path));
      if (await permissions.checkChanged(files, root)) return false;
    }
    return true;
  }
  const isOld = sources.length === 0 && attachment.kind !== 'image';
  const files = isOld
    ? folders.flatMap((folder) => paths.map((path) => vscode.Uri.joinPath(folder, path)))
    : sources;
  for (const file of files.slice(0, MAX_CHECKED)) if (await permissions.check(file)) return false;
  return files.slice(MAX_CHECKED).every((file) => !permissions.blockedReasonByName(file));
}

/** Whether a file that a tool result is from may be sent now, by its URI. Never rejects. */
export async function maySendSource(uri: string, permissions: SendPermissions): Promise<boolean> {
  const file = parseUri(uri);
  return file !== undefined && (await permissions.check(file)) === undefined;
}
