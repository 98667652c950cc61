/**
 * The part of the DOM used by functions that run in the editor's window. The project compiles
 * without DOM types because only the webview may use them.
 */
export interface Drawn {
  readonly textContent: string | null;
  readonly classList: { contains(name: string): boolean };
  getAttribute(name: string): string | null;
  closest(selector: string): Drawn | null;
  querySelector(selector: string): Drawn | null;
  querySelectorAll(selector: string): Iterable<Drawn>;
  getBoundingClientRect(): { readonly top: number };
}
