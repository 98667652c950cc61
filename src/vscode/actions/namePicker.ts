import * as vscode from 'vscode';
import type { SuggestedName } from '../../actions/rename/suggestedNames.ts';

/** A name in the picker. */
interface NameItem extends vscode.QuickPickItem {
  readonly name: string;
}

/** A picker for names that are added as they arrive. The user can select one or type another at any time. */
export class NamePicker implements vscode.Disposable {
  readonly #old: string;
  readonly #pick = vscode.window.createQuickPick<NameItem>();
  #names: readonly SuggestedName[] = [];
  #retryNow = (): void => undefined;

  /** The chosen name; undefined if the picker was closed. */
  readonly chosen: Promise<string | undefined>;

  constructor(old: string) {
    const { t } = vscode.l10n;
    this.#old = old;
    this.#pick.title = t('Rename {0}', old);
    this.#pick.placeholder = t('Getting suggestions… You can also type a name.');
    this.#pick.busy = true;
    this.#pick.matchOnDetail = true;
    this.#pick.onDidChangeValue((value) => {
      this.#render(value.trim());
    });
    this.#pick.onDidTriggerButton(() => {
      this.#retryNow();
    });
    this.chosen = new Promise((resolve) => {
      this.#pick.onDidAccept(() => {
        const [item] = this.#pick.selectedItems;
        if (item) resolve(item.name);
      });
      this.#pick.onDidHide(() => {
        resolve(undefined);
      });
    });
    this.#pick.show();
  }

  /** Shows the names received so far. */
  setNames(names: readonly SuggestedName[]): void {
    if (names.length === this.#names.length) return;
    this.#names = names;
    this.#render(this.#pick.activeItems[0]?.name);
  }

  /** Shows all names; no more will arrive. */
  complete(names: readonly SuggestedName[]): void {
    this.#names = names;
    this.#pick.busy = false;
    this.#pick.placeholder = vscode.l10n.t('Select a name or type your own');
    this.#render(this.#pick.activeItems[0]?.name);
  }

  /** Shows that the request is retried in some seconds, with a button that does so now. */
  showRetry(seconds: number, retryNow: () => void): void {
    const { t } = vscode.l10n;
    this.#pick.placeholder = t('The service is busy. Retrying in {0} s.', seconds);
    this.#retryNow = retryNow;
    if (this.#pick.buttons.length > 0) return;
    this.#pick.buttons = [{ iconPath: new vscode.ThemeIcon('refresh'), tooltip: t('Retry Now') }];
  }

  /** The request is under way again. */
  hideRetry(): void {
    this.#pick.buttons = [];
    this.#pick.placeholder = vscode.l10n.t('Getting suggestions… You can also type a name.');
  }

  dispose(): void {
    this.#pick.dispose();
  }

  /** Updates the list. The active name stays active; a typed name becomes active. */
  #render(active: string | undefined): void {
    const { t } = vscode.l10n;
    const items = this.#names.map(({ name, reason, isUsedInFile }): NameItem => {
      const description = isUsedInFile ? { description: t('already used in this file') } : {};
      return { name, label: name, detail: reason, ...description };
    });
    const own = this.#pick.value.trim();
    const isNew = own !== '' && own !== this.#old && items.every(({ name }) => name !== own);
    const typed = { name: own, label: own, description: t('custom name'), alwaysShow: true };
    this.#pick.items = isNew ? [typed, ...items] : items;
    const same = this.#pick.items.find(({ name }) => name === active);
    if (same) this.#pick.activeItems = [same];
  }
}
