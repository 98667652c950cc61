import type { StreamingChange } from '../../actions/edit/streamingChange.ts';
import * as vscode from 'vscode';
import { previewName, relocate, type EditPreview } from '../../actions/edit/proposal.ts';
import type { Clock } from '../../base/clock.ts';
import { documentName, documentOf, editableDocument } from '../platform/documents.ts';
import { clock as machineClock } from '../platform/systemClock.ts';
import { setPreviewContext, setStreamingContext } from '../platform/contextKeys.ts';
import { pickParts } from './partsPicker.ts';
import { editOf } from './previewEdits.ts';
import { PreviewHints } from './previewHints.ts';
import { PendingChange, type PreviewPlace } from './pendingChange.ts';
import { type PreviewOutcome } from '../../actions/edit/streamingChange.ts';
import * as tabs from './previewTabs.ts';
import { baseName } from '../../base/baseName.ts';
import { PREVIEW_SCHEME } from '../../privacy/schemes.ts';

export type { PreviewOutcome } from '../../actions/edit/streamingChange.ts';

/**
 * Previews changes in VS Code's diff editor. Nothing is written until the user accepts; closing the tab discards the change. Several
 * previews may be open.
 */
export class DiffPreview implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #pending = new Map<string, PendingChange>();
  readonly #notify: (text: string) => void;
  readonly #clock: Clock;
  readonly #registrations: readonly { dispose(): unknown }[];
  readonly #hints = new PreviewHints(() => this.#pending.values());
  #count = 0;
  #isActive = false;

  /** Fires when the content of a preview has changed. */
  readonly onDidChange = this.#changed.event;

  /** `notify` shows the user why a change was not applied. */
  constructor(notify: (text: string) => void, clock: Clock = machineClock) {
    this.#notify = notify;
    this.#clock = clock;
    this.#registrations = [
      vscode.workspace.registerTextDocumentContentProvider(PREVIEW_SCHEME, this),
      this.#hints,
      vscode.workspace.onDidChangeTextDocument((event) => {
        this.#onDocumentChange(event);
      }),
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        this.#discardClosed(closed);
        void this.#updateActive();
      }),
      vscode.window.tabGroups.onDidChangeTabGroups(() => {
        void this.#updateActive();
      }),
    ];
    // Previews restored from an earlier session can no longer be accepted.
    void tabs.closePreviewTabs();
  }

  dispose(): void {
    for (const pending of this.#pending.values()) pending.end('discarded');
    if (this.#isActive) void setPreviewContext(false);
    for (const registration of this.#registrations) registration.dispose();
    this.#changed.dispose();
  }

  /** The document with its change; undefined once the preview is closed. */
  provideTextDocumentContent(uri: vscode.Uri): string | undefined {
    return this.#pending.get(uri.toString())?.renderContent();
  }

  /** Shows a proposal; resolves when the user has decided. */
  async show({ text, ...place }: EditPreview): Promise<PreviewOutcome> {
    const pending = await this.#pendingAt(place);
    if (!pending) return 'notApplied';
    pending.complete(text);
    await this.#open(pending);
    return pending.decision;
  }

  /** Shows a change that is still streaming. Undefined if its text no longer exists; the user has been notified. */
  async showStreaming(place: PreviewPlace): Promise<StreamingChange | undefined> {
    const pending = await this.#pendingAt(place);
    if (!pending) return undefined;
    // Text that arrives while the editor opens is included when it does.
    const at = pending.document.positionAt(pending.start ?? place.start);
    this.#open(pending, at).catch(() => this.#failed(pending.document));
    return {
      update: (text) => {
        pending.update(text);
      },
      complete: (text) => {
        pending.complete(text);
        void this.#updateContextKeys();
      },
      discard: () => {
        void this.#discard(pending);
      },
      decision: pending.decision,
    };
  }

  /** Applies the change of a preview, or its chosen parts, by default the one in the active tab. */
  async accept(uri?: vscode.Uri): Promise<void> {
    const pending = this.#completeOf(uri);
    if (!pending?.tryClaim()) return;
    const decision = await this.#apply(pending).catch(() => this.#failed(pending.document));
    await tabs.closePreviewTabs(pending.uri);
    pending.end(decision);
  }

  /** Like `accept`, but lets the user choose parts of the change first. The preview stays open and shows them. */
  async acceptInParts(uri?: vscode.Uri): Promise<void> {
    const pending = this.#completeOf(uri);
    if (pending && (await pickParts(pending))) await this.accept(pending.uri);
  }

  /** Explains that a preview is not a file: VS Code would offer to save it under a name. */
  explainNotSavable(): void {
    this.#notify(vscode.l10n.t('A preview can’t be saved. Accept the change, then save the file.'));
  }

  /** Closes a preview without applying its change, by default the one in the active tab. */
  async discard(uri?: vscode.Uri): Promise<void> {
    const pending = this.#pendingOf(uri);
    if (pending) await this.#discard(pending);
  }

  /** The preview whose change can be accepted; undefined if there is none or the user was notified. */
  #completeOf(uri: vscode.Uri | undefined): PendingChange | undefined {
    const pending = this.#pendingOf(uri);
    if (pending?.state !== 'streaming') return pending;
    this.#notify(vscode.l10n.t('This change is still being generated.'));
    return undefined;
  }

  #pendingOf(uri: vscode.Uri | undefined): PendingChange | undefined {
    const active = vscode.window.tabGroups.activeTabGroup.activeTab;
    const key = uri?.scheme === PREVIEW_SCHEME ? uri : tabs.previewUriIn(active);
    return this.#pending.get(key?.toString() ?? '');
  }

  /** A change at a place, not shown yet; undefined if its text no longer exists, which the user is told. */
  async #pendingAt(place: PreviewPlace): Promise<PendingChange | undefined> {
    const { t } = vscode.l10n;
    const source = vscode.Uri.parse(place.uri, true);
    const document = await documentOf(source);
    if (!document) {
      this.#notify(t('{0} no longer exists.', baseName(source.path)));
      return undefined;
    }
    const start = relocate(place, document.getText(), place.start);
    if (start === undefined) {
      this.#outdated(document);
      return undefined;
    }
    const path = `/${previewName(documentName(document))}`;
    const uri = vscode.Uri.from({ scheme: PREVIEW_SCHEME, path, query: `${this.#count++}` });
    const pending = new PendingChange({
      clock: this.#clock,
      document,
      uri,
      place: { ...place, start },
      changed: () => {
        this.#changed.fire(uri);
        this.#hints.update();
      },
    });
    return pending;
  }

  /** Opens the diff editor at a position, or else at the first change. */
  async #open(pending: PendingChange, at?: vscode.Position): Promise<void> {
    const { document, uri } = pending;
    this.#pending.set(uri.toString(), pending);
    void pending.decision.then(() => {
      this.#pending.delete(uri.toString());
      void tabs.clearDiagnostics(uri);
      return this.#updateContextKeys();
    });
    try {
      await this.#updateContextKeys();
      const change = await vscode.workspace.openTextDocument(uri);
      // In notebooks and new files, the name does not determine the language.
      if (change.languageId !== document.languageId) {
        await vscode.languages.setTextDocumentLanguage(change, document.languageId);
      }
      const title = vscode.l10n.t('{0}: proposed change', documentName(document));
      const options: vscode.TextDocumentShowOptions = {
        preview: false,
        ...(at && { selection: new vscode.Range(at, at) }),
      };
      await vscode.commands.executeCommand('vscode.diff', document.uri, uri, title, options);
      // It may have become outdated meanwhile.
      if (pending.state === 'decided') await tabs.closePreviewTabs(uri);
    } catch (error) {
      // A preview that was closed meanwhile cannot be opened. That is not an error.
      if (pending.state === 'decided') return;
      pending.end('discarded');
      throw error;
    }
  }

  /** Applies a change in one edit that can be undone in one step. */
  async #apply({
    document: shown,
    proposal,
    start: followed,
  }: PendingChange): Promise<PreviewOutcome> {
    const document = await editableDocument(shown.uri, documentName(shown));
    if ('error' in document) {
      this.#notify(document.error);
      return 'notApplied';
    }
    const start = relocate(proposal, document.getText(), followed);
    if (start === undefined) return this.#outdated(document);
    const isMade = await vscode.workspace.applyEdit(editOf(document, { ...proposal, start }));
    if (!isMade) return this.#failed(document);
    await tabs.showApplied(document, start + proposal.text.length);
    return 'accepted';
  }

  async #discard(pending: PendingChange): Promise<void> {
    if (!pending.tryClaim()) return;
    await tabs.closePreviewTabs(pending.uri);
    pending.end('discarded');
  }

  #outdated(document: vscode.TextDocument): PreviewOutcome {
    const { t } = vscode.l10n;
    this.#notify(t('{0} changed in the meantime; nothing was replaced.', documentName(document)));
    return 'notApplied';
  }

  #failed(document: vscode.TextDocument): PreviewOutcome {
    this.#notify(vscode.l10n.t('{0} couldn’t be changed.', documentName(document)));
    return 'notApplied';
  }

  /** Updates the previews of a changed document. A streaming one ends if its text no longer exists. */
  #onDocumentChange(event: vscode.TextDocumentChangeEvent): void {
    if (event.contentChanges.length === 0) return;
    for (const pending of this.#pending.values()) {
      if (pending.document.uri.toString() !== event.document.uri.toString()) continue;
      pending.follow(event);
      if (pending.start === undefined && pending.state === 'streaming') {
        pending.end(this.#outdated(event.document));
        void tabs.closePreviewTabs(pending.uri);
      }
    }
  }

  /** Discards the changes of closed tabs, but not those whose tab is about to open. */
  #discardClosed(closed: readonly vscode.Tab[]): void {
    for (const tab of closed) {
      const uri = tabs.previewUriIn(tab);
      const pending = uri && this.#pending.get(uri.toString());
      if (pending && tabs.openPreviewTabs(uri).length === 0 && pending.tryClaim())
        pending.end('discarded');
    }
  }

  /** Publishes the changes that cannot be accepted yet. */
  async #updateContextKeys(): Promise<void> {
    const streaming = [...this.#pending.values()].filter(({ state }) => state === 'streaming');
    this.#hints.update();
    await setStreamingContext(streaming.map(({ uri }) => uri));
  }

  /** Publishes whether a preview is active. */
  async #updateActive(): Promise<void> {
    const isActive = this.#pendingOf(undefined) !== undefined;
    if (isActive === this.#isActive) return;
    this.#isActive = isActive;
    await setPreviewContext(isActive);
  }
}
