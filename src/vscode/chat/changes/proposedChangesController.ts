import * as vscode from 'vscode';
import type { ChangeSet } from '../../../actions/changes/changeSet.ts';
import { writtenFile } from '../../../actions/changes/proposedFile.ts';
import type { ProposedFile } from '../../../actions/changes/proposedFile.ts';
import { RunOnceScheduler } from '../../../base/runOnceScheduler.ts';
import { SerialQueue } from '../../../base/serialQueue.ts';
import type { Clock } from '../../../base/clock.ts';
import { Emitter } from '../../../base/emitter.ts';
import { baseName } from '../../../base/baseName.ts';
import { notEditableMessage, documentOf } from '../../platform/documents.ts';
import { applyWrites, fileWriteOf, reviewHunks, textOf } from './applyChanges.ts';
import type { AppliedWrite, FileWrite } from './applyChanges.ts';
import type { ChangeableWorkspaceFiles } from './changeableWorkspaceFiles.ts';
import { MAX_NAMED, namesOf, unsavedText } from './fileNames.ts';
import { locationAfterRename } from './locationAfterRename.ts';
import { ProposalDocuments } from './proposalDocuments.ts';
import { isProposalOpen, proposalOf } from './proposalTabs.ts';
import { undoWrites } from './undoChanges.ts';

/** Delay before a proposal is fitted to text that is being typed, in milliseconds: comparing takes time. */
const DEBOUNCE_MS = 150;
/** The maximum number of accepted changes that can be undone here; VS Code's own undo remembers more. */
const MAX_UNDO = 20;

/** Dependencies of {@link ProposedChangesController}. */
export interface ProposedChangesControllerDependencies {
  readonly changes: ChangeSet;
  readonly files: Pick<ChangeableWorkspaceFiles, 'target' | 'pathOf'>;
  readonly clock: Clock;
  /** Shows the user why something was not changed. */
  readonly notify: (text: string) => void;
}

/**
 * Lets the user review, accept, discard and undo the proposed changes. Only accepting writes: into the open document of
 * a file, with the text that the user typed in the meantime.
 */
export class ProposedChangesController implements vscode.Disposable {
  readonly #dependencies: ProposedChangesControllerDependencies;
  readonly #documents: ProposalDocuments;
  readonly #queue = new SerialQueue();
  readonly #typed = new Set<string>();
  readonly #rebase: RunOnceScheduler;
  readonly #registrations: readonly vscode.Disposable[];
  #accepted: readonly (readonly AppliedWrite[])[] = [];
  /** The proposals whose diff editors were open before the last renaming. */
  #shown: ReadonlySet<string> = new Set();

  readonly #onDidChangeUndo = new Emitter();
  /** Fires when there is something to undo, or no longer. */
  readonly onDidChangeUndo = this.#onDidChangeUndo.event;

  constructor(dependencies: ProposedChangesControllerDependencies) {
    this.#dependencies = dependencies;
    this.#documents = new ProposalDocuments(dependencies.changes);
    this.#rebase = new RunOnceScheduler(dependencies.clock, () => {
      this.#rebaseTyped();
    });
    const { workspace } = vscode;
    const changed = (uris: readonly vscode.Uri[]) => {
      for (const uri of uris) if (this.#changes.get(uri.toString())) void this.#rebaseFile(uri);
    };
    this.#registrations = [
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const uri = document.uri.toString();
        if (contentChanges.length === 0 || !this.#changes.get(uri)) return;
        this.#typed.add(uri);
        this.#rebase.schedule(DEBOUNCE_MS);
      }),
      workspace.onDidCreateFiles(({ files }) => {
        changed(files);
      }),
      workspace.onDidDeleteFiles(({ files }) => {
        changed(files);
      }),
      // VS Code closes the diff editors of a file before it reports the new name.
      workspace.onWillRenameFiles(() => {
        this.#shown = new Set(
          this.#changes.files.map(({ uri }) => uri).filter((uri) => isProposalOpen(uri)),
        );
      }),
      workspace.onDidRenameFiles(({ files }) => void this.#follow(files)),
    ];
  }

  dispose(): void {
    this.#rebase.cancel();
    for (const registration of this.#registrations) registration.dispose();
    this.#documents.dispose();
  }

  /** The number of files whose accepted change can be undone. */
  get undoCount(): number {
    return this.#accepted.at(-1)?.length ?? 0;
  }

  /** Opens the diff editor of a file. */
  async open(uri: string): Promise<void> {
    const file = await this.#current(uri);
    if (file) await this.#documents.open(file);
  }

  /** Opens the edits of a file that no longer fit it. */
  async openConflicts(uri: string): Promise<void> {
    const file = await this.#current(uri);
    if (file && file.conflicts.length > 0) await this.#documents.openConflicts(file);
  }

  /** Writes the proposals for files, or all, as one change. What can't be written stays proposed; the user is told why. */
  accept(uris?: readonly string[]): Promise<void> {
    return this.#queue.run(async () => {
      const { notify } = this.#dependencies;
      const { t } = vscode.l10n;
      const files = await this.#writable(uris);
      if (files.length === 0) return;
      const writes = files.map(fileWriteOf);
      const { applied, failed, unsaved } = await applyWrites(writes);
      this.#remember(writes, files, applied);
      for (const file of files) if (applied.has(file.uri)) this.#changes.put(writtenFile(file));
      const names = namesOf(failed);
      if (applied.size === 0) notify(t('The changes couldn’t be applied. Nothing was changed.'));
      else if (failed.length > 0)
        notify(
          t('Couldn’t be changed: {0}. The other files were changed; the chat offers Undo.', names),
        );
      if (unsaved.length > 0) notify(unsavedText(unsaved));
    });
  }

  /** Drops the proposals for files, or all. Nothing is written. */
  discard(uris?: readonly string[]): void {
    for (const uri of uris ?? this.#changes.files.map((file) => file.uri)) {
      this.#changes.discard(uri);
    }
  }

  /** Lets the user choose hunks of the files, or all, in VS Code's Refactor Preview. The rest stays proposed. */
  async selectHunks(uris?: readonly string[]): Promise<void> {
    const files = await this.#queue.run(() => this.#writable(uris));
    // Not in the queue: the preview stays open until the user decides, and the other buttons work meanwhile.
    if (files.length === 0 || !(await reviewHunks(files))) return;
    const before = files.map(fileWriteOf);
    const applied = new Map<string, string>();
    for (const { uri, before: text } of before) {
      const now = await textOf(uri);
      if (now !== undefined && now !== text) applied.set(uri.toString(), now);
    }
    this.#remember(before, files, applied);
    for (const file of files) {
      const now = applied.get(file.uri);
      if (now === undefined) continue;
      if (file.base === undefined) this.#changes.put(writtenFile(file));
      else this.#changes.rebase(file.uri, now);
    }
  }

  /** Undoes the last accepted change in all its files. The files are proposed again. */
  undo(): Promise<void> {
    return this.#queue.run(async () => {
      const last = this.#accepted.at(-1);
      if (!last) return;
      const { writes, kept } = await undoWrites(last);
      const { failed, unsaved } = await applyWrites(writes);
      const { notify } = this.#dependencies;
      const { t } = vscode.l10n;
      if (failed.length > 0)
        notify(t('The change of these files couldn’t be undone: {0}.', namesOf(failed)));
      const names = kept.slice(0, MAX_NAMED).join(', ');
      if (kept.length > 0) notify(t('Changed in the meantime and not undone: {0}.', names));
      if (unsaved.length > 0) notify(unsavedText(unsaved));
      const left = new Set(failed.map((uri) => uri.toString()));
      const rest = last.filter(({ uri }) => left.has(uri.toString()));
      this.#accepted = [...this.#accepted.slice(0, -1), ...(rest.length > 0 ? [rest] : [])];
      const undone = new Set(
        writes.map(({ uri }) => uri.toString()).filter((uri) => !left.has(uri)),
      );
      for (const { file } of last) {
        // The model may have proposed another change of the file meanwhile.
        const isProposed = (this.#changes.get(file.uri)?.replacements.length ?? 0) > 0;
        if (!undone.has(file.uri) || isProposed) continue;
        this.#changes.put(file);
        await this.#rebaseFile(vscode.Uri.parse(file.uri, true));
      }
      this.#onDidChangeUndo.fire();
    });
  }

  /** Forgets the accepted changes: they can no longer be undone here. */
  forget(): void {
    if (this.#accepted.length === 0) return;
    this.#accepted = [];
    this.#onDidChangeUndo.fire();
  }

  /** The URI of the file whose proposal a document or the active diff editor shows; undefined if neither does. */
  fileOf(uri: vscode.Uri | undefined): string | undefined {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    const active = input instanceof vscode.TabInputTextDiff ? input.modified : undefined;
    return proposalOf(uri) ?? proposalOf(active);
  }

  get #changes(): ChangeSet {
    return this.#dependencies.changes;
  }

  /** The proposals that can be written now, fitted to the current texts. The user is told about the others. */
  async #writable(uris: readonly string[] | undefined): Promise<readonly ProposedFile[]> {
    const { files, notify } = this.#dependencies;
    const problems: string[] = [];
    const { t } = vscode.l10n;
    const chosen = uris ?? this.#changes.files.map(({ uri }) => uri);
    const writable: ProposedFile[] = [];
    for (const key of chosen) {
      if (!this.#changes.get(key)) continue;
      const uri = vscode.Uri.parse(key, true);
      const name = baseName(uri.path);
      // Links, settings and permissions may have changed since the proposal.
      const target = await files.target(uri);
      if (typeof target === 'string') {
        problems.push(
          t('{0} can’t be changed: it is excluded, read-only or not a text file.', name),
        );
        continue;
      }
      this.#changes.rebase(key, target.text);
      const file = this.#changes.get(key);
      if (!file) continue;
      const document = target.text === undefined ? undefined : await documentOf(uri);
      const why = document && (await notEditableMessage(document));
      if (file.alreadyExists) problems.push(t('{0} already exists. It was not replaced.', name));
      else if (file.base !== undefined && target.text === undefined)
        problems.push(t('{0} was renamed or deleted. Its change was not written.', name));
      else if (why !== undefined) problems.push(why);
      else if (file.replacements.length > 0) writable.push(file);
    }
    if (problems.length > 0) notify(problems.slice(0, MAX_NAMED).join(' '));
    return writable;
  }

  /** Moves the proposals of renamed files, or of those in renamed folders, to the new names, also those to undo. */
  #follow(renamed: vscode.FileRenameEvent['files']): Promise<void> {
    const shown = this.#shown;
    return this.#queue.run(async () => {
      const { files } = this.#dependencies;
      const locationOf = (uri: string) =>
        locationAfterRename(uri, renamed, (now) => files.pathOf(now));
      this.#accepted = this.#accepted.map((step) =>
        step.map((each) => {
          const location = locationOf(each.file.uri);
          if (!location) return each;
          const file = { ...each.file, ...location };
          return { ...each, uri: vscode.Uri.parse(location.uri, true), file };
        }),
      );
      for (const { uri } of this.#changes.files) {
        const location = locationOf(uri);
        if (!location) continue;
        this.#changes.rename(uri, location);
        const file = await this.#current(location.uri);
        if (file && shown.has(uri)) await this.#documents.open(file, true);
      }
    });
  }

  #remember(
    writes: readonly FileWrite[],
    files: readonly ProposedFile[],
    applied: ReadonlyMap<string, string>,
  ): void {
    const step = writes.flatMap(({ uri, before }, at) => {
      const [file, after] = [files[at], applied.get(uri.toString())];
      return file && after !== undefined ? [{ uri, before, after, file }] : [];
    });
    if (step.length === 0) return;
    this.#accepted = [...this.#accepted, step].slice(-MAX_UNDO);
    this.#onDidChangeUndo.fire();
  }

  /** The proposal for a file, fitted to its current text. */
  async #current(uri: string): Promise<ProposedFile | undefined> {
    if (this.#changes.get(uri)) await this.#rebaseFile(vscode.Uri.parse(uri, true));
    return this.#changes.get(uri);
  }

  async #rebaseFile(uri: vscode.Uri): Promise<void> {
    const text = await textOf(uri);
    this.#changes.rebase(uri.toString(), text);
  }

  #rebaseTyped(): void {
    const typed = [...this.#typed];
    this.#typed.clear();
    for (const document of vscode.workspace.textDocuments) {
      const uri = document.uri.toString();
      if (typed.includes(uri)) this.#changes.rebase(uri, document.getText());
    }
  }
}
