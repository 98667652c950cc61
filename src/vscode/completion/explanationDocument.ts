import * as vscode from 'vscode';
import type { Trace } from '../../completion/trace.ts';
import type { SurvivalFacts } from './survivalText.ts';
import { survivalText } from './survivalText.ts';
import { traceText } from './traceText.ts';
import { EXPLANATION_SCHEME } from '../../privacy/schemes.ts';

/** The document that explains the last completion. It exists only in memory. */
export class Explanation implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;
  readonly #last: () => Trace | undefined;
  readonly #survival: () => SurvivalFacts;

  /** Fires when the document's content changes. */
  readonly onDidChange = this.#changed.event;

  constructor(last: () => Trace | undefined, survival: () => SurvivalFacts) {
    this.#last = last;
    this.#survival = survival;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(
      EXPLANATION_SCHEME,
      this,
    );
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }

  /** The document's text. */
  provideTextDocumentContent(): string {
    return traceText(this.#last()) + survivalText(this.#survival());
  }

  /** Opens the document, or refreshes the open one. */
  async show(): Promise<void> {
    const path = `/${vscode.l10n.t('Last completion')}.md`;
    const uri = vscode.Uri.from({ scheme: EXPLANATION_SCHEME, path });
    this.#changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
  }
}
