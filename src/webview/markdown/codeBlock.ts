import { stableLength, escapeHidden } from '../../base/hiddenCharacters.ts';
import type { WrittenCode } from '../../chat/markdown/codeBlocks.ts';
import { readInfo } from '../../chat/markdown/infoString.ts';
import type { CodeAction } from '../../protocol/fromPanel.ts';
import type { TargetView } from '../../protocol/panelViews.ts';
import type { LazyHighlighter } from '../highlighting/lazyHighlighter.ts';
import { createElement } from './dom.ts';
import { isRenderDue } from './renderThrottle.ts';
import { scrollFrame } from './scrollFrame.ts';
import { CodeToolbar } from './codeToolbar.ts';
import type { MarkdownStrings } from './markdownStrings.ts';

/** A code block: plain text while it streams, highlighted once it is complete. */
export class CodeBlockView {
  readonly element: HTMLElement;
  readonly #strings: MarkdownStrings;
  readonly #head: HTMLElement;
  readonly #code: HTMLElement;
  readonly #text = document.createTextNode('');
  readonly #language: string;
  readonly #name: string | undefined;
  #toolbar: CodeToolbar | undefined;
  #pending = '';

  constructor(strings: MarkdownStrings, info: string) {
    const { language, name } = readInfo(info);
    this.#strings = strings;
    this.#language = language;
    this.#name = name;
    this.#head = createElement('div', 'code-head', [
      createElement('span', 'code-language', [name ?? language]),
    ]);
    this.#code = createElement('code', language === '' ? '' : `language-${language}`, [this.#text]);
    const scroller = createElement('pre', '', [this.#code]);
    scroller.tabIndex = 0;
    scroller.setAttribute('role', 'group');
    scroller.setAttribute('aria-label', [strings.code, name ?? language].join(' ').trim());
    this.element = createElement('div', 'code-block', [
      this.#head,
      scrollFrame(scroller, this.#code),
    ]);
  }

  /** Appends streamed code. */
  append(added: string): void {
    this.#pending += added;
    if (!isRenderDue(this.#pending.length, this.#text.length)) return;
    const length = stableLength(this.#pending);
    this.#text.appendData(escapeHidden(this.#pending.slice(0, length)));
    this.#pending = this.#pending.slice(length);
  }

  /** Shows the complete code, highlighted. */
  complete(code: string, highlighter: Pick<LazyHighlighter, 'show'>): void {
    this.#pending = '';
    highlighter.show(this.#code, code, this.#language);
  }

  /** Adds the toolbar. */
  addToolbar(onAction: (action: CodeAction) => void, target: TargetView | undefined): void {
    this.#toolbar = new CodeToolbar(this.#strings, {
      language: this.#language,
      name: this.#name,
      onAction,
    });
    this.#toolbar.setTarget(target);
    this.#head.append(this.#toolbar.element);
  }

  /** Updates the toolbar for the editor that the code would be inserted into. */
  setTarget(target: TargetView | undefined): void {
    this.#toolbar?.setTarget(target);
  }
}

/** A code block within incomplete text. Not highlighted, because it is rendered again with each delta. */
export function streamingCode(strings: MarkdownStrings, { info, code }: WrittenCode): HTMLElement {
  const view = new CodeBlockView(strings, info);
  view.append(code);
  return view.element;
}
