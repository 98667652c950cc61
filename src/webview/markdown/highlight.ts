import type { Emitter } from 'highlight.js';
import core from 'highlight.js/lib/core';
import { visible } from '../../chat/markdown/visible.ts';
import { make } from './dom.ts';
import { LANGUAGES } from './languages.ts';

/**
 * Longer code stays plain: 100 kB take about half a second, and nobody reads them here. Code up to 4,000
 * characters takes about 2 ms and is highlighted at once; what is between waits until the panel is idle.
 */
const LONGEST = 100_000;
const MOST_LINES = 1_500;
const LONGEST_LINE = 5_000;
const LONGEST_AT_ONCE = 4_000;

/** Makes elements of what highlight.js finds, where its own emitter writes HTML. */
class ElementEmitter implements Emitter {
  readonly root: DocumentFragment | HTMLElement = document.createDocumentFragment();
  #inner: Node = this.root;

  addText(text: string): void {
    this.#inner.appendChild(document.createTextNode(visible(text)));
  }

  startScope(scope: string): void {
    this.#inner = this.#inner.appendChild(make('span', classOf(scope)));
  }

  endScope(): void {
    this.#inner = this.#inner.parentNode ?? this.root;
  }

  /** The names under which highlight.js 11 still calls the two above. */
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

/** As highlight.js names its classes: `title.function` is `hljs-title function_`. */
function classOf(scope: string): string {
  const [first = '', ...rest] = scope.split('.');
  return [`hljs-${first}`, ...rest.map((part, at) => part + '_'.repeat(at + 1))].join(' ');
}

const highlighter = core.newInstance();
highlighter.configure({ __emitter: ElementEmitter });
for (const [name, language] of Object.entries(LANGUAGES)) {
  highlighter.registerLanguage(name, language);
}
// C is as good as a part of C++ to it, and costs as much again.
highlighter.registerAliases(['c', 'h'], { languageName: 'cpp' });
highlighter.registerAliases(['jsonc', 'json5'], { languageName: 'json' });
highlighter.registerAliases(['vue', 'svelte'], { languageName: 'xml' });

/** Shows code in an element: highlighted if its language is known and it is not too long. */
export function showCode(element: HTMLElement, code: string, language: string): void {
  element.textContent = visible(code);
  if (!highlighter.getLanguage(language) || !isShort(code)) return;
  const highlight = (): void => {
    const { _emitter: emitter, errorRaised } = highlighter.highlight(code, {
      language,
      ignoreIllegals: true,
    });
    if (!errorRaised && emitter instanceof ElementEmitter) element.replaceChildren(emitter.root);
  };
  if (code.length <= LONGEST_AT_ONCE) highlight();
  else requestIdleCallback(highlight);
}

function isShort(code: string): boolean {
  if (code.length > LONGEST) return false;
  const lines = code.split('\n');
  return lines.length <= MOST_LINES && lines.every(({ length }) => length <= LONGEST_LINE);
}
