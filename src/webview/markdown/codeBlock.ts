import type { WrittenCode } from '../../chat/markdown/codeBlocks.ts';
import { readInfo } from '../../chat/markdown/info.ts';
import { visible } from '../../chat/markdown/visible.ts';
import type { CodeAction } from '../../protocol/fromPanel.ts';
import type { TargetView } from '../../protocol/views.ts';
import { make } from './dom.ts';
import { isDue } from './growth.ts';
import { showCode } from './highlight.ts';
import { CodeToolbar } from './toolbar.ts';
import type { MarkdownWords } from './words.ts';

/** A piece of code: plain while it grows; with its colours and buttons once it is complete. */
export class CodeBlockView {
  readonly element: HTMLElement;
  readonly #words: MarkdownWords;
  readonly #head: HTMLElement;
  readonly #code: HTMLElement;
  readonly #text = document.createTextNode('');
  readonly #language: string;
  readonly #name: string | undefined;
  #toolbar: CodeToolbar | undefined;
  #waiting = '';

  constructor(words: MarkdownWords, info: string) {
    const { language, name } = readInfo(info);
    this.#words = words;
    this.#language = language;
    this.#name = name;
    this.#head = make('div', 'code-head', [make('span', 'code-language', [name ?? language])]);
    this.#code = make('code', language === '' ? '' : `language-${language}`, [this.#text]);
    const scroller = make('pre', '', [this.#code]);
    scroller.tabIndex = 0;
    scroller.setAttribute('role', 'region');
    scroller.setAttribute('aria-label', [words.code, name ?? language].join(' ').trim());
    this.element = make('div', 'code-block', [this.#head, scroller]);
  }

  /** More code has come. */
  grow(added: string): void {
    this.#waiting += added;
    if (!isDue(this.#waiting.length, this.#text.length)) return;
    this.#text.appendData(visible(this.#waiting));
    this.#waiting = '';
  }

  /** This is all of it. */
  complete(code: string): void {
    this.#waiting = '';
    showCode(this.#code, code, this.#language);
  }

  /** Gives it its buttons. */
  offer(onAction: (action: CodeAction) => void, target: TargetView | undefined): void {
    this.#toolbar = new CodeToolbar(this.#words, {
      language: this.#language,
      name: this.#name,
      onAction,
    });
    this.#toolbar.retarget(target);
    this.#head.append(this.#toolbar.element);
  }

  /** Says on the buttons where the code would go now. */
  retarget(target: TargetView | undefined): void {
    this.#toolbar?.retarget(target);
  }
}

/** A piece of code in a text that still grows: it is made anew with the text, so it is plain. */
export function growingCode(words: MarkdownWords, { info, code }: WrittenCode): HTMLElement {
  const view = new CodeBlockView(words, info);
  view.grow(code);
  return view.element;
}
