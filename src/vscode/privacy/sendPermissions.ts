import { LRUCache } from 'lru-cache';
import * as vscode from 'vscode';
import { parseExcludeGlobs } from '../../privacy/excludeGlobs.ts';
import type { ExcludeGlobs } from '../../privacy/excludeGlobs.ts';
import { foldPath } from '../../privacy/paths.ts';
import { SendPolicy } from '../../privacy/sendPolicy.ts';
import type { BlockedReason } from '../../privacy/sendPolicy.ts';
import { fileOf } from '../platform/files.ts';
import type { Settings } from '../settings/settings.ts';
import { fileFacts, lacksWritePermission, realPathOf } from './fileFacts.ts';
import type { FileSendFacts } from './fileFacts.ts';
import { ReadOnlySettings } from './readOnlySettings.ts';

/** Files whose facts are cached: more than are usually open. */
const MAX_FILES = 2_000;

/**
 * Applies the `SendPolicy` to VS Code's documents and files. Facts from the file system are read when a document opens and
 * cached, so that keystrokes do not wait for the disk. Until they are known, nothing is sent.
 */
export class SendPermissions implements vscode.Disposable {
  readonly #settings: Settings;
  readonly #readOnly = new ReadOnlySettings();
  readonly #facts = new LRUCache<string, FileSendFacts>({ max: MAX_FILES });
  readonly #pending = new Map<string, Promise<FileSendFacts>>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri | undefined>();
  readonly #subscriptions: readonly vscode.Disposable[];
  #exclude: ExcludeGlobs | undefined;
  #policy: SendPolicy | undefined;
  /** The real paths of the workspace folders; undefined until they are known. */
  #realFolders: readonly string[] | undefined;
  #foldersKnown: Promise<void>;
  /** Incremented by changes that may affect any file: lookups that started earlier are repeated. */
  #generation = 0;

  /** Fires when the result for a file may have changed; without a URI, for all files. */
  readonly onDidChange = this.#changed.event;

  constructor(settings: Settings) {
    this.#settings = settings;
    const { workspace, window } = vscode;
    const filesChanged = () => {
      this.#refreshAll();
    };
    this.#subscriptions = [
      workspace.onDidOpenTextDocument((document) => {
        this.#refresh(document);
      }),
      workspace.onDidOpenNotebookDocument(({ uri }) => void this.#lookUp(uri)),
      workspace.onDidSaveTextDocument((document) => {
        this.#refresh(document);
      }),
      // A document that was reloaded may come from another file, because a link can change.
      workspace.onDidChangeTextDocument(({ document }) => {
        if (!document.isDirty && document.uri.scheme === 'file') this.#refresh(document);
      }),
      window.onDidChangeWindowState(({ focused }) => {
        if (focused) filesChanged();
      }),
      workspace.onDidRenameFiles(filesChanged),
      workspace.onDidDeleteFiles(filesChanged),
      workspace.onDidCreateFiles(filesChanged),
    ];
    this.#foldersKnown = this.#findFolders();
    this.#refreshAll();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  /** The invalid globs of `codestral.privacy.exclude`. */
  get invalidGlobs(): readonly string[] {
    return this.#globs().invalid;
  }

  /** Why a file may not be sent, from cached facts. `unresolved` starts a lookup. Does not read the disk. */
  blockedReason(uri: vscode.Uri): BlockedReason | undefined {
    const facts = this.#facts.get(uri.toString());
    const reason = this.#decide(uri, facts);
    if (!facts && reason === 'unresolved') void this.#lookUp(uri);
    return reason;
  }

  /** Like `blockedReason` for a document. For a notebook cell, checks the notebook. */
  blockedReasonOf(document: vscode.TextDocument): BlockedReason | undefined {
    return this.blockedReason(fileOf(document));
  }

  /**
   * Why a file may not be named or listed, from its URI alone. Does not read the disk: call `check` before reading the
   * file. `folder` is another folder whose relative paths globs may match, such as a repository.
   */
  blockedReasonByName(uri: vscode.Uri, folder?: vscode.Uri): BlockedReason | undefined {
    const repositories = folder ? [folder.path] : [];
    const facts = { realPath: uri.path, repositories, isReadOnly: false };
    return this.#decide(uri, facts, true);
  }

  /**
   * Why a changed file of a repository may not be sent, for the first one that may not: like `blockedReasonByName`, and also
   * `read-only` by its permissions. Resolves no links, because a diff does not contain what they lead to. Never rejects.
   */
  async checkChanged(
    uris: readonly vscode.Uri[],
    repository: vscode.Uri,
  ): Promise<BlockedReason | undefined> {
    for (const uri of uris) {
      const reason = this.blockedReasonByName(uri, repository);
      if (reason) return reason;
      if (this.#readOnly.readsPermissions(uri) && (await lacksWritePermission(uri.fsPath)))
        return 'read-only';
    }
    return undefined;
  }

  /** Why a file may not be sent, after reading its facts from disk. Never rejects. */
  async check(uri: vscode.Uri): Promise<BlockedReason | undefined> {
    return this.#decide(uri, await this.#lookUp(uri, true));
  }

  /**
   * Like `check`, for files that a model names: also `outside` unless the file is in a workspace folder, by its path and
   * with links resolved, and `git` for internal files of Git, which may contain credentials. Never rejects.
   */
  async checkInWorkspace(uri: vscode.Uri): Promise<BlockedReason | 'outside' | 'git' | undefined> {
    const found = await this.#inWorkspace(uri);
    return typeof found === 'string' ? found : undefined;
  }

  /** Like `checkInWorkspace`, for files that are added automatically: also `linked` if the path contains a symbolic link. */
  async checkUnlinked(
    uri: vscode.Uri,
  ): Promise<BlockedReason | 'outside' | 'git' | 'linked' | undefined> {
    const found = await this.#inWorkspace(uri);
    if (typeof found === 'string') return found;
    return found.realPaths.includes(found.path) ? undefined : 'linked';
  }

  /** The path of a file that may be sent in its folder, and those with links resolved in all folders; or why not. */
  async #inWorkspace(
    uri: vscode.Uri,
  ): Promise<
    BlockedReason | 'outside' | 'git' | { readonly path: string; readonly realPaths: string[] }
  > {
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    if (!folder) return 'outside';
    const facts = await this.#lookUp(uri, true, isOpen(uri));
    const reason = this.#decide(uri, facts);
    if (reason || facts.realPath === undefined) return reason ?? 'unresolved';
    const folders = [folder.uri.path, ...(this.#realFolders ?? [])].map(foldPath);
    const real = foldPath(facts.realPath);
    const roots = folders.filter((each) => real === each || real.startsWith(`${each}/`));
    if (roots.length === 0) return 'outside';
    const path = foldPath(uri.path).slice(foldPath(folder.uri.path).length);
    const realPaths = roots.map((root) => real.slice(root.length));
    const isGit = [path, ...realPaths].some((each) => `${each}/`.includes('/.git/'));
    return isGit ? 'git' : { path, realPaths };
  }

  /** Resolves when it is known whether a document may be sent. */
  async whenResolved(document: vscode.TextDocument): Promise<void> {
    const uri = fileOf(document);
    if (this.blockedReason(uri) === 'unresolved') await this.#lookUp(uri);
  }

  /** Whether a glob excludes a path that is relative or otherwise incomplete. */
  isExcludedPath(path: string): boolean {
    return this.#currentPolicy().isExcluded(path);
  }

  /** A setting or the workspace folders changed. */
  onConfigurationChanged(): void {
    this.#generation += 1;
    this.#exclude = undefined;
    this.#policy = undefined;
    this.#realFolders = undefined;
    this.#readOnly.onConfigurationChanged();
    this.#facts.clear();
    this.#pending.clear();
    this.#foldersKnown = this.#findFolders();
    this.#changed.fire(undefined);
    this.#refreshAll();
  }

  #decide(
    uri: vscode.Uri,
    facts: FileSendFacts | undefined,
    isNameOnly = false,
  ): BlockedReason | undefined {
    const { scheme, path } = uri;
    const real = isNameOnly || this.#realFolders ? facts?.realPath : undefined;
    return this.#currentPolicy().blockedReason({
      scheme,
      path,
      isWritable: isWritable(uri),
      isReadOnly: facts?.isReadOnly === true || this.#readOnly.isReadOnly(uri),
      folders: facts?.repositories ?? [],
      realPaths: real === undefined ? undefined : [real],
    });
  }

  #globs(): ExcludeGlobs {
    return (this.#exclude ??= parseExcludeGlobs(this.#settings.excludedGlobs()));
  }

  #currentPolicy(): SendPolicy {
    const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.path);
    return (this.#policy ??= new SendPolicy({
      exclude: this.#globs(),
      folders: [...folders, ...(this.#realFolders ?? [])],
    }));
  }

  async #findFolders(): Promise<void> {
    const generation = this.#generation;
    const local = (vscode.workspace.workspaceFolders ?? []).filter(
      ({ uri }) => uri.scheme === 'file',
    );
    const real = await Promise.all(local.map(({ uri }) => realPathOf(uri.fsPath)));
    if (generation !== this.#generation) return;
    this.#realFolders = real.filter((path) => path !== undefined);
    this.#policy = undefined;
  }

  /** Refreshes open documents. Other files are looked up at the next request. */
  #refreshAll(): void {
    const open = new Set(vscode.workspace.textDocuments.map((each) => fileOf(each).toString()));
    const closed = [...this.#facts.keys()].filter((key) => !open.has(key));
    for (const key of closed) this.#facts.delete(key);
    for (const document of vscode.workspace.textDocuments) this.#refresh(document);
  }

  #refresh(document: vscode.TextDocument): void {
    const uri = fileOf(document);
    if (this.#decide(uri, NO_FACTS) === 'scheme') return;
    void this.#lookUp(uri, true);
  }

  /**
   * Looks a file up; fires `onDidChange` if the result has changed. Unless `isKept`, facts of
   * a new file are not cached, so that listing a workspace evicts nothing. Never rejects.
   */
  #lookUp(uri: vscode.Uri, isAgain = false, isKept = true): Promise<FileSendFacts> {
    const key = uri.toString();
    const pending = this.#pending.get(key);
    if (pending && !isAgain) return pending;
    const lookup = this.#read(uri);
    this.#pending.set(key, lookup);
    return lookup.then((facts) => {
      // A later lookup replaces this one.
      if (this.#pending.get(key) !== lookup) return facts;
      this.#pending.delete(key);
      const before = this.#facts.get(key);
      if (!isKept && !before) return facts;
      this.#facts.set(key, facts);
      if (!before || this.#decide(uri, before) !== this.#decide(uri, facts))
        this.#changed.fire(uri);
      return facts;
    });
  }

  /** Reads the current facts; repeats if something changed meanwhile. */
  async #read(uri: vscode.Uri): Promise<FileSendFacts> {
    for (;;) {
      const generation = this.#generation;
      const facts = await fileFacts(uri, this.#readOnly.readsPermissions(uri));
      await this.#foldersKnown;
      if (generation === this.#generation) return facts;
    }
  }
}

/** Whether a document of a file is open. */
function isOpen(uri: vscode.Uri): boolean {
  const key = uri.toString();
  return vscode.workspace.textDocuments.some((document) => fileOf(document).toString() === key);
}

const NO_FACTS: FileSendFacts = { realPath: undefined, repositories: [], isReadOnly: false };

/** Untitled documents are always writable. For others, VS Code knows. */
function isWritable({ scheme }: vscode.Uri): boolean | undefined {
  return scheme === 'untitled' ? true : vscode.workspace.fs.isWritableFileSystem(scheme);
}
