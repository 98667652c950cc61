/** Languages that share project files and test each other. */
export type Ecosystem =
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

const ECOSYSTEMS: readonly (readonly [Ecosystem, ids: string, extensions: string])[] = [
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

const byId = new Map(ECOSYSTEMS.flatMap(([name, ids]) => ids.split(' ').map((id) => [id, name])));
const extensions = new Map(ECOSYSTEMS.map(([name, , endings]) => [name, endings.split(' ')]));

/** The ecosystem of a VS Code language; undefined if it has none. */
export function ecosystemOf(languageId: string): Ecosystem | undefined {
  return byId.get(languageId);
}

/** The extensions of a language's test files, without the dot; empty for an unknown language. */
export function testExtensions(languageId: string): readonly string[] {
  const ecosystem = byId.get(languageId);
  return (ecosystem && extensions.get(ecosystem)) ?? [];
}
