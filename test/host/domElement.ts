/**
 * The part of the DOM used by functions that run in the editor's window. The project compiles
 * without DOM types because only the webview may use them.
 */
export interface DomElement {
  readonly textContent: string | null;
  readonly classList: { contains(name: string): boolean };
  getAttribute(name: string): string | null;
  closest(selector: string): DomElement | null;
  querySelector(selector: string): DomElement | null;
  querySelectorAll(selector: string): Iterable<DomElement>;
  getBoundingClientRect(): { readonly top: number };
}
