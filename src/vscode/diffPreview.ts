import * as vscode from 'vscode';
import { findAgain, type Proposal } from '../code/proposal.ts';
import type { Clock } from '../mistral/clock.ts';
import { documentOf, nameOf, whyNotChangeable } from './changeable.ts';
import { clock as machineClock } from './clock.ts';
import { tellWhatGrows } from './contextKeys.ts';
import { editInPartsOf, editOf } from './preview/edits.ts';
import { Pending, type Place, type Verdict } from './preview/pending.ts';
import { changeIn, closeTabs, SCHEME, scrollTo, showMade, tabsOf } from './preview/tabs.ts';

export type { Verdict } from './preview/pending.ts';

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

/**
 * Shows changes in VS Code's own diff editor before they are made. Nothing is written anywhere until the user
 * accepts; closing the tab rejects. Any number of previews may be open.
 */
export class DiffPreview implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #pending = new Map<string, Pending>();
  readonly #tell: (text: string) => void;
  readonly #clock: Clock;
  readonly #registrations: readonly vscode.Disposable[];
  #count = 0;

  /** Fires when a document with a change is to be read anew. */
  readonly onDidChange = this.#changed.event;

  /** `tell` shows the user why a change could not be made. */
  constructor(tell: (text: string) => void, clock: Clock = machineClock) {
    this.#tell = tell;
    this.#clock = clock;
    this.#registrations = [
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.workspace.onDidChangeTextDocument((event) => {
        this.#follow(event);
      }),
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.some(changeIn)) this.#rejectClosed();
      }),
    ];
    // What an earlier run of VS Code has left can no longer be accepted.
    void closeTabs();
  }

  dispose(): void {
    for (const pending of this.#pending.values()) pending.end('rejected');
    for (const registration of this.#registrations) registration.dispose();
    this.#changed.dispose();
  }

  /** The text of a document with a change; undefined once the preview is over. */
  provideTextDocumentContent(uri: vscode.Uri): string | undefined {
    return this.#pending.get(uri.toString())?.shown;
  }

  /** Shows a proposal, and resolves when the user has decided. */
  async show({ text, ...place }: Proposal): Promise<Verdict> {
    const pending = await this.#pendingAt(place);
    if (!pending) return 'outdated';
    pending.complete(text);
    await this.#open(pending);
    return pending.verdict;
  }

  /** Shows a change that is to come. Undefined, and the user told why, where its text is no longer there. */
  async begin(place: Place): Promise<GrowingChange | undefined> {
    const pending = await this.#pendingAt(place);
    if (!pending) return undefined;
    // What comes while the editor opens is in it from the beginning.
    const at = pending.document.positionAt(pending.start ?? place.start);
    this.#open(pending, at).catch(() => this.#failed(pending.document));
    return {
      grow: (text) => {
        pending.grow(text);
      },
      complete: (text) => {
        pending.complete(text);
        void this.#tellWhatGrows();
      },
      withdraw: () => {
        void this.#reject(pending);
      },
      verdict: pending.verdict,
    };
  }

  /** Makes the change of a preview: the one of the active tab, if its URI is not given. */
  async accept(uri?: vscode.Uri): Promise<void> {
    await this.#make(uri, 'decided', async (document, proposal) => {
      const isMade = await vscode.workspace.applyEdit(editOf(document, proposal));
      return isMade ? 'accepted' : this.#failed(document);
    });
  }

  /**
   * Has the user choose what of a preview is made, in VS Code's Refactor Preview; as `accept` otherwise. Where the
   * document changes while the user chooses, VS Code makes nothing, and says so.
   */
  async acceptInParts(uri?: vscode.Uri): Promise<void> {
    await this.#make(uri, 'choosing', async (document, proposal) => {
      const { version } = document;
      const edit = editInPartsOf(document, proposal);
      const isMade = await vscode.workspace.applyEdit(edit, { isRefactoring: true });
      if (isMade) return 'accepted';
      return document.version === version ? 'rejected' : 'outdated';
    });
  }

  /** Closes a preview and forgets its change: the one of the active tab, if its URI is not given. */
  async reject(uri?: vscode.Uri): Promise<void> {
    const pending = this.#pendingOf(uri);
    if (pending?.state === 'choosing') {
      await vscode.commands.executeCommand('refactorPreview.discard');
    } else if (pending) {
      await this.#reject(pending);
    }
  }

  #pendingOf(uri: vscode.Uri | undefined): Pending | undefined {
    const active = vscode.window.tabGroups.activeTabGroup.activeTab;
    const key = uri?.scheme === SCHEME ? uri : changeIn(active);
    return this.#pending.get(key?.toString() ?? '');
  }

  /** A change that is to come at a place; undefined, and the user told, where its text is no longer there. */
  async #pendingAt(place: Place): Promise<Pending | undefined> {
    const { t } = vscode.l10n;
    const source = vscode.Uri.parse(place.uri, true);
    const document = await documentOf(source);
    if (!document) {
      this.#tell(t('{0} is no longer there.', source.path.split('/').at(-1) ?? ''));
      return undefined;
    }
    const start = findAgain(place, document.getText(), place.start);
    if (start === undefined) {
      this.#outdated(document);
      return undefined;
    }
    const path = `/${nameOf(document)}`;
    const uri = vscode.Uri.from({ scheme: SCHEME, path, query: `${this.#count++}` });
    let isScrolled = false;
    const pending = new Pending({
      ...{ clock: this.#clock, document, uri, place: { ...place, start } },
      changed: () => {
        this.#changed.fire(uri);
        const line = isScrolled ? undefined : pending.firstChange;
        if (line !== undefined) isScrolled = scrollTo(uri, line);
      },
    });
    return pending;
  }

  /** Opens the diff editor, scrolled to a place if one is given, else to the first change. */
  async #open(pending: Pending, at?: vscode.Position): Promise<void> {
    const { document, uri } = pending;
    this.#pending.set(uri.toString(), pending);
    void pending.verdict.then(() => {
      this.#pending.delete(uri.toString());
      return this.#tellWhatGrows();
    });
    try {
      await this.#tellWhatGrows();
      const change = await vscode.workspace.openTextDocument(uri);
      // A name alone says nothing in notebooks and new files.
      if (change.languageId !== document.languageId) {
        await vscode.languages.setTextDocumentLanguage(change, document.languageId);
      }
      const title = vscode.l10n.t('{0}: proposed change', nameOf(document));
      const options: vscode.TextDocumentShowOptions = {
        preview: false,
        ...(at && { selection: new vscode.Range(at, at) }),
      };
      await vscode.commands.executeCommand('vscode.diff', document.uri, uri, title, options);
      // It may have become outdated on the way.
      if (pending.state === 'decided') await closeTabs(uri);
    } catch (error) {
      // What was withdrawn on the way cannot be opened any more: nothing is wrong.
      if (pending.state === 'decided') return;
      pending.end('rejected');
      throw error;
    }
  }

  /** Makes a change, or what is chosen of it: one edit, and so one step to undo. */
  async #make(
    uri: vscode.Uri | undefined,
    as: 'choosing' | 'decided',
    make: (document: vscode.TextDocument, proposal: Proposal) => Promise<Verdict>,
  ): Promise<void> {
    const pending = this.#pendingOf(uri);
    if (pending?.state === 'growing') {
      this.#tell(vscode.l10n.t('This change is still being written.'));
      return;
    }
    if (!pending?.take(as)) return;
    await this.#tellWhatGrows();
    const verdict = await this.#made(pending, make).catch(() => this.#failed(pending.document));
    await closeTabs(pending.uri);
    pending.end(verdict);
  }

  async #made(
    { document: shown, proposal, start: followed }: Pending,
    make: (document: vscode.TextDocument, proposal: Proposal) => Promise<Verdict>,
  ): Promise<Verdict> {
    const document = await documentOf(shown.uri);
    const why = document
      ? await whyNotChangeable(document)
      : vscode.l10n.t('{0} is no longer there.', nameOf(shown));
    if (why !== undefined || !document) {
      this.#tell(why ?? '');
      return 'outdated';
    }
    const start = findAgain(proposal, document.getText(), followed);
    if (start === undefined) return this.#outdated(document);
    const { length } = document.getText();
    const verdict = await make(document, { ...proposal, start });
    // What of it was chosen shows in the length alone.
    const added = document.getText().length - length;
    if (verdict === 'accepted') {
      await showMade(document, start + proposal.original.length + added);
    }
    return verdict;
  }

  async #reject(pending: Pending): Promise<void> {
    if (!pending.take('decided')) return;
    await closeTabs(pending.uri);
    pending.end('rejected');
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

  /** Keeps the previews of a document true while it changes; one that is not complete ends if it cannot be. */
  #follow(event: vscode.TextDocumentChangeEvent): void {
    if (event.contentChanges.length === 0) return;
    for (const pending of this.#pending.values()) {
      if (pending.document.uri.toString() !== event.document.uri.toString()) continue;
      pending.follow(event);
      if (pending.start === undefined && pending.state === 'growing') {
        pending.end(this.#outdated(event.document));
        void closeTabs(pending.uri);
      }
    }
  }

  #rejectClosed(): void {
    for (const pending of this.#pending.values()) {
      if (tabsOf(pending.uri).length === 0 && pending.take('decided')) pending.end('rejected');
    }
  }

  /** The changes that cannot be accepted now: they grow, or their parts are being chosen. */
  async #tellWhatGrows(): Promise<void> {
    const isBusy = ({ state }: Pending) => state === 'growing' || state === 'choosing';
    await tellWhatGrows([...this.#pending.values()].filter(isBusy).map(({ uri }) => uri));
  }
}
