import type { Emitter } from 'highlight.js';
import core from 'highlight.js/lib/core';
import { escapeHidden } from '../../base/hiddenCharacters.ts';
import { createElement } from '../markdown/dom.ts';
import { LANGUAGES } from './highlightLanguages.ts';

// Loaded when an answer contains the first code block with a language.

/** Builds elements from the scopes that highlight.js finds. Its default emitter writes HTML strings. */
class ElementEmitter implements Emitter {
  readonly root: DocumentFragment | HTMLElement = document.createDocumentFragment();
  #inner: Node = this.root;

  addText(text: string): void {
    this.#inner.appendChild(document.createTextNode(escapeHidden(text)));
  }

  startScope(scope: string): void {
    this.#inner = this.#inner.appendChild(createElement('span', classOf(scope)));
  }

  endScope(): void {
    this.#inner = this.#inner.parentNode ?? this.root;
  }

  /** The names by which highlight.js 11 calls the two methods above. */
  openNode(scope: string): void {
    this.startScope(scope);
  }

  closeNode(): void {
    this.endScope();
  }

  __addSublanguage(emitter: Emitter): void {
    if (emitter instanceof ElementEmitter) this.#inner.appendChild(emitter.root);
  }

  finalize(): void {
    this.#inner = this.root;
  }

  toHTML(): string {
    return '';
  }
}

/** The class names that highlight.js uses: `title.function` becomes `hljs-title function_`. */
function classOf(scope: string): string {
  const [first = '', ...rest] = scope.split('.');
  return [`hljs-${first}`, ...rest.map((part, at) => part + '_'.repeat(at + 1))].join(' ');
}

const highlighter = core.newInstance();
highlighter.configure({ __emitter: ElementEmitter });
for (const [name, language] of Object.entries(LANGUAGES)) {
  highlighter.registerLanguage(name, language);
}
// The C++ grammar covers C; the C grammar would add the same size again.
highlighter.registerAliases(['c', 'h'], { languageName: 'cpp' });
highlighter.registerAliases(['jsonc', 'json5'], { languageName: 'json' });
highlighter.registerAliases(['vue', 'svelte'], { languageName: 'xml' });

/** Code as elements with the classes of highlight.js; undefined if the language is unknown or its grammar fails. */
export function highlightCode(code: string, language: string): Node | undefined {
  if (!highlighter.getLanguage(language)) return undefined;
  const { _emitter: emitter, errorRaised } = highlighter.highlight(code, {
    language,
    ignoreIllegals: true,
  });
  return !errorRaised && emitter instanceof ElementEmitter ? emitter.root : undefined;
}
