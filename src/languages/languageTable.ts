import type { SyntaxName } from './syntaxPresets.ts';

/** What the extension knows of a language. */
export interface LanguageRow {
  /** VS Code's language ID. */
  readonly id: string;
  /** Other names that models and users write after a code fence, separated by spaces. */
  readonly aliases?: string;
  /**
   * File extension without the dot, or a fixed file name (`Makefile`). A language without one is not recognized
   * after a code fence.
   */
  readonly extension?: string;
  /** Comments, strings and block style; without one, both common comment styles are assumed. */
  readonly syntax?: SyntaxName;
  /** Code in one language of a group helps to complete code in the others, since they share names. */
  readonly completionGroup?: string;
}

/**
 * Languages with an alias, a file extension or a completion group. Those with nothing but a syntax are in
 * {@link LANGUAGES_BY_SYNTAX}.
 */
export const LANGUAGE_TABLE: readonly LanguageRow[] = [
  { id: 'aspnetcorerazor', completionGroup: 'csharp' },
  { id: 'astro', completionGroup: 'javascript' },
  { id: 'bat', aliases: 'cmd batch', extension: 'bat' },
  { id: 'c', aliases: 'h', extension: 'c', syntax: 'braces', completionGroup: 'c' },
  {
    id: 'clojure',
    aliases: 'clj',
    extension: 'clj',
    syntax: 'semicolons',
    completionGroup: 'clojure',
  },
  { id: 'clojurescript', completionGroup: 'clojure' },
  { id: 'cpp', aliases: 'c++ cc hpp', extension: 'cpp', syntax: 'braces', completionGroup: 'c' },
  { id: 'csharp', aliases: 'cs c#', extension: 'cs', syntax: 'braces', completionGroup: 'csharp' },
  { id: 'css', extension: 'css', syntax: 'css', completionGroup: 'css' },
  { id: 'cuda-cpp', syntax: 'braces', completionGroup: 'c' },
  { id: 'dart', extension: 'dart', syntax: 'tripleQuotes' },
  { id: 'diff', aliases: 'patch', extension: 'diff' },
  { id: 'dockercompose', syntax: 'keyed', completionGroup: 'yaml' },
  { id: 'dockerfile', aliases: 'docker', extension: 'Dockerfile', syntax: 'hash' },
  { id: 'elixir', aliases: 'ex exs', extension: 'ex', syntax: 'hash' },
  { id: 'erb', completionGroup: 'html' },
  { id: 'fsharp', aliases: 'fs f#', extension: 'fs', syntax: 'doubleQuotes' },
  { id: 'go', aliases: 'golang', extension: 'go', syntax: 'go' },
  { id: 'graphql', aliases: 'gql', extension: 'graphql', syntax: 'hash' },
  { id: 'groovy', extension: 'groovy', syntax: 'tripleQuotes', completionGroup: 'java' },
  { id: 'handlebars', syntax: 'markup', completionGroup: 'html' },
  { id: 'haskell', aliases: 'hs', extension: 'hs', syntax: 'dashes' },
  { id: 'html', aliases: 'htm', extension: 'html', syntax: 'markup', completionGroup: 'html' },
  { id: 'ini', aliases: 'conf', extension: 'ini', syntax: 'keyed' },
  { id: 'java', extension: 'java', syntax: 'braces', completionGroup: 'java' },
  {
    id: 'javascript',
    aliases: 'js mjs cjs node',
    extension: 'js',
    syntax: 'javascript',
    completionGroup: 'javascript',
  },
  {
    id: 'javascriptreact',
    aliases: 'jsx',
    extension: 'jsx',
    syntax: 'javascript',
    completionGroup: 'javascript',
  },
  { id: 'json', extension: 'json', syntax: 'braces', completionGroup: 'json' },
  { id: 'json5', completionGroup: 'json' },
  { id: 'jsonc', aliases: 'json5', extension: 'jsonc', syntax: 'braces', completionGroup: 'json' },
  { id: 'julia', aliases: 'jl', extension: 'jl', syntax: 'hash' },
  { id: 'kotlin', aliases: 'kt kts', extension: 'kt', syntax: 'braces', completionGroup: 'java' },
  { id: 'latex', aliases: 'tex', extension: 'tex', syntax: 'prose' },
  { id: 'less', extension: 'less', syntax: 'braces', completionGroup: 'css' },
  { id: 'lua', extension: 'lua', syntax: 'dashes' },
  { id: 'makefile', aliases: 'make', extension: 'Makefile', syntax: 'makefile' },
  { id: 'markdown', aliases: 'md', extension: 'md', syntax: 'prose' },
  { id: 'objective-c', aliases: 'objc', extension: 'm', syntax: 'braces', completionGroup: 'c' },
  { id: 'objective-cpp', syntax: 'braces', completionGroup: 'c' },
  { id: 'ocaml', syntax: 'doubleQuotes', completionGroup: 'ocaml' },
  { id: 'ocaml.interface', completionGroup: 'ocaml' },
  { id: 'perl', aliases: 'pl', extension: 'pl', syntax: 'hash' },
  { id: 'php', extension: 'php', syntax: 'php' },
  { id: 'plaintext', aliases: 'text txt', extension: 'txt', syntax: 'prose' },
  { id: 'powershell', aliases: 'ps1 pwsh', extension: 'ps1', syntax: 'hash' },
  { id: 'python', aliases: 'py python3', extension: 'py', syntax: 'python' },
  { id: 'r', extension: 'r', syntax: 'hash' },
  { id: 'razor', syntax: 'markup', completionGroup: 'csharp' },
  { id: 'ruby', aliases: 'rb', extension: 'rb', syntax: 'hash' },
  { id: 'rust', aliases: 'rs', extension: 'rs', syntax: 'doubleQuotes' },
  { id: 'sass', syntax: 'braces', completionGroup: 'css' },
  { id: 'scala', extension: 'scala', syntax: 'braces', completionGroup: 'java' },
  { id: 'scss', extension: 'scss', syntax: 'braces', completionGroup: 'css' },
  { id: 'shellscript', aliases: 'bash sh shell zsh ksh', extension: 'sh', syntax: 'shell' },
  { id: 'sql', extension: 'sql', syntax: 'sql' },
  { id: 'svelte', extension: 'svelte', syntax: 'javascript', completionGroup: 'javascript' },
  { id: 'swift', extension: 'swift', syntax: 'braces' },
  { id: 'toml', extension: 'toml', syntax: 'keyed' },
  {
    id: 'typescript',
    aliases: 'ts mts cts',
    extension: 'ts',
    syntax: 'javascript',
    completionGroup: 'javascript',
  },
  {
    id: 'typescriptreact',
    aliases: 'tsx',
    extension: 'tsx',
    syntax: 'javascript',
    completionGroup: 'javascript',
  },
  { id: 'vue', extension: 'vue', syntax: 'javascript', completionGroup: 'javascript' },
  { id: 'xml', aliases: 'svg', extension: 'xml', syntax: 'markup' },
  { id: 'yaml', aliases: 'yml', extension: 'yaml', syntax: 'keyed', completionGroup: 'yaml' },
];

/** Languages of which only the kind of syntax is known: their IDs, separated by spaces. */
export const LANGUAGES_BY_SYNTAX: Readonly<Partial<Record<SyntaxName, string>>> = {
  braces:
    'antlr apex arduino ballerina bicep c3 cairo cuda cue cypher d dot gdshader gleam glsl haxe hlsl ispc json-lines jsonl kusto metal move odin opencl prisma proto proto3 qsharp reason rescript shaderlab solidity stylus thrift typespec v vala wgsl zig',
  dashes: 'ada agda applescript elm idris lean lean4 luau moonscript purescript vhdl',
  doubleQuotes: 'isabelle sml',
  hash: 'apacheconf awk caddyfile cmake coffeescript crontab crystal cucumber dockerignore feature fish gherkin git-rebase gitignore gnuplot hcl http ignore janet jq just meson nginx nix nu nushell perl6 promql puppet raku robotframework roc sparql tcl terraform turtle vcl vim viml vimscript',
  keyed:
    'ansible azure-pipelines dotenv editorconfig esphome github-actions-workflow helm home-assistant properties ssh_config systemd-conf systemd-unit-file',
  markup:
    'angular axaml blade django-html ejs gotmpl haml html-eex jade jinja jinja-html jinja2 liquid mustache njk nunjucks phoenix-heex pug slim svg twig xaml xhtml xsl',
  periods: 'COBOL abap cobol coq erlang prolog rocq smalltalk',
  prose:
    'asciidoc chatagent chatmode git-commit instructions mdc mdx mediawiki org prompt quarto restructuredtext rmd scminput skill tex textile typst',
  python: 'bazel cython gdscript mojo nim snakemake starlark',
  semicolons:
    'ahk asm asm-intel-x86-generic autohotkey commonlisp elisp emacs-lisp emacslisp fennel hy lisp llvm masm nasm racket scheme wat',
  sql: 'bigquery jinja-sql mssql mysql oracle-sql pgsql plsql postgres postgresql snowflake-sql sqlite tsql',
};
