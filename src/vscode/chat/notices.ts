import type { NoticeView } from '../../protocol/views.ts';

/** The line above the message box: one at a time, the newest. */
export class Notices {
  readonly #changed: () => void;
  readonly #newId: () => string;
  #shown: { readonly view: NoticeView; readonly run: (() => void) | undefined } | undefined;

  constructor(changed: () => void, newId: () => string) {
    this.#changed = changed;
    this.#newId = newId;
  }

  /** What is shown now. */
  get view(): NoticeView | undefined {
    return this.#shown?.view;
  }

  /** Shows a text, with a button if something can be done about it. */
  show(
    kind: NoticeView['kind'],
    text: string,
    button?: { readonly label: string; readonly run: () => void },
  ): void {
    const view = { id: this.#newId(), kind, text, button: button?.label };
    this.#shown = { view, run: button?.run };
    this.#changed();
  }

  /** The button was pressed; a notice that has gone meanwhile does nothing. */
  press(id: string): void {
    const shown = this.#shown;
    if (shown?.view.id !== id) return;
    this.dismiss(id);
    shown.run?.();
  }

  /** The notice has been read; without an id, whichever it is. */
  dismiss(id?: string): void {
    if (!this.#shown || (id !== undefined && this.#shown.view.id !== id)) return;
    this.#shown = undefined;
    this.#changed();
  }
}
