import * as vscode from 'vscode';
import type { ChangeSet } from '../../../actions/changes/changeSet.ts';
import { proposedText } from '../../../actions/changes/proposedFile.ts';
import type { ProposedFile } from '../../../actions/changes/proposedFile.ts';
import { previewName } from '../../../actions/edit/proposal.ts';
import { baseName } from '../../../base/baseName.ts';
import { closeProposalTabs, parseProposalQuery, proposalOf } from './proposalTabs.ts';
import type { Side } from './proposalTabs.ts';
import { PROPOSAL_SCHEME } from '../../../privacy/schemes.ts';

/** Shows proposals in VS Code's diff editor, read-only. */
export class ProposalDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changes: ChangeSet;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registrations: readonly { dispose(): unknown }[];

  /** Fires when the text of a document has changed. */
  readonly onDidChange = this.#changed.event;

  constructor(changes: ChangeSet) {
    this.#changes = changes;
    const unsubscribe = changes.onDidChange((uri) => {
      if (!changes.get(uri)) void closeProposalTabs(uri);
      else for (const document of openDocuments(uri)) this.#changed.fire(document);
    });
    this.#registrations = [
      vscode.workspace.registerTextDocumentContentProvider(PROPOSAL_SCHEME, this),
      { dispose: unsubscribe },
    ];
    // Those restored from an earlier session have no proposal.
    void closeProposalTabs();
  }

  dispose(): void {
    for (const registration of this.#registrations) registration.dispose();
    this.#changed.dispose();
    void closeProposalTabs();
  }

  /** The text of a document; undefined once its proposal is decided. */
  provideTextDocumentContent({ query }: vscode.Uri): string | undefined {
    const [side, uri] = parseProposalQuery(query);
    const file = this.#changes.get(uri);
    if (!file) return undefined;
    switch (side) {
      case 'text':
        return proposedText(file);
      case 'empty':
        return '';
      case 'old':
        return conflictsText(file, 'oldText');
      case 'new':
        return conflictsText(file, 'newText');
    }
  }

  /**
   * Opens the diff editor: the file on the left, which stays editable, and the proposal on the right. With
   * `keepsFocus`, the focus stays where it is.
   */
  async open(file: ProposedFile, keepsFocus = false): Promise<void> {
    const source = vscode.Uri.parse(file.uri, true);
    const left = file.base === undefined ? documentUri(file.uri, 'empty') : source;
    const title = vscode.l10n.t('{0}: proposed change', baseName(source.path));
    await showDiff(left, documentUri(file.uri, 'text'), title, keepsFocus);
  }

  /** Opens the old and new text of the edits that no longer fit the file. */
  async openConflicts(file: ProposedFile): Promise<void> {
    const name = baseName(vscode.Uri.parse(file.uri, true).path);
    const title = vscode.l10n.t('{0}: conflicting edits', name);
    await showDiff(documentUri(file.uri, 'old'), documentUri(file.uri, 'new'), title);
  }
}

async function showDiff(
  left: vscode.Uri,
  right: vscode.Uri,
  title: string,
  preserveFocus = false,
): Promise<void> {
  const options = { preview: true, preserveFocus };
  await vscode.commands.executeCommand('vscode.diff', left, right, title, options);
}

function documentUri(file: string, side: Side): vscode.Uri {
  const path = `/${previewName(baseName(vscode.Uri.parse(file, true).path))}`;
  return vscode.Uri.from({ scheme: PROPOSAL_SCHEME, path, query: `${side}:${file}` });
}

function conflictsText({ conflicts }: ProposedFile, side: 'oldText' | 'newText'): string {
  return conflicts.map((each) => each[side]).join('\n⋯\n');
}

function openDocuments(file: string): readonly vscode.Uri[] {
  const open = vscode.workspace.textDocuments.map(({ uri }) => uri);
  return open.filter((uri) => proposalOf(uri) === file);
}
