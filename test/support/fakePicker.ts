import * as vscode from 'vscode';

/** Replaces the quick picks of VS Code's window. The test acts as the user of the last one. */
export class FakePicker {
  readonly #real = vscode.window.createQuickPick;
  #pick: vscode.QuickPick<vscode.QuickPickItem> | undefined;
  #selectionChanged = new vscode.EventEmitter<readonly vscode.QuickPickItem[]>();
  #accepted = new vscode.EventEmitter<void>();
  #hidden = new vscode.EventEmitter<void>();

  constructor() {
    Object.assign(vscode.window, { createQuickPick: () => this.#create() });
  }

  /** Restores the window. */
  restore(): void {
    Object.assign(vscode.window, { createQuickPick: this.#real });
  }

  /** The labels of the rows. */
  get labels(): readonly string[] {
    return this.#pick?.items.map(({ label }) => label) ?? [];
  }

  /** The number of selected rows. */
  get selected(): number {
    return this.#pick?.selectedItems.length ?? 0;
  }

  /** Selects the rows with these labels, in this order, and no others. */
  select(...labels: readonly string[]): void {
    const items = labels.flatMap(
      (label) => this.#pick?.items.find((each) => each.label === label) ?? [],
    );
    this.#selectionChanged.fire(items);
  }

  /** Presses Enter. */
  accept(): void {
    this.#accepted.fire();
  }

  /** Closes the list. */
  hide(): void {
    this.#hidden.fire();
  }

  #create(): vscode.QuickPick<vscode.QuickPickItem> {
    const pick = this.#real();
    this.#pick = pick;
    this.#selectionChanged = new vscode.EventEmitter();
    this.#accepted = new vscode.EventEmitter();
    this.#hidden = new vscode.EventEmitter();
    const own = {
      show: () => undefined,
      onDidChangeSelection: this.#selectionChanged.event,
      onDidAccept: this.#accepted.event,
      onDidHide: this.#hidden.event,
    };
    return new Proxy(pick, {
      get: (_, name) => {
        const value: unknown = name in own ? Reflect.get(own, name) : Reflect.get(pick, name, pick);
        return typeof value === 'function' ? (value.bind(pick) as unknown) : value;
      },
      set: (_, name, value) => Reflect.set(pick, name, value, pick),
    });
  }
}
