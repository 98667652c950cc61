import * as vscode from 'vscode';
import { soleDeclaration } from '../../../actions/edit/placement/codeDeclarations.ts';
import { linesOf } from '../../../base/lines.ts';
import { attachmentLabel } from '../../../chat/context/textAttachment.ts';
import type { TextAttachment } from '../../../chat/session/conversation.ts';
import type { Clock } from '../../../base/clock.ts';
import { RunOnceScheduler } from '../../../base/runOnceScheduler.ts';
import type { SuggestedAttachmentView, TargetView } from '../../../protocol/panelViews.ts';
import type { SendPermissions } from '../../privacy/sendPermissions.ts';
import type { Settings } from '../../settings/settings.ts';
import { editorOf, fileOf, pathAt } from '../../platform/files.ts';
import { urisInTabs } from '../../completion/openDocuments.ts';
import { codeAttachment, fileAttachment } from './codeAttachment.ts';

/** Delay before a changed selection is reported, in milliseconds. */
const DEBOUNCE_MS = 100;

/** Longer selections are not searched for the symbol that they consist of, in characters. */
const MAX_SYMBOL_TEXT = 100_000;

/** Dependencies of {@link CurrentSelection}. */
export interface CurrentSelectionDependencies {
  readonly clock: Clock;
  readonly permissions: SendPermissions;
  /** Whether the current file is attached. */
  readonly settings: Pick<Settings, 'attachesCurrentFile'>;
  /** Creates an attachment ID. */
  readonly newId: () => string;
}

/** The last active editor with a file. It may have been closed. */
export interface LastActiveEditor {
  readonly document: vscode.TextDocument;
  /** The current selection, or the last one before the editor was closed. */
  readonly selection: vscode.Selection;
}

/** Tracks the active file and its selection. While the panel has the focus, the last active file counts. */
export class CurrentSelection implements vscode.Disposable {
  readonly #dependencies: CurrentSelectionDependencies;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: readonly vscode.Disposable[];
  #current: LastActiveEditor | undefined;
  #attachment: { readonly key: string; readonly attachment: TextAttachment } | undefined;
  /** The file as it was last attached. */
  #file: { readonly key: string; readonly attachment: TextAttachment } | undefined;
  /** The selection that the user dismissed. */
  #dismissed = '';
  /** The URIs of the files that the user does not want to attach to the current chat. */
  readonly #dismissedFiles = new Set<string>();
  readonly #debounce: RunOnceScheduler;

  /** Fires when the file, the cursor or the selection has changed, after a short delay. */
  readonly onDidChange = this.#changed.event;

  constructor(dependencies: CurrentSelectionDependencies) {
    this.#dependencies = dependencies;
    this.#debounce = new RunOnceScheduler(dependencies.clock, () => {
      this.#changed.fire();
    });
    const { window, workspace } = vscode;
    this.#subscriptions = [
      window.onDidChangeActiveTextEditor((editor) => {
        this.#trackEditor(editor);
      }),
      window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor === window.activeTextEditor) this.#trackEditor(textEditor);
      }),
      window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.length > 0) this.#scheduleChange();
      }),
      workspace.onDidChangeTextDocument(({ document }) => {
        if (document === this.#current?.document) this.#scheduleChange();
      }),
      dependencies.permissions.onDidChange(() => {
        this.#scheduleChange();
      }),
    ];
    this.#trackEditor(window.activeTextEditor);
  }

  dispose(): void {
    this.#debounce.cancel();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  /** The document and its selection; undefined once it is closed. */
  get target(): LastActiveEditor | undefined {
    if (!this.#current || !isOpen(this.#current.document)) return undefined;
    const { document, selection } = this.#current;
    // An edit may have moved the selection of a visible editor.
    return { document, selection: editorOf(document)?.selection ?? selection };
  }

  /** The file as a target for code, even if it is excluded. */
  targetView(): TargetView | undefined {
    const { target } = this;
    return (
      target && {
        label: attachmentLabel(pathAt(fileOf(target.document))),
        line: target.selection.active.line + 1,
        isSelecting: !target.selection.isEmpty,
      }
    );
  }

  /** The file as a suggested attachment. */
  suggestion(): SuggestedAttachmentView | undefined {
    const document = this.#openDocument();
    if (!document) return undefined;
    const uri = fileOf(document);
    return { id: `file:${uri.toString()}`, label: attachmentLabel(pathAt(uri)) };
  }

  /**
   * What is attached automatically: the selection, or else the file if the settings allow it. Nothing that the user
   * has removed or that may not be sent.
   */
  automatic(): TextAttachment | undefined {
    return this.selected() ?? this.#currentFile();
  }

  /** The selection as an attachment, unless the user dismissed it. */
  selected(): TextAttachment | undefined {
    const document = this.#openDocument();
    const selection = this.target?.selection;
    if (!document || !selection || selection.isEmpty) return undefined;
    const key = this.#key();
    if (key === this.#dismissed) return undefined;
    const version = `${key} ${document.version}`;
    if (this.#attachment?.key === version) return this.#attachment.attachment;
    const id = this.#dependencies.newId();
    const symbol = soleDeclaration(linesOf(document.getText(selection).slice(0, MAX_SYMBOL_TEXT)));
    const attachment = codeAttachment(document, selection, { kind: 'selection', id, symbol });
    if (!attachment) return undefined;
    this.#attachment = { key: version, attachment };
    return attachment;
  }

  /** Hides the selection until something else is selected, and its file in the current chat. */
  dismiss(): void {
    this.#dismissed = this.#key();
    const { target } = this;
    if (target) this.#dismissedFiles.add(fileOf(target.document).toString());
  }

  /** Shows a dismissed selection and dismissed files again, for another chat. */
  restore(): void {
    this.#dismissed = '';
    this.#dismissedFiles.clear();
  }

  #currentFile(): TextAttachment | undefined {
    const document = this.#openDocument();
    if (!document) return undefined;
    const uri = fileOf(document);
    if (this.#dismissedFiles.has(uri.toString())) return undefined;
    if (!this.#dependencies.settings.attachesCurrentFile(uri)) return undefined;
    const key = `${uri.toString()} ${versionOf(document)}`;
    if (this.#file?.key === key) return this.#file.attachment;
    const attachment = fileAttachment(document, this.#dependencies.newId());
    if (!attachment) return undefined;
    this.#file = { key, attachment };
    return attachment;
  }

  /** The current document, if it may be sent. */
  #openDocument(): vscode.TextDocument | undefined {
    const document = this.target?.document;
    return document && !this.#dependencies.permissions.blockedReasonOf(document)
      ? document
      : undefined;
  }

  /** The location of the selection. */
  #key(): string {
    if (!this.target) return '';
    const { document, selection } = this.target;
    const { start, end } = selection;
    const range = [start.line, start.character, end.line, end.character].join(':');
    return `${document.uri.toString()} ${range}`;
  }

  /** Tracks an editor with a file. Ignores output, settings and input boxes. */
  #trackEditor(editor: vscode.TextEditor | undefined): void {
    if (!editor) return;
    const { document, selection } = editor;
    if (this.#dependencies.permissions.blockedReasonOf(document) === 'scheme') return;
    this.#current = { document, selection };
    if (this.#key() !== this.#dismissed) this.#dismissed = '';
    this.#scheduleChange();
  }

  #scheduleChange(): void {
    this.#debounce.schedule(DEBOUNCE_MS);
  }
}

/** Changes with the document; for a cell, with its notebook. */
function versionOf(document: vscode.TextDocument): number {
  const notebook = vscode.workspace.notebookDocuments.find((open) =>
    open.getCells().some((cell) => cell.document === document),
  );
  return notebook?.version ?? document.version;
}

function isOpen(document: vscode.TextDocument): boolean {
  if (document.isClosed) return false;
  if (vscode.window.visibleTextEditors.some((editor) => editor.document === document)) return true;
  const uri = fileOf(document).toString();
  return urisInTabs().some((open) => open.toString() === uri);
}
