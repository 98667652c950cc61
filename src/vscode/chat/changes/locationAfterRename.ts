import * as vscode from 'vscode';
import type { ProposedFile } from '../../../actions/changes/proposedFile.ts';

/** Where a proposal belongs after files or folders were renamed; undefined if it stays where it is. */
export function locationAfterRename(
  uri: string,
  renamed: vscode.FileRenameEvent['files'],
  pathOf: (uri: vscode.Uri) => string,
): Pick<ProposedFile, 'uri' | 'path'> | undefined {
  for (const { oldUri, newUri } of renamed) {
    const old = oldUri.toString();
    if (uri !== old && !uri.startsWith(`${old}/`)) continue;
    const now = `${newUri.toString()}${uri.slice(old.length)}`;
    return { uri: now, path: pathOf(vscode.Uri.parse(now, true)) };
  }
  return undefined;
}
