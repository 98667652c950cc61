/** Language ids whose code knows the same names; an id that stands nowhere is a family of its own. */
const FAMILIES = [
  'javascript javascriptreact typescript typescriptreact vue svelte astro',
  'c cpp objective-c objective-cpp cuda-cpp',
  'java kotlin scala groovy',
  'csharp razor aspnetcorerazor',
  'css less scss sass',
  'html handlebars erb',
  'json jsonc json5',
  'yaml dockercompose',
  'clojure clojurescript',
  'ocaml ocaml.interface',
];

const byId = new Map(
  FAMILIES.flatMap((ids, family) => ids.split(' ').map((id) => [id, family] as const)),
);

/** Whether code of one language can help to write the other. */
export function isSameFamily(languageId: string, other: string): boolean {
  const family = byId.get(languageId);
  return languageId === other || (family !== undefined && family === byId.get(other));
}
