import * as vscode from 'vscode';
import { Context } from '../completion/context/context.ts';
import type { Desk } from '../completion/context/snippet.ts';
import type { Clock } from '../mistral/clock.ts';
import { cellsBefore, documentsInTabs, openDocument } from './openDocuments.ts';
import type { Travel } from './travel.ts';

/** Documents of which it is known which one was used last. */
const MOST_USED = 50;

/** What the surroundings of a completion are built from. */
export interface SurroundingsPorts {
  readonly clock: Clock;
  readonly travel: Travel;
  /** Whether a service is there that may be asked: without one nothing is gathered. Never rejects. */
  readonly isAvailable: () => Promise<boolean>;
}

/** Shows the engine's context what lies open in VS Code, and tells it what happens there. */
export class Surroundings implements vscode.Disposable {
  readonly context: Context;
  readonly #travel: Travel;
  readonly #isAvailable: () => Promise<boolean>;
  readonly #subscriptions: readonly vscode.Disposable[];
  /** URIs of the documents in the order in which they were looked at, the last one first. */
  #lastUsed: readonly string[] = [];
  /** As it was when the user was last idle: a key stroke cannot wait for the answer. */
  #wasAvailable = false;

  constructor({ clock, travel, isAvailable }: SurroundingsPorts) {
    this.#travel = travel;
    this.#isAvailable = isAvailable;
    this.context = new Context({ clock, desk: () => this.#desk() });
    const stir = () => {
      this.context.stir();
    };
    const { workspace, window } = vscode;
    this.#subscriptions = [
      workspace.onDidChangeTextDocument((event) => {
        this.#edited(event);
      }),
      workspace.onDidOpenTextDocument((document) => {
        travel.reopened(document);
        stir();
      }),
      workspace.onDidCloseTextDocument(({ uri }) => {
        this.context.closed(uri.toString());
      }),
      workspace.onDidSaveTextDocument(stir),
      window.onDidChangeActiveTextEditor((editor) => {
        if (editor) this.#use(editor.document.uri.toString());
        stir();
      }),
      window.onDidChangeTextEditorSelection(stir),
      window.tabGroups.onDidChangeTabs(stir),
    ];
    stir();
  }

  /** A setting, a key or the workspace's folders changed: other documents may travel now. */
  changed(): void {
    this.#travel.changed();
    this.context.clear();
    this.context.stir();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.context.dispose();
  }

  #edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (contentChanges.length === 0) return; // it was saved, or is no longer unsaved
    this.context.stir();
    if (!this.#wasAvailable || !this.#travel.permission(document).takesEdits) return;
    this.context.edited(
      openDocument(document),
      contentChanges.map(({ range: { start, end }, text }) => ({
        startLine: start.line,
        startColumn: start.character,
        endLine: end.line,
        endColumn: end.character,
        text,
      })),
    );
  }

  /** What lies open now, as far as it may travel; undefined where nothing is to be gathered. */
  async #desk(): Promise<Desk | undefined> {
    this.#wasAvailable = await this.#isAvailable();
    // What happens from now on is not followed, so what is known grows stale.
    if (!this.#wasAvailable) this.context.clear();
    const editor = vscode.window.activeTextEditor;
    if (!this.#wasAvailable || !editor) return undefined;
    const { document, selection } = editor;
    const { isOpen, takesFiles, takesEdits } = this.#travel.permission(document);
    if (!isOpen) return undefined;
    const mayTravel = (other: vscode.TextDocument) => this.#travel.permission(other).isOpen;
    return {
      current: openDocument(document, selection.active.line),
      others: (takesFiles ? documentsInTabs(this.#lastUsed) : [])
        .filter(mayTravel)
        .map((other) => openDocument(other)),
      cells: cellsBefore(document)
        .filter(mayTravel)
        .map((cell) => openDocument(cell)),
      takesEdits,
    };
  }

  #use(uri: string): void {
    const others = this.#lastUsed.filter((other) => other !== uri);
    this.#lastUsed = [uri, ...others].slice(0, MOST_USED);
  }
}
