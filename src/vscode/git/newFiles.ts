import { posix } from 'node:path';
import * as vscode from 'vscode';
import { newFile } from '../../chat/context/changedFile.ts';
import type { ChangedFile } from '../../chat/context/changedFile.ts';
import { isBinary } from '../../chat/context/folder.ts';
import { cleanText } from '../../chat/context/text.ts';
import { closedAt } from '../chat/permission.ts';
import { inSlices } from '../slices.ts';
import type { ChangePorts, CommitChanges } from './commitChanges.ts';
import { UNTRACKED } from './gitApi.ts';
import type { GitRepository } from './gitApi.ts';

/** New files that are read, at most; the others are only named. */
const MOST_READ = 50;
/** Larger ones are only named, in bytes. */
const LARGEST = 50_000;

/** The files that git does not know yet, as they are stored: that is what a commit takes. Never rejects. */
export async function newFiles(
  { rootUri, state }: GitRepository,
  { exclusions, clock }: ChangePorts,
  signal: AbortSignal,
): Promise<CommitChanges> {
  const untracked = [
    ...state.workingTreeChanges.filter(({ status }) => status === UNTRACKED),
    ...(state.untrackedChanges ?? []),
  ].map(({ uri }) => uri);
  const files: ChangedFile[] = [];
  let closed = 0;
  for await (const uri of inSlices(untracked, clock, signal)) {
    if (closedAt(uri, exclusions)) {
      closed += 1;
      continue;
    }
    const mayRead = files.length < MOST_READ;
    const name = posix.relative(rootUri.path, uri.path);
    files.push(newFile(name, mayRead ? await textOf(uri) : undefined));
  }
  return { files, closed };
}

/** A small text file; undefined for all else. */
async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const { size, type } = await vscode.workspace.fs.stat(uri);
    if (type !== vscode.FileType.File || size > LARGEST) return undefined;
    const bytes = await vscode.workspace.fs.readFile(uri);
    return isBinary(bytes) ? undefined : cleanText(await vscode.workspace.decode(bytes, { uri }));
  } catch {
    return undefined;
  }
}
