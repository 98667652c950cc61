/** A language: its names behind a fence, the editor's first, and how its files end. */
const LANGUAGES: readonly (readonly [names: string, extension: string])[] = [
  ['typescript ts mts cts', 'ts'],
  ['typescriptreact tsx', 'tsx'],
  ['javascript js mjs cjs node', 'js'],
  ['javascriptreact jsx', 'jsx'],
  ['python py python3', 'py'],
  ['java', 'java'],
  ['kotlin kt kts', 'kt'],
  ['csharp cs c#', 'cs'],
  ['fsharp fs f#', 'fs'],
  ['c h', 'c'],
  ['cpp c++ cc hpp', 'cpp'],
  ['objective-c objc', 'm'],
  ['go golang', 'go'],
  ['rust rs', 'rs'],
  ['swift', 'swift'],
  ['ruby rb', 'rb'],
  ['php', 'php'],
  ['perl pl', 'pl'],
  ['lua', 'lua'],
  ['r', 'r'],
  ['julia jl', 'jl'],
  ['scala', 'scala'],
  ['dart', 'dart'],
  ['groovy', 'groovy'],
  ['clojure clj', 'clj'],
  ['elixir ex exs', 'ex'],
  ['haskell hs', 'hs'],
  ['html htm', 'html'],
  ['css', 'css'],
  ['scss', 'scss'],
  ['less', 'less'],
  ['vue', 'vue'],
  ['svelte', 'svelte'],
  ['json', 'json'],
  ['jsonc json5', 'jsonc'],
  ['yaml yml', 'yaml'],
  ['toml', 'toml'],
  ['ini conf', 'ini'],
  ['xml svg', 'xml'],
  ['sql', 'sql'],
  ['graphql gql', 'graphql'],
  ['markdown md', 'md'],
  ['latex tex', 'tex'],
  ['diff patch', 'diff'],
  ['shellscript bash sh shell zsh ksh', 'sh'],
  ['powershell ps1 pwsh', 'ps1'],
  ['bat cmd batch', 'bat'],
  ['dockerfile docker', 'Dockerfile'],
  ['makefile make', 'Makefile'],
  ['plaintext text txt', 'txt'],
];

const byName = new Map(
  LANGUAGES.flatMap(([names, extension]) => {
    const [id = '', ...aliases] = names.split(' ');
    return [id, ...aliases].map((name) => [name, { id, extension }] as const);
  }),
);

/** VS Code's id for a language as models write it behind a fence; undefined if nobody knows it. */
export function languageIdOf(name: string): string | undefined {
  return byName.get(name.toLowerCase())?.id;
}

/** How a language's files end, without a dot; a whole name where they have a fixed one: `Makefile`. */
export function extensionOf(name: string): string | undefined {
  return byName.get(name.toLowerCase())?.extension;
}
