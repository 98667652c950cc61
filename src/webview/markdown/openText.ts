import { visible } from '../../chat/markdown/visible.ts';
import { make } from './dom.ts';
import { isDue } from './growth.ts';

/** Text that still grows, at the end of an element: read anew with each piece, or ever more rarely if it is long. */
export class OpenText {
  readonly #parent: Element;
  readonly #nodesOf: (text: string) => readonly Node[];
  #nodes: readonly Node[] = [];
  #text = '';
  /** How much of the text was read the last time; what has come since stands behind it as it is. */
  #read = 0;
  #rest: HTMLElement | undefined;

  constructor(parent: Element, nodesOf: (text: string) => readonly Node[]) {
    this.#parent = parent;
    this.#nodesOf = nodesOf;
  }

  /** More of it has come. */
  grow(added: string): void {
    this.#text += added;
    if (isDue(this.#text.length - this.#read, this.#read)) {
      this.remove();
      this.#read = this.#text.length;
      this.#nodes = this.#nodesOf(this.#text);
      this.#parent.append(...this.#nodes);
    } else {
      this.#rest ??= this.#parent.appendChild(make('p', 'plain'));
      this.#rest.append(visible(added));
    }
  }

  /** Takes it from the screen. */
  remove(): void {
    for (const node of this.#nodes) this.#parent.removeChild(node);
    this.#rest?.remove();
    this.#nodes = [];
    this.#rest = undefined;
  }
}
