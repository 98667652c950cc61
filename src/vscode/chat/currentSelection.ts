import * as vscode from 'vscode';
import { labelOf } from '../../chat/context/textAttachment.ts';
import type { TextAttachment } from '../../chat/conversation.ts';
import type { Clock } from '../../mistral/clock.ts';
import type { SuggestionView, TargetView } from '../../protocol/views.ts';
import type { Exclusions } from '../exclusions.ts';
import { editorOf, fileOf, pathAt } from '../files.ts';
import { urisInTabs } from '../openDocuments.ts';
import { codeAttachment } from './codeAttachment.ts';
import { closedAt } from './permission.ts';

/** A selection that is being drawn changes with every move of the mouse; in milliseconds. */
const SETTLED_MS = 100;

/** What the selection is made from. */
export interface SelectionPorts {
  readonly clock: Clock;
  readonly exclusions: Exclusions;
  /** A new name for each attachment. */
  readonly newId: () => string;
}

/** The editor that the user was in last, while it is open. */
export interface TargetEditor {
  readonly document: vscode.TextDocument;
  readonly selection: vscode.Selection;
}

/** Follows the file that the user works in: with the focus in the panel, the one worked in before. */
export class CurrentSelection implements vscode.Disposable {
  readonly #ports: SelectionPorts;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: readonly vscode.Disposable[];
  #current: TargetEditor | undefined;
  #attachment: { readonly key: string; readonly made: TextAttachment } | undefined;
  /** The selection that the user does not want to attach. */
  #dismissed = '';
  #cancel: () => void = () => undefined;

  /** Fires once the file, the cursor or the selection has changed and rests. */
  readonly onDidChange = this.#changed.event;

  constructor(ports: SelectionPorts) {
    this.#ports = ports;
    const { window, workspace } = vscode;
    this.#subscriptions = [
      window.onDidChangeActiveTextEditor((editor) => {
        this.#look(editor);
      }),
      window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor === window.activeTextEditor) this.#look(textEditor);
      }),
      window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.length > 0) this.#settle();
      }),
      workspace.onDidChangeTextDocument(({ document }) => {
        if (document === this.#current?.document) this.#settle();
      }),
    ];
    this.#look(window.activeTextEditor);
  }

  dispose(): void {
    this.#cancel();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  /** The file and what is selected in it; undefined once it is closed. */
  get target(): TargetEditor | undefined {
    if (!this.#current || !isOpen(this.#current.document)) return undefined;
    const { document, selection } = this.#current;
    // Where it is on screen, edits may have moved the selection meanwhile.
    return { document, selection: editorOf(document)?.selection ?? selection };
  }

  /** The file for people, excluded or not: code may be inserted there. */
  targetView(): TargetView | undefined {
    const { target } = this;
    return (
      target && {
        label: labelOf(pathAt(fileOf(target.document))),
        line: target.selection.active.line + 1,
        isSelecting: !target.selection.isEmpty,
      }
    );
  }

  /** The file, one click away from being attached. */
  suggestion(): SuggestionView | undefined {
    const document = this.#openDocument();
    if (!document) return undefined;
    const uri = fileOf(document);
    return { id: `file:${uri.toString()}`, label: labelOf(pathAt(uri)) };
  }

  /** What is selected, unless the user has dismissed it; the same attachment until it changes. */
  attachment(): TextAttachment | undefined {
    const document = this.#openDocument();
    const selection = this.target?.selection;
    if (!document || !selection || selection.isEmpty) return undefined;
    const key = this.#key();
    if (key === this.#dismissed) return undefined;
    const version = `${key} ${document.version}`;
    if (this.#attachment?.key === version) return this.#attachment.made;
    const id = this.#ports.newId();
    const made = codeAttachment(document, selection, { kind: 'selection', id });
    if (!made) return undefined;
    this.#attachment = { key: version, made };
    return made;
  }

  /** The chip was removed, or has gone with a question: it stays away until something else is selected. */
  dismiss(): void {
    this.#dismissed = this.#key();
  }

  /** What was dismissed is offered again: another chat does not know it yet. */
  recall(): void {
    this.#dismissed = '';
  }

  /** The current document, if it may travel. */
  #openDocument(): vscode.TextDocument | undefined {
    const document = this.target?.document;
    return document && !closedAt(fileOf(document), this.#ports.exclusions) ? document : undefined;
  }

  /** Where the selection is. */
  #key(): string {
    if (!this.target) return '';
    const { document, selection } = this.target;
    const { start, end } = selection;
    const range = [start.line, start.character, end.line, end.character].join(':');
    return `${document.uri.toString()} ${range}`;
  }

  /** Output, settings, chat boxes and the like are no files: they leave the last one as it is. */
  #look(editor: vscode.TextEditor | undefined): void {
    if (!editor) return;
    const { document, selection } = editor;
    if (closedAt(fileOf(document), this.#ports.exclusions) === 'kind') return;
    this.#current = { document, selection };
    if (this.#key() !== this.#dismissed) this.#dismissed = '';
    this.#settle();
  }

  #settle(): void {
    this.#cancel();
    this.#cancel = this.#ports.clock.setTimeout(() => {
      this.#changed.fire();
    }, SETTLED_MS);
  }
}

function isOpen(document: vscode.TextDocument): boolean {
  if (document.isClosed) return false;
  if (vscode.window.visibleTextEditors.some((editor) => editor.document === document)) return true;
  const uri = fileOf(document).toString();
  return urisInTabs().some((open) => open.toString() === uri);
}
