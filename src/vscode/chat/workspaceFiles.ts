import * as vscode from 'vscode';
import type { MentionCandidate } from '../../chat/context/mentions.ts';
import type { Clock } from '../../mistral/clock.ts';
import { hiddenGlob } from './folderFiles.ts';

/** Files that are listed at once. A workspace with more is asked again with the letters that were typed. */
const MOST_FILES = 20_000;
/** Files that such a second search may find. */
const MOST_FOUND = 200;
/** How long a list holds, in milliseconds: while somebody types a mention. */
const FRESH_MS = 10_000;

/** A file or folder of the workspace: its name and its path. */
export interface WorkspaceEntry extends MentionCandidate {
  /** For the message `attach`. */
  readonly id: string;
  readonly kind: 'file' | 'folder';
  readonly uri: vscode.Uri;
}

interface Listing {
  readonly at: number;
  readonly entries: Promise<readonly WorkspaceEntry[]>;
}

/** Lists the workspace's files and folders, quickly however many there are. */
export class WorkspaceFiles implements vscode.Disposable {
  readonly #clock: Clock;
  readonly #life = new vscode.CancellationTokenSource();
  #listing: Listing | undefined;
  #narrow = new vscode.CancellationTokenSource();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  dispose(): void {
    for (const source of [this.#life, this.#narrow]) {
      source.cancel();
      source.dispose();
    }
  }

  /** The entries among which those for a query are; a new query ends the search for the one before. */
  async entries(query: string): Promise<readonly WorkspaceEntry[]> {
    this.#narrow.cancel();
    this.#narrow.dispose();
    this.#narrow = new vscode.CancellationTokenSource();
    const { token } = this.#narrow;
    const now = this.#clock.now();
    if (!this.#listing || now - this.#listing.at > FRESH_MS) {
      this.#listing = { at: now, entries: listed('**/*', MOST_FILES, this.#life.token) };
    }
    const entries = await this.#listing.entries;
    const name = query.trim().split(/[/\\]/).at(-1) ?? '';
    if (entries.length < MOST_FILES || name === '' || token.isCancellationRequested) return entries;
    const known = new Set(entries.map(({ id }) => id));
    const found = await listed(`**/*${eitherCase(name)}*`, MOST_FOUND, token);
    return [...entries, ...found.filter(({ id }) => !known.has(id))];
  }
}

/** Finds files in all folders of the workspace, with the folders that they lie in. Never rejects. */
async function listed(
  glob: string,
  limit: number,
  token: vscode.CancellationToken,
): Promise<WorkspaceEntry[]> {
  const exclude = hiddenGlob();
  const files = new Map<string, WorkspaceEntry>();
  const folders = new Map<string, WorkspaceEntry>();
  for (const { uri: root } of vscode.workspace.workspaceFolders ?? []) {
    const pattern = new vscode.RelativePattern(root, glob);
    let found: vscode.Uri[] = [];
    try {
      found = await vscode.workspace.findFiles(pattern, exclude, limit, token);
    } catch {
      // A folder that cannot be searched has nothing to mention.
    }
    const start = root.path.replace(/\/*$/, '/').length;
    for (const uri of found.slice(0, limit - files.size)) {
      const path = uri.path.slice(start);
      const id = `file:${uri.toString()}`;
      files.set(id, { id, kind: 'file', uri, label: nameOf(path), detail: path });
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
    folders.set(key, { id, kind: 'folder', uri, label: `${nameOf(path)}/`, detail: `${path}/` });
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Letters as a glob that finds them in either case; what globs use themselves stands for any character. */
function eitherCase(name: string): string {
  return Array.from(name, (char) => {
    const [lower, upper] = [char.toLowerCase(), char.toUpperCase()];
    if (/[^\p{L}\p{N}._-]/u.test(char)) return '?';
    return lower === upper ? char : `[${lower}${upper}]`;
  }).join('');
}
