import { realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import { MAX_INSTRUCTIONS_LENGTH } from '../../chat/instructions/selectInstructions.ts';
import { cleanText } from '../../base/sanitizeText.ts';
import { beginningOf } from '../../base/textExcerpt.ts';
import { readFrontMatter } from '../../chat/instructions/frontMatter.ts';
import type { FrontMatter } from '../../chat/instructions/frontMatter.ts';
import { readText } from '../chat/attachments/readText.ts';
import { ignoredIn } from '../platform/repositoryIgnores.ts';
import type { SendPermissions } from '../privacy/sendPermissions.ts';
import type { SkipReason } from './skippedFile.ts';

/** The largest file of instructions that is read, in bytes. */
const MAX_FILE_BYTES = 200_000;

/** A file of instructions or a prompt file as it is now, without its front matter. */
export interface InstructionFile {
  readonly uri: vscode.Uri;
  /** Relative to the workspace folder, with slashes. */
  readonly path: string;
  /** At most {@link MAX_INSTRUCTIONS_LENGTH} characters. */
  readonly text: string;
  /** Its whole length, in characters. */
  readonly fullLength: number;
  /** Undefined if it can't be read. */
  readonly matter: FrontMatter | undefined;
}

/** Whether there is such a file. Never rejects. */
export async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.File) !== 0;
  } catch {
    return false;
  }
}

/**
 * Reads a file in a workspace folder; undefined if it does not exist, is empty, too large, not text, excluded or a link
 * to somewhere else. `skipped` is told why an existing file was not read. Never rejects.
 */
export async function readProjectFile(
  folder: vscode.WorkspaceFolder,
  path: string,
  permissions: Pick<SendPermissions, 'checkUnlinked'>,
  skipped: (path: string, why: SkipReason) => void,
): Promise<InstructionFile | undefined> {
  const uri = vscode.Uri.joinPath(folder.uri, path);
  const blockedReason = async (): Promise<SkipReason | undefined> => {
    const reason = await permissions.checkUnlinked(uri);
    // A link to another file of the project is common: `AGENTS.md` to `CLAUDE.md`.
    if (reason !== 'linked') return reason;
    return (await leadsToIgnored(folder, uri)) ? 'ignored' : undefined;
  };
  try {
    const { size, type } = await vscode.workspace.fs.stat(uri);
    if ((type & vscode.FileType.File) === 0) return undefined;
    const before = size > MAX_FILE_BYTES ? 'too large' : await blockedReason();
    const read = before === undefined ? await readText(uri) : before;
    if (typeof read === 'string') {
      skipped(path, read);
      return undefined;
    }
    // A link may have changed during the read.
    const after = await blockedReason();
    if (after !== undefined) {
      skipped(path, after);
      return undefined;
    }
    const { matter, body } = readFrontMatter(read.text.slice(0, MAX_FILE_BYTES));
    const text = cleanText(body).trim();
    if (matter === undefined) skipped(path, 'front matter not understood');
    if (text === '') return undefined;
    const kept = beginningOf(text, MAX_INSTRUCTIONS_LENGTH);
    return { uri, path, text: kept, fullLength: text.length, matter };
  } catch {
    return undefined;
  }
}

/** Whether a link leads to a file that Git ignores. File systems other than the local one refuse links anyway. */
async function leadsToIgnored(
  { uri: folder }: vscode.WorkspaceFolder,
  file: vscode.Uri,
): Promise<boolean> {
  if (file.scheme !== 'file') return false;
  const isIgnored = await ignoredIn(folder);
  return isIgnored(vscode.Uri.file(await realpath(file.fsPath)));
}
