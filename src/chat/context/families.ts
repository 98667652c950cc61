/** Languages that share their project files and test one another. */
export type LanguageFamily =
  | 'javascript'
  | 'python'
  | 'rust'
  | 'go'
  | 'jvm'
  | 'dotnet'
  | 'ruby'
  | 'php'
  | 'c'
  | 'swift'
  | 'dart'
  | 'elixir';

const FAMILIES: readonly (readonly [LanguageFamily, ids: string, extensions: string])[] = [
  [
    'javascript',
    'javascript typescript javascriptreact typescriptreact vue svelte',
    'ts tsx mts cts js jsx mjs cjs',
  ],
  ['python', 'python', 'py'],
  ['rust', 'rust', 'rs'],
  ['go', 'go', 'go'],
  ['jvm', 'java kotlin groovy scala', 'java kt kts groovy scala'],
  ['dotnet', 'csharp fsharp vb', 'cs fs vb'],
  ['ruby', 'ruby', 'rb'],
  ['php', 'php', 'php'],
  ['c', 'c cpp objective-c objective-cpp cuda-cpp', 'c cc cpp cxx m mm'],
  ['swift', 'swift', 'swift'],
  ['dart', 'dart', 'dart'],
  ['elixir', 'elixir', 'exs ex'],
];

const byId = new Map(FAMILIES.flatMap(([name, ids]) => ids.split(' ').map((id) => [id, name])));
const extensions = new Map(FAMILIES.map(([name, , endings]) => [name, endings.split(' ')]));

/** The family of a VS Code language; undefined for one whose tests nobody here knows. */
export function languageFamily(languageId: string): LanguageFamily | undefined {
  return byId.get(languageId);
}

/** How the files of a language's tests may end, without the dot; none for an unknown one. */
export function testExtensions(languageId: string): readonly string[] {
  const family = byId.get(languageId);
  return (family && extensions.get(family)) ?? [];
}

/** The last part of a path with slashes. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
