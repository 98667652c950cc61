import { Emitter } from '../../../base/emitter.ts';
import type { NoticeView } from '../../../protocol/panelViews.ts';

/** The button of a notice. */
export interface NoticeButton {
  readonly label: string;
  readonly run: () => void | Promise<void>;
}

/** The line above the message box. It shows the latest notice only. */
export class Notices {
  readonly #onDidChange = new Emitter();
  /** Fires when another notice is shown, or none. */
  readonly onDidChange = this.#onDidChange.event;
  readonly #newId: () => string;
  #shown: { readonly view: NoticeView; readonly run: NoticeButton['run'] | undefined } | undefined;

  constructor(newId: () => string) {
    this.#newId = newId;
  }

  /** The current notice. */
  get view(): NoticeView | undefined {
    return this.#shown?.view;
  }

  /** Shows a notice and returns its id. Showing the current notice again keeps its id. */
  show(kind: NoticeView['kind'], text: string, button?: NoticeButton): string {
    const { view } = this;
    // A full disk reports an error with every write: the button must not be replaced while it is clicked.
    const isSame = view?.kind === kind && view.text === text && view.button === button?.label;
    const id = isSame ? view.id : this.#newId();
    this.#shown = { view: { id, kind, text, button: button?.label }, run: button?.run };
    if (!isSame) this.#onDidChange.fire();
    return id;
  }

  /** Runs the button of a notice and dismisses it; ignored if another notice is shown by now. Rejects if the button's action does. */
  async press(id: string): Promise<void> {
    const shown = this.#shown;
    if (shown?.view.id !== id) return;
    this.dismiss(id);
    await shown.run?.();
  }

  /** Dismisses a notice if it is still shown; without an id, any notice. */
  dismiss(id?: string): void {
    if (!this.#shown || (id !== undefined && this.#shown.view.id !== id)) return;
    this.#shown = undefined;
    this.#onDidChange.fire();
  }
}
