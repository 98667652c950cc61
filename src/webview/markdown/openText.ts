import { escapeHidden } from '../../base/hiddenCharacters.ts';
import { createElement } from './dom.ts';
import { isRenderDue } from './renderThrottle.ts';

/** Incomplete text at the end of an element. Rendered again with each delta, less often as it gets longer. */
export class OpenText {
  readonly #parent: Element;
  readonly #render: (text: string) => readonly Node[];
  #nodes: readonly Node[] = [];
  #text = '';
  /** Length of the text at the last render. Text since then is appended as plain text. */
  #renderedLength = 0;
  #remainder: HTMLElement | undefined;

  constructor(parent: Element, render: (text: string) => readonly Node[]) {
    this.#parent = parent;
    this.#render = render;
  }

  /** Appends text. */
  append(added: string): void {
    this.#text += added;
    if (isRenderDue(this.#text.length - this.#renderedLength, this.#renderedLength)) {
      this.remove();
      this.#renderedLength = this.#text.length;
      this.#nodes = this.#render(this.#text);
      this.#parent.append(...this.#nodes);
    } else {
      this.#remainder ??= this.#parent.appendChild(createElement('p', 'plain'));
      this.#remainder.append(escapeHidden(added));
    }
  }

  /** Removes it from the page. */
  remove(): void {
    for (const node of this.#nodes) this.#parent.removeChild(node);
    this.#remainder?.remove();
    this.#nodes = [];
    this.#remainder = undefined;
  }
}
