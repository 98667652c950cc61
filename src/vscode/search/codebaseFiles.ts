import * as vscode from 'vscode';
import { delay, once } from '../../base/async.ts';
import type { Clock } from '../../base/clock.ts';
import { TimeSlice } from '../../base/yielding.ts';
import { CodebaseIndex } from '../../search/codebaseIndex.ts';
import { SmallestKeys } from '../../search/smallestKeys.ts';
import { MAX_FILE_BYTES, isSearchablePath, isSearchableText } from '../../search/searchable.ts';
import { readText } from '../chat/attachments/readText.ts';
import type { WorkspacePaths } from '../chat/tools/workspacePaths.ts';
import type { WorkspaceSearch } from '../chat/tools/workspaceSearch.ts';
import type { SendPermissions } from '../privacy/sendPermissions.ts';
import { hashOf } from './hashOf.ts';
import { languageOf } from './languageOf.ts';

/** The maximum numbers of files and chunks in the index; the search does not find anything beyond. */
export interface IndexLimits {
  readonly files: number;
  readonly chunks: number;
}

/** Files that decide what is ignored. */
const IGNORE_FILE = /\/(?:\.(?:git|rg)?ignore|info\/exclude)$/;

const LIMITS: IndexLimits = { files: 20_000, chunks: 100_000 };

/** Dependencies of {@link CodebaseFiles}. */
export interface CodebaseFilesDependencies {
  readonly clock: Clock;
  readonly paths: Pick<WorkspacePaths, 'mayRead' | 'pathOf'>;
  readonly search: Pick<WorkspaceSearch, 'files'>;
  readonly permissions: Pick<SendPermissions, 'onDidChange'>;
  /** Tests set lower ones. */
  readonly limits?: IndexLimits;
}

/** A file as it was read last. */
interface ReadFile {
  readonly uri: vscode.Uri;
  /** Changes with each change of the file. */
  readonly version: string;
  /** Contains the name of its workspace folder while there are several. */
  readonly path: string;
}

/**
 * Keeps the index of the workspace's text files current. Nothing is read before the first {@link refresh}; each one reads
 * only what has changed.
 */
export class CodebaseFiles implements vscode.Disposable {
  readonly index = new CodebaseIndex(hashOf);
  readonly #dependencies: CodebaseFilesDependencies;
  readonly #read = new Map<string, ReadFile>();
  readonly #closed = new AbortController();
  readonly #changed = new vscode.EventEmitter<void>();
  #subscriptions: readonly vscode.Disposable[] | undefined;
  /** Files that have changed. */
  readonly #dirty = new Map<string, vscode.Uri>();
  /** Files and folders that were deleted. */
  #deleted: string[] = [];
  /** Whether files may have been added or removed. */
  #isStale = true;
  /** Whether any file may have become excluded or allowed. */
  #mayHaveOtherPermissions = false;
  #isPartial = false;
  #refreshing: (() => Promise<void>) | undefined;

  /** Fires when files of the index may have changed, once files have been read. */
  readonly onDidChangeFiles = this.#changed.event;

  constructor(dependencies: CodebaseFilesDependencies) {
    this.#dependencies = dependencies;
  }

  /** Whether the workspace has more files than are indexed. */
  get isPartial(): boolean {
    return this.#isPartial;
  }

  dispose(): void {
    this.#closed.abort();
    for (const each of this.#subscriptions ?? []) each.dispose();
    this.#changed.dispose();
  }

  /** Reads what has changed. Calls at the same time share their work. Rejects only for defects. */
  async refresh(): Promise<void> {
    this.#subscriptions ??= this.#listen();
    const running = (this.#refreshing ??= once(() => this.#update()));
    try {
      await running();
    } finally {
      if (this.#refreshing === running) this.#refreshing = undefined;
    }
  }

  #listen(): readonly vscode.Disposable[] {
    const { workspace } = vscode;
    const watcher = workspace.createFileSystemWatcher('**/*');
    const stale = () => {
      this.#isStale = true;
      this.#changed.fire();
    };
    return [
      watcher,
      watcher.onDidCreate((uri) => {
        if (IGNORE_FILE.test(uri.path) || this.#mayBeIndexed(uri)) stale();
      }),
      watcher.onDidDelete((uri) => {
        if (IGNORE_FILE.test(uri.path)) this.#isStale = true;
        else if (isInGitFolder(uri)) return;
        this.#deleted.push(uri.toString());
        this.#changed.fire();
      }),
      watcher.onDidChange((uri) => {
        // Logs and caches change all the time.
        if (IGNORE_FILE.test(uri.path)) this.#isStale = true;
        else if (!this.#read.has(uri.toString())) return;
        this.#dirty.set(uri.toString(), uri);
        this.#changed.fire();
      }),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const key = document.uri.toString();
        if (contentChanges.length > 0 && this.#read.has(key)) this.#dirty.set(key, document.uri);
      }),
      // Without saving, the text on disk counts again.
      workspace.onDidCloseTextDocument(({ uri }) => {
        const key = uri.toString();
        if (this.#read.has(key)) this.#dirty.set(key, uri);
      }),
      workspace.onDidChangeWorkspaceFolders(stale),
      workspace.onDidChangeConfiguration((change) => {
        const hides = ['files.exclude', 'search.exclude'];
        if (hides.some((section) => change.affectsConfiguration(section))) stale();
      }),
      this.#dependencies.permissions.onDidChange((uri) => {
        if (uri) {
          if (this.#read.has(uri.toString())) this.#dirty.set(uri.toString(), uri);
          return;
        }
        this.#isStale = true;
        this.#mayHaveOtherPermissions = true;
      }),
    ];
  }

  /** Whether a new file or folder may have something to index. */
  #mayBeIndexed(uri: vscode.Uri): boolean {
    return !isInGitFolder(uri) && isSearchablePath(this.#dependencies.paths.pathOf(uri));
  }

  async #update(): Promise<void> {
    const { clock } = this.#dependencies;
    const { signal } = this.#closed;
    const slice = new TimeSlice(clock, async () => {
      await delay(clock, 1, signal);
    });
    this.#findDeleted();
    const dirty = new Map(this.#dirty);
    const isStale = this.#isStale;
    const mayHaveOtherPermissions = this.#mayHaveOtherPermissions;
    this.#dirty.clear();
    this.#isStale = false;
    this.#mayHaveOtherPermissions = false;
    const mayHaveChanged = (key: string) => mayHaveOtherPermissions || dirty.has(key);
    try {
      if (isStale) {
        await this.#readAll(slice, mayHaveChanged);
        return;
      }
      for (const [key, uri] of dirty) {
        if (signal.aborted) return;
        if (this.#read.has(key)) await this.#readFile(uri, slice, true);
      }
    } catch (error) {
      // The next search retries what failed.
      for (const [key, uri] of dirty) this.#dirty.set(key, uri);
      this.#isStale ||= isStale;
      this.#mayHaveOtherPermissions ||= mayHaveOtherPermissions;
      throw error;
    }
  }

  /** Marks deleted files, and the files of deleted folders, as changed. */
  #findDeleted(): void {
    const deleted = new Set(this.#deleted);
    this.#deleted = [];
    if (deleted.size === 0) return;
    for (const [key, { uri }] of this.#read) {
      for (let end = key.length; end > 0; end = key.lastIndexOf('/', end - 1))
        if (deleted.has(key.slice(0, end))) this.#dirty.set(key, uri);
    }
  }

  async #readAll(slice: TimeSlice, mayHaveChanged: (key: string) => boolean): Promise<void> {
    const { search, paths, limits = LIMITS } = this.#dependencies;
    const { signal } = this.#closed;
    // The order of the list may differ each time. All files are listed before the first one is read, so that the same
    // ones are chosen: the vectors of others would have to be paid for.
    const listed = new SmallestKeys<vscode.Uri>(limits.files);
    for await (const uri of search.files(signal)) {
      if (isSearchablePath(paths.pathOf(uri))) listed.add(uri.toString(), uri);
      await slice.yieldIfDue();
    }
    const seen = new Set<string>();
    let chunks = 0;
    const { first } = listed;
    for (const [key, uri] of first) {
      if (signal.aborted) return;
      if (chunks >= limits.chunks) break;
      seen.add(key);
      await this.#readFile(uri, slice, mayHaveChanged(key));
      chunks += this.index.sizeOf(key);
      await slice.yieldIfDue();
    }
    if (signal.aborted) return;
    this.#isPartial = listed.isPartial || seen.size < first.size;
    for (const [key, { uri }] of this.#read) if (!seen.has(key)) this.#forget(uri);
  }

  async #readFile(uri: vscode.Uri, slice: TimeSlice, isChanged: boolean): Promise<void> {
    const { paths } = this.#dependencies;
    const key = uri.toString();
    const path = paths.pathOf(uri);
    const version = await versionOf(uri);
    const before = this.#read.get(key);
    if (!isChanged && before && before.version === version && before.path === path) return;
    if (version === undefined || !(await paths.mayRead(uri))) {
      this.#forget(uri);
      return;
    }
    const read = await readText(uri);
    // A file that can't be searched is remembered, so that it is not read again.
    this.#read.set(key, { uri, version, path });
    if (typeof read === 'string' || !isSearchableText(read.text)) {
      this.index.delete(key);
      return;
    }
    const languageId = languageOf(uri, read.languageId);
    await this.index.set({ uri: key, path, languageId, text: read.text }, slice);
  }

  #forget(uri: vscode.Uri): void {
    const key = uri.toString();
    this.index.delete(key);
    this.#read.delete(key);
  }
}

/** Whether a file is one of Git's own. */
function isInGitFolder(uri: vscode.Uri): boolean {
  return /\/\.git(?:\/|$)/.test(uri.path);
}

/** The version of a file on disk; undefined if it can't be read or is too large. */
async function versionOf(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const { mtime, size, type } = await vscode.workspace.fs.stat(uri);
    const isFile = (type & vscode.FileType.File) !== 0;
    return isFile && size <= MAX_FILE_BYTES ? `${mtime} ${size}` : undefined;
  } catch {
    return undefined;
  }
}
