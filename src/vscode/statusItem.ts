import * as vscode from 'vscode';

/** A status in words: an icon, what is the matter, and what to do about it. */
export interface StatusWords {
  readonly icon: string;
  readonly title: string;
  readonly advice: string;
  /** Blocks completions until the user acts. */
  readonly isBlocking: boolean;
}

/** The item in the status bar. Opens the menu. */
export class StatusItem implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;

  constructor() {
    this.#item = vscode.window.createStatusBarItem(
      'codestral.status',
      vscode.StatusBarAlignment.Right,
      100,
    );
    this.#item.name = 'Codestral';
    this.#item.command = 'codestral.showMenu';
  }

  dispose(): void {
    this.#item.dispose();
  }

  /** Shows a status, and what the tooltip has to say about it. */
  show({ icon, title, advice, isBlocking }: StatusWords, tooltip: vscode.MarkdownString): void {
    this.#item.text = `$(${icon}) Codestral`;
    this.#item.tooltip = tooltip;
    const label = `Codestral: ${title} ${advice}`.trimEnd();
    this.#item.accessibilityInformation = { label, role: 'button' };
    this.#item.backgroundColor = isBlocking
      ? new vscode.ThemeColor('statusBarItem.errorBackground')
      : undefined;
    this.#item.show();
  }
}
