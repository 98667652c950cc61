import * as vscode from 'vscode';
import { findAgain, startAfter, withChange, type Proposal } from '../code/proposal.ts';
import { documentOf, nameOf, whyNotChangeable } from './changeable.ts';
import { editorOf } from './files.ts';

/**
 * What became of a proposal. `outdated`: it was wanted, but its text is no longer there, or cannot be changed;
 * nothing was, and the user has been told.
 */
export type Verdict = 'accepted' | 'rejected' | 'outdated';

/** A change on screen that is still being written. */
export interface GrowingChange {
  /** The new text as far as it is there; it is drawn soon, and takes no time here. */
  grow(text: string): void;
  /** All of the new text is there: from now on it can be accepted. */
  complete(text: string): void;
  /** Closes the preview, as if it had been rejected. */
  withdraw(): void;
  /** What became of it; it can be rejected while it grows, and never rejects itself. */
  readonly verdict: Promise<Verdict>;
}

/** The scheme of the documents with the change, which exist in memory alone. */
const SCHEME = 'codestral-edit';

/** A proposal on screen. */
interface Pending {
  readonly proposal: Proposal;
  readonly document: vscode.TextDocument;
  /** The document with the change. */
  readonly uri: vscode.Uri;
  /** Where the text to replace is now; undefined while it cannot be told. */
  start: number | undefined;
  /** The text of `uri`, as last seen. */
  text: string;
  isDecided: boolean;
  readonly decide: (verdict: Verdict) => void;
}

/**
 * Shows changes in VS Code's own diff editor before they are made. Nothing is written anywhere until the user
 * accepts; closing the tab rejects. Any number of previews may be open.
 */
export class DiffPreview implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #pending = new Map<string, Pending>();
  readonly #tell: (text: string) => void;
  readonly #registrations: readonly vscode.Disposable[];
  #count = 0;

  /** Fires when a document with a change is to be read anew. */
  readonly onDidChange = this.#changed.event;

  /** `tell` shows the user why a change could not be made. */
  constructor(tell: (text: string) => void) {
    this.#tell = tell;
    this.#registrations = [
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.workspace.onDidChangeTextDocument((event) => {
        this.#follow(event);
      }),
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.some((tab) => editOf(tab))) this.#rejectClosed();
      }),
    ];
    // What an earlier run of VS Code has left can no longer be accepted.
    void vscode.window.tabGroups.close(tabsOf());
  }

  dispose(): void {
    for (const pending of this.#pending.values()) pending.decide('rejected');
    for (const registration of this.#registrations) registration.dispose();
    this.#changed.dispose();
  }

  /** The text of a document with a change; undefined once the preview is over. */
  provideTextDocumentContent(uri: vscode.Uri): string | undefined {
    return this.#pending.get(uri.toString())?.text;
  }

  /** Shows a proposal, and resolves when the user has decided. */
  async show(proposal: Proposal): Promise<Verdict> {
    const { t } = vscode.l10n;
    const source = vscode.Uri.parse(proposal.uri, true);
    const document = await documentOf(source);
    if (!document) {
      this.#tell(t('{0} is no longer there.', source.path.split('/').at(-1) ?? ''));
      return 'outdated';
    }
    const text = document.getText();
    const start = findAgain(proposal, text, proposal.start);
    if (start === undefined) return this.#outdated(document);
    const name = nameOf(document);
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}`, query: `${this.#count++}` });
    const verdict = new Promise<Verdict>((decide) => {
      const change = withChange(proposal, text, start);
      const pending = { proposal, document, uri, start, text: change, isDecided: false, decide };
      this.#pending.set(uri.toString(), pending);
    });
    try {
      const change = await vscode.workspace.openTextDocument(uri);
      // A name alone says nothing in notebooks and new files.
      if (change.languageId !== document.languageId) {
        await vscode.languages.setTextDocumentLanguage(change, document.languageId);
      }
      const title = t('{0}: proposed change', name);
      await vscode.commands.executeCommand('vscode.diff', source, uri, title, { preview: false });
      return await verdict;
    } finally {
      this.#pending.delete(uri.toString());
    }
  }

  /** Shows a change that is to come. Undefined, and the user told why, where its text is no longer there. */
  async begin(place: Omit<Proposal, 'text'>): Promise<GrowingChange | undefined> {
    return Promise.reject(new Error(`not built: ${place.uri}`));
  }

  /** Makes the change of a preview: the one of the active tab, if its URI is not given. */
  async accept(uri?: vscode.Uri): Promise<void> {
    const pending = this.#undecided(uri);
    if (!pending) return;
    pending.isDecided = true;
    const verdict = await this.#apply(pending).catch(() => this.#failed(pending.document));
    await closeTabs(pending.uri);
    pending.decide(verdict);
  }

  /** Has the user choose what of a preview is made, in VS Code's Refactor Preview; as `accept` otherwise. */
  async acceptInParts(uri?: vscode.Uri): Promise<void> {
    await Promise.reject(new Error(`not built: ${uri?.toString() ?? ''}`));
  }

  /** Closes a preview and forgets its change: the one of the active tab, if its URI is not given. */
  async reject(uri?: vscode.Uri): Promise<void> {
    const pending = this.#undecided(uri);
    if (!pending) return;
    pending.isDecided = true;
    await closeTabs(pending.uri);
    pending.decide('rejected');
  }

  #undecided(uri: vscode.Uri | undefined): Pending | undefined {
    const active = vscode.window.tabGroups.activeTabGroup.activeTab;
    const key = uri?.scheme === SCHEME ? uri : active && editOf(active);
    const pending = this.#pending.get(key?.toString() ?? '');
    return pending?.isDecided ? undefined : pending;
  }

  /** One edit, and so one step to undo. VS Code refuses it if the document changes on its way. */
  async #apply(pending: Pending): Promise<Verdict> {
    const { proposal, document: shown } = pending;
    const document = await documentOf(shown.uri);
    const why = document
      ? await whyNotChangeable(document)
      : vscode.l10n.t('{0} is no longer there.', nameOf(shown));
    if (why !== undefined || !document) {
      this.#tell(why ?? '');
      return 'outdated';
    }
    const start = findAgain(proposal, document.getText(), pending.start);
    if (start === undefined) return this.#outdated(document);
    const range = new vscode.Range(
      document.positionAt(start),
      document.positionAt(start + proposal.original.length),
    );
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, range, proposal.text);
    if (!(await vscode.workspace.applyEdit(edit))) return this.#failed(document);
    await reveal(document, start + proposal.text.length);
    return 'accepted';
  }

  #outdated(document: vscode.TextDocument): Verdict {
    const { t } = vscode.l10n;
    this.#tell(t('The code in {0} has changed meanwhile; nothing was replaced.', nameOf(document)));
    return 'outdated';
  }

  #failed(document: vscode.TextDocument): Verdict {
    this.#tell(vscode.l10n.t('{0} could not be changed.', nameOf(document)));
    return 'outdated';
  }

  /** Keeps the previews of a document true while it changes. */
  #follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const own = [...this.#pending.values()].filter(
      (pending) => pending.document.uri.toString() === document.uri.toString(),
    );
    if (own.length === 0 || contentChanges.length === 0) return;
    const text = document.getText();
    // All places are those before the event: from the last to the first none moves another.
    const changes = contentChanges.toSorted((a, b) => b.rangeOffset - a.rangeOffset);
    for (const pending of own) {
      const { proposal } = pending;
      let start = pending.start;
      for (const { rangeOffset, rangeLength, text } of changes) {
        if (start === undefined) break;
        const change = { start: rangeOffset, length: rangeLength, newLength: text.length };
        start = startAfter({ ...proposal, start }, change);
      }
      pending.start = findAgain(proposal, text, start);
      if (pending.start === undefined || pending.isDecided) continue;
      pending.text = withChange(proposal, text, pending.start);
      this.#changed.fire(pending.uri);
    }
  }

  #rejectClosed(): void {
    for (const pending of this.#pending.values()) {
      if (!pending.isDecided && tabsOf(pending.uri).length === 0) {
        pending.isDecided = true;
        pending.decide('rejected');
      }
    }
  }
}

/** The document with a change that a tab shows, if it shows one. */
function editOf({ input }: vscode.Tab): vscode.Uri | undefined {
  const isOurs = input instanceof vscode.TabInputTextDiff && input.modified.scheme === SCHEME;
  return isOurs ? input.modified : undefined;
}

/** The tabs that show a change; any, if it is not said which. */
function tabsOf(uri?: vscode.Uri): vscode.Tab[] {
  const tabs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
  return tabs.filter((tab) => {
    const edit = editOf(tab);
    return edit && (!uri || edit.toString() === uri.toString());
  });
}

async function closeTabs(uri: vscode.Uri): Promise<void> {
  await vscode.window.tabGroups.close(tabsOf(uri));
}

/** Puts the cursor behind the change. The editor of a notebook is there already. */
async function reveal(document: vscode.TextDocument, offset: number): Promise<void> {
  if (document.uri.scheme === 'vscode-notebook-cell') return;
  const at = document.positionAt(offset);
  await vscode.window.showTextDocument(document, {
    viewColumn: editorOf(document)?.viewColumn ?? vscode.ViewColumn.Active,
    selection: new vscode.Range(at, at),
    preview: false,
  });
}
