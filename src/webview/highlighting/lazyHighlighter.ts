import { escapeHidden } from '../../base/hiddenCharacters.ts';

/** The module that highlights code, see `highlightCode.ts`. */
export interface HighlightingModule {
  readonly highlightCode: (code: string, language: string) => Node | undefined;
}

/**
 * Limits for highlighting, in characters or lines. Code of 100 kB takes about 500 ms; longer code stays plain. Code of
 * up to 4,000 characters takes about 2 ms and is highlighted at once, longer code when the panel is idle.
 */
const MAX_CODE_LENGTH = 100_000;
const MAX_LINES = 1_500;
const MAX_LINE_LENGTH = 5_000;
const MAX_SYNC_LENGTH = 4_000;

/** Highlights code. Loads the library with the first code; until then, and if it fails, the code is plain. */
export class LazyHighlighter {
  readonly #load: () => Promise<HighlightingModule>;
  #loading: Promise<void> | undefined;
  #module: HighlightingModule | undefined;

  constructor(load: () => Promise<HighlightingModule>) {
    this.#load = load;
  }

  /** Shows code in an element, highlighted if the language is known and the code is not too long. */
  show(element: HTMLElement, code: string, language: string): void {
    element.textContent = escapeHidden(code);
    if (language === '' || !canHighlight(code)) return;
    const highlight = (): void => {
      const highlighted = this.#module?.highlightCode(code, language);
      if (highlighted) element.replaceChildren(highlighted);
    };
    if (this.#module && code.length <= MAX_SYNC_LENGTH) {
      highlight();
      return;
    }
    this.#loading ??= this.#load().then(
      (module) => {
        this.#module = module;
      },
      () => undefined,
    );
    void this.#loading.then(() => requestIdleCallback(highlight));
  }
}

function canHighlight(code: string): boolean {
  if (code.length > MAX_CODE_LENGTH) return false;
  const lines = code.split('\n');
  return lines.length <= MAX_LINES && lines.every(({ length }) => length <= MAX_LINE_LENGTH);
}
