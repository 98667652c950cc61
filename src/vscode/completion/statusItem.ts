import * as vscode from 'vscode';

/** A status for display: an icon, a title, and advice. */
export interface StatusText {
  readonly icon: string;
  readonly title: string;
  readonly advice: string;
  /** Whether completions are blocked until the user acts. */
  readonly isBlocking: boolean;
}

/** The status bar item, which opens the menu. */
export class StatusItem implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  #text = '';

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

  /** Shows a status and its tooltip. */
  show({ icon, title, advice, isBlocking }: StatusText, tooltip: vscode.MarkdownString): void {
    this.#text = `$(${icon}) Codestral`;
    this.#item.text = this.#text;
    this.#item.tooltip = tooltip;
    const label = `Codestral: ${title} ${advice}`.trimEnd();
    this.#item.accessibilityInformation = { label, role: 'button' };
    this.#item.backgroundColor = isBlocking
      ? new vscode.ThemeColor('statusBarItem.errorBackground')
      : undefined;
    this.#item.show();
  }

  /** Shows the seconds until requests resume next to the status, or no longer if there are none left. */
  showCountdown(seconds: number): void {
    const { t } = vscode.l10n;
    this.#item.text = seconds > 0 ? `${this.#text} (${t('{0} s', seconds)})` : this.#text;
  }
}
