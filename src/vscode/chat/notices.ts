import type { NoticeView } from '../../protocol/views.ts';

/** What can be done about a notice. */
export interface NoticeButton {
  readonly label: string;
  readonly run: () => void | Promise<void>;
}

/** The line above the message box: one at a time, the newest. */
export class Notices {
  readonly #changed: () => void;
  readonly #newId: () => string;
  #shown: { readonly view: NoticeView; readonly run: NoticeButton['run'] | undefined } | undefined;

  constructor(changed: () => void, newId: () => string) {
    this.#changed = changed;
    this.#newId = newId;
  }

  /** What is shown now. */
  get view(): NoticeView | undefined {
    return this.#shown?.view;
  }

  /** Shows a text, with a button if something can be done about it; gives the notice's id. */
  show(kind: NoticeView['kind'], text: string, button?: NoticeButton): string {
    const { view } = this;
    // A disk that is full is so with each write: the line stays, and so does its button under the finger.
    const isSame = view?.kind === kind && view.text === text && view.button === button?.label;
    const id = isSame ? view.id : this.#newId();
    this.#shown = { view: { id, kind, text, button: button?.label }, run: button?.run };
    if (!isSame) this.#changed();
    return id;
  }

  /** The button was pressed; a notice that has gone meanwhile does nothing. Rejects as what it does. */
  async press(id: string): Promise<void> {
    const shown = this.#shown;
    if (shown?.view.id !== id) return;
    this.dismiss(id);
    await shown.run?.();
  }

  /** The notice has been read; without an id, whichever it is. */
  dismiss(id?: string): void {
    if (!this.#shown || (id !== undefined && this.#shown.view.id !== id)) return;
    this.#shown = undefined;
    this.#changed();
  }
}
