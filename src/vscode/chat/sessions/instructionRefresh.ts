import * as vscode from 'vscode';
import { isProjectFilePath } from '../../../chat/instructions/selectInstructions.ts';
import type { CurrentSelection } from '../attachments/currentSelection.ts';
import type { ChatViewProvider } from '../panel/chatViewProvider.ts';
import type { ChatDraft } from './chatDraft.ts';

/** Dependencies of {@link InstructionRefresh}. */
export interface InstructionRefreshDependencies {
  readonly view: Pick<ChatViewProvider, 'isReady' | 'onDidOpen'>;
  readonly draft: Pick<ChatDraft, 'onDidChange' | 'refreshInstructions'>;
  readonly selection: Pick<CurrentSelection, 'onDidChange'>;
}

/** Keeps the instructions in the panel current. While the panel is closed, nothing is read. */
export class InstructionRefresh implements vscode.Disposable {
  readonly #dependencies: InstructionRefreshDependencies;
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(dependencies: InstructionRefreshDependencies) {
    this.#dependencies = dependencies;
    const { view, draft, selection } = dependencies;
    view.onDidOpen(() => {
      this.refresh();
    });
    draft.onDidChange(() => {
      this.#read(false);
    });
    this.#subscriptions = [
      selection.onDidChange(() => {
        this.#read(false);
      }),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        if (isProjectFilePath(uri.path)) this.refresh();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.refresh();
      }),
    ];
  }

  /** Reads the files again, even if their names are the same. */
  refresh(): void {
    this.#read(true);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #read(force: boolean): void {
    const { view, draft } = this.#dependencies;
    if (view.isReady) void draft.refreshInstructions(force);
  }
}
