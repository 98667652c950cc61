import * as vscode from 'vscode';
import { ChangeSet } from '../../../actions/changes/changeSet.ts';
import { proposedText } from '../../../actions/changes/proposedFile.ts';
import { proposalTools } from '../../../actions/changes/proposalTools.ts';
import type { Clock } from '../../../base/clock.ts';
import { Emitter } from '../../../base/emitter.ts';
import type { Tool } from '../../../chat/tools/tool.ts';
import type { FromPanel } from '../../../protocol/fromPanel.ts';
import type { ChangesView } from '../../../protocol/changeViews.ts';
import type { ChatDependencies } from '../chatDependencies.ts';
import type { SendPermissions } from '../../privacy/sendPermissions.ts';
import { WorkspacePaths } from '../tools/workspacePaths.ts';
import { ChangeableWorkspaceFiles } from './changeableWorkspaceFiles.ts';
import { ProposedChangesController } from './proposedChangesController.ts';
import { ChangeStorage } from './changeStorage.ts';
import { changesView } from './changesView.ts';

/** Dependencies of {@link ChangesModule}. */
export interface ChangesModuleDependencies {
  readonly clock: Clock;
  readonly permissions: SendPermissions;
  /** Shows the user why something was not changed. */
  readonly notify: (text: string) => void;
  /** The extension's folder for this workspace; undefined without a workspace. */
  readonly folder: vscode.Uri | undefined;
  /** Called when proposals can't be stored or read, for the log. */
  readonly onStorageError: (error: unknown) => void;
}

/** The changes that the chat's model proposes: the tools that collect them, and their controller. One set per window. */
export class ChangesModule implements vscode.Disposable {
  /** `edit_file` and `create_file`. */
  readonly tools: readonly Tool[];
  readonly controller: ProposedChangesController;
  readonly #onDidChange = new Emitter();
  /** Fires when the view has changed. */
  readonly onDidChange = this.#onDidChange.event;
  /** Resolves when the proposals from before a reload of the window are shown again. Never rejects. */
  readonly restored: Promise<void>;
  readonly #changes = new ChangeSet();
  readonly #storage: ChangeStorage;

  constructor(dependencies: ChangesModuleDependencies) {
    const { clock, permissions, notify, folder, onStorageError: onError } = dependencies;
    const changes = this.#changes;
    const files = new ChangeableWorkspaceFiles(new WorkspacePaths(permissions));
    this.#storage = new ChangeStorage({ changes, folder, clock, onError });
    this.tools = proposalTools({ changes, files });
    this.controller = new ProposedChangesController({ changes, files, clock, notify });
    changes.onDidChange(() => {
      this.#onDidChange.fire();
    });
    this.controller.onDidChangeUndo(() => {
      this.#onDidChange.fire();
    });
    this.restored = this.#restore(files);
  }

  /** Stores the proposals. Never rejects. */
  async close(): Promise<void> {
    await this.restored;
    await this.#storage.save();
  }

  dispose(): void {
    this.controller.dispose();
  }

  /** The proposed text of a file, which its next edit applies to; undefined if there is none. */
  proposedText(uri: vscode.Uri): string | undefined {
    const file = this.#changes.get(uri.toString());
    return file && proposedText(file);
  }

  /** What the panel shows; undefined for nothing. */
  view(): ChangesView | undefined {
    return changesView(this.#changes, this.controller.undoCount);
  }

  /** Accepts the proposal that a document shows, by default the one in the active editor. */
  async accept(uri: vscode.Uri | undefined): Promise<void> {
    const file = this.controller.fileOf(uri);
    if (file !== undefined) await this.controller.accept([file]);
  }

  /** Discards the proposal that a document shows, by default the one in the active editor. */
  discard(uri: vscode.Uri | undefined): void {
    const file = this.controller.fileOf(uri);
    if (file !== undefined) this.controller.discard([file]);
  }

  /** Handles a message from the panel about one file, or all. */
  async handle({ action, file }: Extract<FromPanel, { type: 'changes' }>): Promise<void> {
    const { controller } = this;
    const files = file === undefined ? undefined : [file];
    switch (action) {
      case 'open':
        return file === undefined ? undefined : controller.open(file);
      case 'conflicts':
        return file === undefined ? undefined : controller.openConflicts(file);
      case 'accept':
        return controller.accept(files);
      case 'discard':
        controller.discard(files);
        return;
      case 'selectHunks':
        return controller.selectHunks(files);
      case 'undo':
        return controller.undo();
      case 'forget':
        controller.forget();
    }
  }

  /** Shows the stored proposals of files that may still be changed, fitted to their current text. */
  async #restore(files: ChangeableWorkspaceFiles): Promise<void> {
    for (const file of await this.#storage.load()) {
      const target = await files.target(vscode.Uri.parse(file.uri));
      if (typeof target === 'string' || this.#changes.get(file.uri)) continue;
      this.#changes.put(file);
      this.#changes.rebase(file.uri, target.text);
    }
  }
}

/** The module of a window. Its proposals are stored in the extension's folder for the workspace. */
export function createChangesModule(
  shared: Pick<ChatDependencies, 'context' | 'clock' | 'log' | 'permissions'>,
  notify: (text: string) => void,
): ChangesModule {
  const { context, clock, log, permissions } = shared;
  return new ChangesModule({
    clock,
    permissions,
    notify,
    folder: context.storageUri,
    onStorageError: (error) => {
      log.warn(`The proposed changes could not be stored or read (${String(error)}).`);
    },
  });
}
