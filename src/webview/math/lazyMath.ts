/** The module that renders formulas, see `renderMath.ts`. */
export interface MathModule {
  readonly renderMath: (tex: string, isBlock: boolean) => Element | undefined;
}

/** Formulas to keep: text that streams is rendered again and again. */
const MAX_FORMULAS = 200;

/** Renders formulas. Loads the library with the first one; until then, and if it fails, the TeX is shown. */
export class LazyMath {
  readonly #load: () => Promise<MathModule>;
  readonly #rendered = new Map<string, { readonly element: Element | undefined }>();
  #loading: Promise<MathModule | undefined> | undefined;
  #module: MathModule | undefined;

  constructor(load: () => Promise<MathModule>) {
    this.#load = load;
  }

  /** Fills an element that shows TeX with the formula. */
  fill(element: Element, tex: string, isBlock: boolean): void {
    if (this.#module) {
      this.#show(this.#module, element, tex, isBlock);
      return;
    }
    this.#loading ??= this.#load().catch(() => undefined);
    void this.#loading.then((module) => {
      this.#module = module;
      if (module) this.#show(module, element, tex, isBlock);
    });
  }

  #show({ renderMath }: MathModule, element: Element, tex: string, isBlock: boolean): void {
    const key = `${isBlock ? 'block' : 'inline'} ${tex}`;
    let found = this.#rendered.get(key);
    if (!found) {
      found = { element: renderMath(tex, isBlock) };
      this.#rendered.set(key, found);
      const [oldest] = this.#rendered.keys();
      if (this.#rendered.size > MAX_FORMULAS && oldest !== undefined) this.#rendered.delete(oldest);
    }
    if (found.element) element.replaceChildren(found.element.cloneNode(true));
  }
}
