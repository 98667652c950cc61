import * as vscode from 'vscode';
import { EditorContext } from '../../completion/prompt/context/editorContext.ts';
import type { OpenEditors } from '../../completion/prompt/context/snippet.ts';
import { once } from '../../base/async.ts';
import type { Clock } from '../../base/clock.ts';
import { cellsBefore, documentsInTabs, documentsOf, toOpenDocument } from './openDocuments.ts';
import type { DefinitionSources } from './definitionSources.ts';
import type { DocumentPermissions } from '../privacy/documentPermissions.ts';

/** Maximum number of documents whose order of use is tracked. */
const MAX_RECENT = 50;

/** What {@link EditorContextSource} needs. */
export interface EditorContextSourceDependencies {
  readonly clock: Clock;
  readonly documents: DocumentPermissions;
  /** Whether a service accepts requests: without one, nothing is collected. Never rejects. */
  readonly isAvailable: () => Promise<boolean>;
  /** Loads what finds declarations in the workspace. Rejects if that fails. */
  readonly loadDefinitions: () => Promise<DefinitionSources>;
}

/** Provides the open documents of VS Code to the engine's context and notifies it of edits. */
export class EditorContextSource implements vscode.Disposable {
  readonly context: EditorContext;
  readonly #documents: DocumentPermissions;
  readonly #isAvailable: () => Promise<boolean>;
  readonly #definitions: () => Promise<DefinitionSources>;
  readonly #subscriptions: readonly vscode.Disposable[];
  /** URIs of the documents, the most recently used first. */
  #lastUsed: readonly string[] = [];
  /** The result of the last refresh: a keystroke cannot wait for a new one. */
  #wasAvailable = false;

  constructor(dependencies: EditorContextSourceDependencies) {
    const { clock, documents, isAvailable, loadDefinitions } = dependencies;
    this.#documents = documents;
    this.#definitions = once(loadDefinitions);
    this.#isAvailable = isAvailable;
    this.context = new EditorContext({ clock, readEditor: () => this.#readEditor() });
    const scheduleRefresh = () => {
      this.context.scheduleRefresh();
    };
    const { workspace, window } = vscode;
    this.#subscriptions = [
      workspace.onDidChangeTextDocument((event) => {
        this.#edited(event);
      }),
      workspace.onDidOpenTextDocument((document) => {
        documents.forget(document);
        scheduleRefresh();
      }),
      workspace.onDidCloseTextDocument(({ uri }) => {
        this.context.onDocumentClosed(uri.toString());
      }),
      workspace.onDidSaveTextDocument(scheduleRefresh),
      window.onDidChangeActiveTextEditor((editor) => {
        if (editor) this.#markUsed(editor.document.uri.toString());
        scheduleRefresh();
      }),
      window.onDidChangeTextEditorSelection(scheduleRefresh),
      window.tabGroups.onDidChangeTabs(scheduleRefresh),
    ];
    scheduleRefresh();
  }

  /** Call when a setting, a key or the workspace folders change: other documents may be sent now. */
  onConfigurationChanged(): void {
    this.#documents.forgetAll();
    this.context.clear();
    this.context.scheduleRefresh();
  }

  /** Call when the permission for a file may have changed: its text is dropped if it may not be sent. */
  onFilePermissionChanged(file: vscode.Uri): void {
    this.#documents.forgetAll();
    this.onFileBlocked(file);
    for (const document of documentsOf(file)) {
      if (this.#documents.siteOf(document).blocked)
        this.context.onDocumentClosed(document.uri.toString());
    }
    this.context.scheduleRefresh();
  }

  /** Call when a file may no longer be sent: its declarations are dropped. */
  onFileBlocked({ path }: vscode.Uri): void {
    this.context.onFileBlocked(path);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.context.dispose();
  }

  #edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (contentChanges.length === 0) return; // saved, or no longer unsaved
    const { maySend, includesEdits } = this.#documents.permission(document);
    // Frequent output in an output channel would otherwise postpone the refresh forever.
    if (maySend) this.context.scheduleRefresh();
    if (!this.#wasAvailable || !includesEdits) return;
    this.context.onEdit(
      toOpenDocument(document),
      contentChanges.map(({ range: { start, end }, text }) => ({
        startLine: start.line,
        startColumn: start.character,
        endLine: end.line,
        endColumn: end.character,
        text,
      })),
    );
  }

  /** The open documents that may be sent; undefined if nothing is collected. */
  async #readEditor(): Promise<OpenEditors | undefined> {
    this.#wasAvailable = await this.#isAvailable();
    // Edits are not tracked from now on, so the context becomes outdated.
    if (!this.#wasAvailable) this.context.clear();
    const editor = vscode.window.activeTextEditor;
    if (!this.#wasAvailable || !editor) return undefined;
    const { document, selection } = editor;
    const permission = this.#documents.permission(document);
    const { includesFiles, includesEdits, includesDefinitions } = permission;
    if (!permission.maySend) return undefined;
    const definitions = includesDefinitions
      ? await this.#definitions().catch(() => undefined)
      : undefined;
    const maySend = (other: vscode.TextDocument) => this.#documents.permission(other).maySend;
    return {
      current: toOpenDocument(document, selection.active.line),
      others: (includesFiles ? documentsInTabs(this.#lastUsed) : [])
        .filter(maySend)
        .map((other) => toOpenDocument(other)),
      cells: cellsBefore(document)
        .filter(maySend)
        .map((cell) => toOpenDocument(cell)),
      includesEdits,
      definitions: definitions?.sourceAt(document, selection.active),
    };
  }

  #markUsed(uri: string): void {
    const others = this.#lastUsed.filter((other) => other !== uri);
    this.#lastUsed = [uri, ...others].slice(0, MAX_RECENT);
  }
}
