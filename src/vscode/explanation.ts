import * as vscode from 'vscode';
import type { Trace } from '../completion/trace.ts';
import { explain } from './traceWords.ts';

/** A scheme of our own: nothing in it is ever sent. */
const SCHEME = 'codestral';

/** The document that explains the last completion. It lives in memory and shows code to its user alone. */
export class Explanation implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;
  readonly #last: () => Trace | undefined;

  /** Fires when the document is to be read anew. */
  readonly onDidChange = this.#changed.event;

  constructor(last: () => Trace | undefined) {
    this.#last = last;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }

  /** The document's text. */
  provideTextDocumentContent(): string {
    return explain(this.#last());
  }

  /** Opens the document, or renews the open one. */
  async show(): Promise<void> {
    const path = `/${vscode.l10n.t('Last completion')}.md`;
    const uri = vscode.Uri.from({ scheme: SCHEME, path });
    this.#changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
  }
}
