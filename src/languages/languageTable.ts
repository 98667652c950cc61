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
 * Languages that have their own alias, file extension, completion group or syntax, by ID; see also
 * {@link LANGUAGES_BY_SYNTAX}. To add a language, add a row.
 */
export const LANGUAGE_TABLE: readonly LanguageRow[] = [
  { id: 'COBOL', syntax: 'periods' },
  { id: 'abap', syntax: 'periods' },
  { id: 'ada', syntax: 'dashes' },
  { id: 'asciidoc', syntax: 'prose' },
  { id: 'asm', syntax: 'semicolons' },
  { id: 'aspnetcorerazor', completionGroup: 'csharp' },
  { id: 'astro', completionGroup: 'javascript' },
  { id: 'bat', aliases: 'cmd batch', extension: 'bat' },
  { id: 'c', aliases: 'h', extension: 'c', syntax: 'braces', completionGroup: 'c' },
  { id: 'chatagent', syntax: 'prose' },
  { id: 'chatmode', syntax: 'prose' },
  {
    id: 'clojure',
    aliases: 'clj',
    extension: 'clj',
    syntax: 'semicolons',
    completionGroup: 'clojure',
  },
  { id: 'clojurescript', completionGroup: 'clojure' },
  { id: 'cmake', syntax: 'hash' },
  { id: 'cobol', syntax: 'periods' },
  { id: 'coffeescript', syntax: 'hash' },
  { id: 'commonlisp', syntax: 'semicolons' },
  { id: 'cpp', aliases: 'c++ cc hpp', extension: 'cpp', syntax: 'braces', completionGroup: 'c' },
  { id: 'crystal', syntax: 'hash' },
  { id: 'csharp', aliases: 'cs c#', extension: 'cs', syntax: 'braces', completionGroup: 'csharp' },
  { id: 'css', extension: 'css', syntax: 'css', completionGroup: 'css' },
  { id: 'cuda-cpp', syntax: 'braces', completionGroup: 'c' },
  { id: 'dart', extension: 'dart', syntax: 'tripleQuotes' },
  { id: 'diff', aliases: 'patch', extension: 'diff' },
  { id: 'dockercompose', syntax: 'keyed', completionGroup: 'yaml' },
  { id: 'dockerfile', aliases: 'docker', extension: 'Dockerfile', syntax: 'hash' },
  { id: 'dotenv', syntax: 'keyed' },
  { id: 'elixir', aliases: 'ex exs', extension: 'ex', syntax: 'hash' },
  { id: 'elm', syntax: 'dashes' },
  { id: 'erb', completionGroup: 'html' },
  { id: 'erlang', syntax: 'periods' },
  { id: 'fish', syntax: 'hash' },
  { id: 'fsharp', aliases: 'fs f#', extension: 'fs', syntax: 'doubleQuotes' },
  { id: 'gdscript', syntax: 'python' },
  { id: 'git-commit', syntax: 'prose' },
  { id: 'glsl', syntax: 'braces' },
  { id: 'go', aliases: 'golang', extension: 'go', syntax: 'go' },
  { id: 'graphql', aliases: 'gql', extension: 'graphql', syntax: 'hash' },
  { id: 'groovy', extension: 'groovy', syntax: 'tripleQuotes', completionGroup: 'java' },
  { id: 'handlebars', syntax: 'markup', completionGroup: 'html' },
  { id: 'haskell', aliases: 'hs', extension: 'hs', syntax: 'dashes' },
  { id: 'hcl', syntax: 'hash' },
  { id: 'hlsl', syntax: 'braces' },
  { id: 'html', aliases: 'htm', extension: 'html', syntax: 'markup', completionGroup: 'html' },
  { id: 'ini', aliases: 'conf', extension: 'ini', syntax: 'keyed' },
  { id: 'instructions', syntax: 'prose' },
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
  { id: 'lisp', syntax: 'semicolons' },
  { id: 'lua', extension: 'lua', syntax: 'dashes' },
  { id: 'makefile', aliases: 'make', extension: 'Makefile', syntax: 'makefile' },
  { id: 'markdown', aliases: 'md', extension: 'md', syntax: 'prose' },
  { id: 'mdc', syntax: 'prose' },
  { id: 'mdx', syntax: 'prose' },
  { id: 'mediawiki', syntax: 'prose' },
  { id: 'nim', syntax: 'python' },
  { id: 'nix', syntax: 'hash' },
  { id: 'objective-c', aliases: 'objc', extension: 'm', syntax: 'braces', completionGroup: 'c' },
  { id: 'objective-cpp', syntax: 'braces', completionGroup: 'c' },
  { id: 'ocaml', syntax: 'doubleQuotes', completionGroup: 'ocaml' },
  { id: 'ocaml.interface', completionGroup: 'ocaml' },
  { id: 'org', syntax: 'prose' },
  { id: 'perl', aliases: 'pl', extension: 'pl', syntax: 'hash' },
  { id: 'php', extension: 'php', syntax: 'php' },
  { id: 'plaintext', aliases: 'text txt', extension: 'txt', syntax: 'prose' },
  { id: 'powershell', aliases: 'ps1 pwsh', extension: 'ps1', syntax: 'hash' },
  { id: 'prolog', syntax: 'periods' },
  { id: 'prompt', syntax: 'prose' },
  { id: 'properties', syntax: 'keyed' },
  { id: 'proto', syntax: 'braces' },
  { id: 'proto3', syntax: 'braces' },
  { id: 'python', aliases: 'py python3', extension: 'py', syntax: 'python' },
  { id: 'quarto', syntax: 'prose' },
  { id: 'r', extension: 'r', syntax: 'hash' },
  { id: 'racket', syntax: 'semicolons' },
  { id: 'razor', syntax: 'markup', completionGroup: 'csharp' },
  { id: 'restructuredtext', syntax: 'prose' },
  { id: 'rmd', syntax: 'prose' },
  { id: 'ruby', aliases: 'rb', extension: 'rb', syntax: 'hash' },
  { id: 'rust', aliases: 'rs', extension: 'rs', syntax: 'doubleQuotes' },
  { id: 'sass', completionGroup: 'css' },
  { id: 'scala', extension: 'scala', syntax: 'braces', completionGroup: 'java' },
  { id: 'scheme', syntax: 'semicolons' },
  { id: 'scminput', syntax: 'prose' },
  { id: 'scss', extension: 'scss', syntax: 'braces', completionGroup: 'css' },
  { id: 'shellscript', aliases: 'bash sh shell zsh ksh', extension: 'sh', syntax: 'shell' },
  { id: 'skill', syntax: 'prose' },
  { id: 'solidity', syntax: 'braces' },
  { id: 'sql', extension: 'sql', syntax: 'sql' },
  { id: 'starlark', syntax: 'python' },
  { id: 'svelte', extension: 'svelte', syntax: 'javascript', completionGroup: 'javascript' },
  { id: 'swift', extension: 'swift', syntax: 'braces' },
  { id: 'tcl', syntax: 'hash' },
  { id: 'terraform', syntax: 'hash' },
  { id: 'tex', syntax: 'prose' },
  { id: 'textile', syntax: 'prose' },
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
  { id: 'typst', syntax: 'prose' },
  { id: 'vhdl', syntax: 'dashes' },
  { id: 'vue', extension: 'vue', syntax: 'javascript', completionGroup: 'javascript' },
  { id: 'wgsl', syntax: 'braces' },
  { id: 'xml', aliases: 'svg', extension: 'xml', syntax: 'markup' },
  { id: 'xsl', syntax: 'markup' },
  { id: 'yaml', aliases: 'yml', extension: 'yaml', syntax: 'keyed', completionGroup: 'yaml' },
  { id: 'zig', syntax: 'braces' },
];

/** Further languages, for which only the kind of syntax is known: their IDs, separated by spaces. */
export const LANGUAGES_BY_SYNTAX: Readonly<Partial<Record<SyntaxName, string>>> = {
  braces:
    'antlr apex arduino ballerina bicep c3 cairo cuda cue cypher d dot gdshader gleam haxe ispc json-lines jsonl kusto metal move odin opencl prisma qsharp reason rescript sass shaderlab stylus thrift typespec v vala',
  dashes: 'agda applescript idris lean lean4 luau moonscript purescript',
  doubleQuotes: 'isabelle sml',
  hash: 'apacheconf awk caddyfile crontab cucumber dockerignore feature gherkin git-rebase gitignore gnuplot http ignore janet jq just meson nginx nu nushell perl6 promql puppet raku robotframework roc sparql turtle vcl vim viml vimscript',
  keyed:
    'ansible azure-pipelines editorconfig esphome github-actions-workflow helm home-assistant ssh_config systemd-conf systemd-unit-file',
  markup:
    'angular axaml blade django-html ejs gotmpl haml html-eex jade jinja jinja-html jinja2 liquid mustache njk nunjucks phoenix-heex pug slim svg twig xaml xhtml',
  periods: 'coq rocq smalltalk',
  python: 'bazel cython mojo snakemake',
  sql: 'bigquery jinja-sql mssql mysql oracle-sql pgsql plsql postgres postgresql snowflake-sql sqlite tsql',
  semicolons:
    'ahk asm-intel-x86-generic autohotkey elisp emacs-lisp emacslisp fennel hy llvm masm nasm wat',
};
