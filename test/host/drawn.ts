/**
 * The little of the DOM that functions use which run in the editor's window. The project compiles
 * without the DOM's types, since nothing but the webview may know a document.
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
