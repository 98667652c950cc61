import { ecosystemOf } from './ecosystems.ts';

/** How declarations of functions and types begin, and where their documentation is. */
export interface DeclarationPatterns {
  readonly begins: readonly RegExp[];
  /** The documentation is below the line, as in Python, instead of above. */
  readonly hasDocBelow?: true;
}

/** Keywords that look like a method name in C-like languages. */
const NOT_KEYWORD =
  '(?!(?:if|for|while|switch|catch|return|new|else|throw|await|do|using|lock|foreach)\\b)';

const javascript: DeclarationPatterns = {
  begins: [
    /^(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:function\b|class\s+[\w$]|interface\s+[\w$]|(?:const\s+)?enum\s+[\w$]|type\s+[\w$][^=]*=)/,
    /^(?:export\s+)?(?:const|let|var)\s+[\w$][^=]*=\s*(?:async\s+)?(?:function\b|\(.*=>|[\w$]+\s*=>|\($)/,
    // Methods whose body opens on the line.
    new RegExp(
      `^(?:(?:public|private|protected|static|override|readonly|async|get|set)\\s+|\\*\\s*){0,8}${NOT_KEYWORD}#?[\\w$]+\\s*(?:<[^()]*>)?\\([^;]*\\{$`,
    ),
  ],
};
const python: DeclarationPatterns = {
  begins: [/^(?:async\s+)?(?:def|class)\s+\w/],
  hasDocBelow: true,
};
const go: DeclarationPatterns = { begins: [/^(?:func\b|type\s+\w+)/] };
const rust: DeclarationPatterns = {
  begins: [
    /^(?:pub(?:\([^)]*\))?\s+)?(?:default\s+)?(?:const\s+)?(?:async\s+)?(?:unsafe\s+)?(?:extern\s+"[^"]*"\s+)?(?:fn|struct|enum|trait|union|macro_rules!)\s/,
  ],
};
const modifiers =
  '(?:(?:public|private|protected|internal|static|final|abstract|sealed|open|override|virtual|async|partial|default|synchronized|native|readonly|unsafe|extern|inline|suspend|data|fileprivate|mutating|implicit|lazy)\\s+){0,8}';
const types =
  '(?:class|interface|enum|struct|record|trait|protocol|object|extension|actor|@interface)';
const objects: DeclarationPatterns = {
  begins: [
    new RegExp(`^${modifiers}(?:${types}\\s+\\w|(?:fun|func|def|init|function)\\b)`),
    // Methods (modifiers, type, name) and constructors (name only), but not statements.
    new RegExp(
      `^${modifiers}${NOT_KEYWORD}(?:[\\w.<>,?[\\]]+\\s+){1,3}${NOT_KEYWORD}\\w+\\s*\\([^;]*[{)]$`,
    ),
    /^(?:public|private|protected|internal)\s+\w+\s*\([^;]*[{)]$/,
  ],
};
const c: DeclarationPatterns = {
  begins: [
    /^(?:template\s*<|(?:typedef\s+)?(?:class|struct|enum|union)\s+(?:class\s+)?\w[^;]*$)/,
    new RegExp(
      `^${NOT_KEYWORD}(?:[\\w:<>,*&~]+\\s+){1,5}[*&]*${NOT_KEYWORD}[\\w:~]+\\s*\\([^;=]*[{)]$`,
    ),
  ],
};
const ruby: DeclarationPatterns = {
  begins: [/^(?:(?:private|protected|public)\s+)?(?:def|class|module)\s+\w/],
};
const php: DeclarationPatterns = {
  begins: [
    /^(?:(?:abstract|final|public|private|protected|static|readonly)\s+)*(?:function\s+&?|(?:class|interface|trait|enum)\s+)\w/,
  ],
};
const elixir: DeclarationPatterns = { begins: [/^(?:def|defp|defmacro|defmodule)\s+\w/] };
const shell: DeclarationPatterns = { begins: [/^(?:function\s+[\w-]+|[\w-]+\s*\(\)\s*\{?$)/] };
const lua: DeclarationPatterns = { begins: [/^(?:local\s+)?function\s+[\w.:]+/] };

/** By language, or else by ecosystem. */
const DECLARATIONS: ReadonlyMap<string, DeclarationPatterns> = new Map(
  Object.entries({
    javascript,
    python,
    go,
    rust,
    c,
    ruby,
    php,
    elixir,
    shellscript: shell,
    lua,
    jvm: objects,
    swift: objects,
    dart: objects,
    csharp: objects,
  }),
);

/** How declarations begin in a language; undefined if unknown. */
export function declarationPatternsOf(languageId: string): DeclarationPatterns | undefined {
  return DECLARATIONS.get(languageId) ?? DECLARATIONS.get(ecosystemOf(languageId) ?? '');
}
