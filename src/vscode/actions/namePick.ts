import * as vscode from 'vscode';
import type { SuggestedName } from '../../code/names.ts';

/** A name to choose. */
interface NameItem extends vscode.QuickPickItem {
  readonly name: string;
}

/** A list of names that grows while the user may already choose, or type one. */
export class NamePick implements vscode.Disposable {
  readonly #old: string;
  readonly #pick = vscode.window.createQuickPick<NameItem>();
  #names: readonly SuggestedName[] = [];

  /** What the user has chosen; undefined once the list was closed. */
  readonly chosen: Promise<string | undefined>;

  constructor(old: string) {
    const { t } = vscode.l10n;
    this.#old = old;
    this.#pick.title = t('Rename {0}', old);
    this.#pick.placeholder = t('Asking for names. You can type your own.');
    this.#pick.busy = true;
    this.#pick.matchOnDetail = true;
    this.#pick.onDidChangeValue((value) => {
      this.#draw(value.trim());
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

  /** Shows the names that are there so far. */
  grow(names: readonly SuggestedName[]): void {
    if (names.length === this.#names.length) return;
    this.#names = names;
    this.#draw(this.#pick.activeItems[0]?.name);
  }

  /** No more names come. */
  complete(names: readonly SuggestedName[]): void {
    this.#names = names;
    this.#pick.busy = false;
    this.#pick.placeholder = vscode.l10n.t('Choose a name, or type your own');
    this.#draw(this.#pick.activeItems[0]?.name);
  }

  /** Says what is waited for. */
  wait(words: string): void {
    this.#pick.placeholder = words;
  }

  dispose(): void {
    this.#pick.dispose();
  }

  /** Draws the list anew. The name that the user has moved to stays active, and one that is typed becomes so. */
  #draw(active: string | undefined): void {
    const { t } = vscode.l10n;
    const items = this.#names.map(({ name, reason, isTaken }): NameItem => {
      const description = isTaken ? { description: t('already in this file') } : {};
      return { name, label: name, detail: reason, ...description };
    });
    const own = this.#pick.value.trim();
    const isNew = own !== '' && own !== this.#old && items.every(({ name }) => name !== own);
    const typed = { name: own, label: own, description: t('your own name'), alwaysShow: true };
    this.#pick.items = isNew ? [typed, ...items] : items;
    const same = this.#pick.items.find(({ name }) => name === active);
    if (same) this.#pick.activeItems = [same];
  }
}
