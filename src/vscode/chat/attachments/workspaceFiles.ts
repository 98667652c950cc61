import * as vscode from 'vscode';
import { baseName } from '../../../base/baseName.ts';
import type { MentionCandidate } from '../../../chat/context/rankMentions.ts';
import type { Clock } from '../../../base/clock.ts';
import { combinedExcludeGlob } from './folderListing.ts';

/** Maximum number of files in a list. A larger workspace is searched again for the typed text. */
const MAX_FILES = 20_000;
/** Maximum number of files that such a search returns. */
const MAX_RESULTS = 200;
/** How long a list is reused, in milliseconds: about as long as a mention is typed. */
const FRESH_MS = 10_000;

/** A file or folder of the workspace with its name and path. */
export interface WorkspaceEntry extends MentionCandidate {
  /** For the `attach` message. */
  readonly id: string;
  readonly kind: 'file' | 'folder';
  readonly uri: vscode.Uri;
}

interface FileListing {
  readonly at: number;
  readonly entries: Promise<readonly WorkspaceEntry[]>;
}

/** Lists the files and folders of the workspace, quickly for any number of files. */
export class WorkspaceFiles implements vscode.Disposable {
  readonly #clock: Clock;
  readonly #disposal = new vscode.CancellationTokenSource();
  #listing: FileListing | undefined;
  #nameSearch = new vscode.CancellationTokenSource();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  dispose(): void {
    for (const source of [this.#disposal, this.#nameSearch]) {
      source.cancel();
      source.dispose();
    }
  }

  /** The entries that may match a query. A new query cancels the previous search. */
  async entries(query: string): Promise<readonly WorkspaceEntry[]> {
    this.#nameSearch.cancel();
    this.#nameSearch.dispose();
    this.#nameSearch = new vscode.CancellationTokenSource();
    const { token } = this.#nameSearch;
    const now = this.#clock.now();
    if (!this.#listing || now - this.#listing.at > FRESH_MS) {
      this.#listing = { at: now, entries: listEntries('**/*', MAX_FILES, this.#disposal.token) };
    }
    const entries = await this.#listing.entries;
    const name = query.trim().split(/[/\\]/).at(-1) ?? '';
    if (entries.length < MAX_FILES || name === '' || token.isCancellationRequested) return entries;
    const known = new Set(entries.map(({ id }) => id));
    const found = await listEntries(`**/*${caseInsensitiveGlob(name)}*`, MAX_RESULTS, token);
    return [...entries, ...found.filter(({ id }) => !known.has(id))];
  }
}

/** Finds files in all workspace folders, and the folders that contain them. Never rejects. */
async function listEntries(
  glob: string,
  limit: number,
  token: vscode.CancellationToken,
): Promise<WorkspaceEntry[]> {
  const exclude = combinedExcludeGlob();
  const files = new Map<string, WorkspaceEntry>();
  const folders = new Map<string, WorkspaceEntry>();
  for (const { uri: root } of vscode.workspace.workspaceFolders ?? []) {
    const pattern = new vscode.RelativePattern(root, glob);
    let found: vscode.Uri[] = [];
    try {
      found = await vscode.workspace.findFiles(pattern, exclude, limit, token);
    } catch {
      // A folder that can't be searched has no entries.
    }
    const start = root.path.replace(/(?<!\/)\/*$/, '/').length;
    for (const uri of found.slice(0, limit - files.size)) {
      const path = uri.path.slice(start);
      const id = `file:${uri.toString()}`;
      files.set(id, { id, kind: 'file', uri, label: baseName(path), detail: path });
      addFolders(path, root, folders);
    }
  }
  return [...files.values(), ...folders.values()];
}

function addFolders(file: string, root: vscode.Uri, folders: Map<string, WorkspaceEntry>): void {
  for (let end = file.lastIndexOf('/'); end > 0; end = file.lastIndexOf('/', end - 1)) {
    const path = file.slice(0, end);
    const key = `${root.path}/${path}`;
    if (folders.has(key)) return;
    const uri = vscode.Uri.joinPath(root, path);
    const id = `folder:${uri.toString()}`;
    folders.set(key, { id, kind: 'folder', uri, label: `${baseName(path)}/`, detail: `${path}/` });
  }
}

/** A case-insensitive glob for a name. Glob syntax in the name matches any character. */
function caseInsensitiveGlob(name: string): string {
  return Array.from(name, (char) => {
    const [lower, upper] = [char.toLowerCase(), char.toUpperCase()];
    if (/[^\p{L}\p{N}._-]/u.test(char)) return '?';
    return lower === upper ? char : `[${lower}${upper}]`;
  }).join('');
}
