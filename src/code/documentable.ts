/** How the lines begin that declare a function or a type, and where its documentation stands. */
interface Declarations {
  readonly begins: RegExp;
  /** Documentation stands in the line below, as in Python, and not above. */
  readonly isBelow?: true;
}

/** A line and its neighbours; empty where there are none. */
export interface LineAt {
  readonly above: string;
  readonly line: string;
  readonly below: string;
}

/** Longer lines are made by machines, in characters. */
const LONGEST_LINE = 400;
/** What may be called like a method in C-like languages, and is no declaration. */
const NO_NAME =
  '(?!(?:if|for|while|switch|catch|return|new|else|throw|await|do|using|lock|foreach)\\b)';

const javascript: Declarations = {
  begins: new RegExp(
    [
      /^(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:function\b|class\s+[\w$]|interface\s+[\w$]|(?:const\s+)?enum\s+[\w$]|type\s+[\w$]+[^=]*=)/,
      /^(?:export\s+)?(?:const|let|var)\s+[\w$]+[^=]*=\s*(?:async\s+)?(?:function\b|\(.*=>|[\w$]+\s*=>|\($)/,
      // Methods: the line opens their body.
      new RegExp(
        `^(?:(?:public|private|protected|static|override|readonly|async|get|set)\\s+|\\*\\s*)*${NO_NAME}#?[\\w$]+\\s*(?:<[^()]*>)?\\([^;]*\\{$`,
      ),
    ]
      .map(({ source }) => source)
      .join('|'),
  ),
};
const python: Declarations = { begins: /^(?:async\s+)?(?:def|class)\s+\w/, isBelow: true };
const go: Declarations = { begins: /^(?:func\b|type\s+\w+)/ };
const rust: Declarations = {
  begins:
    /^(?:pub(?:\([^)]*\))?\s+)?(?:default\s+)?(?:const\s+)?(?:async\s+)?(?:unsafe\s+)?(?:extern\s+"[^"]*"\s+)?(?:fn|struct|enum|trait|union|macro_rules!)\s/,
};
const modifiers =
  '(?:(?:public|private|protected|internal|static|final|abstract|sealed|open|override|virtual|async|partial|default|synchronized|native|readonly|unsafe|extern|inline|suspend|data|fileprivate|mutating|implicit|lazy)\\s+)*';
const types =
  '(?:class|interface|enum|struct|record|trait|protocol|object|extension|actor|@interface)';
const objects: Declarations = {
  begins: new RegExp(
    [
      `^${modifiers}${types}\\s+\\w`,
      `^${modifiers}(?:fun|func|def|init|function)\\b`,
      // A method: modifiers, a type and a name, or a name alone as of constructors; no statement.
      `^${modifiers}${NO_NAME}(?:[\\w.<>,?[\\]]+\\s+){1,3}${NO_NAME}\\w+\\s*\\([^;]*[{)]$`,
      `^(?:public|private|protected|internal)\\s+\\w+\\s*\\([^;]*[{)]$`,
    ].join('|'),
  ),
};
const c: Declarations = {
  begins: new RegExp(
    [
      '^(?:template\\s*<|(?:typedef\\s+)?(?:class|struct|enum|union)\\s+(?:class\\s+)?\\w[^;]*$)',
      `^${NO_NAME}(?:[\\w:<>,*&~]+\\s+[*&]*){1,5}${NO_NAME}[\\w:~]+\\s*\\([^;=]*[{)]$`,
    ].join('|'),
  ),
};
const ruby: Declarations = {
  begins: /^(?:(?:private|protected|public)\s+)?(?:def|class|module)\s+\w/,
};
const php: Declarations = {
  begins:
    /^(?:(?:abstract|final|public|private|protected|static|readonly)\s+)*(?:function\s+&?\w|class\s+\w|interface\s+\w|trait\s+\w|enum\s+\w)/,
};
const elixir: Declarations = { begins: /^(?:def|defp|defmacro|defmodule)\s+\w/ };
const shell: Declarations = { begins: /^(?:function\s+[\w-]+|[\w-]+\s*\(\)\s*\{?$)/ };
const lua: Declarations = { begins: /^(?:local\s+)?function\s+[\w.:]+/ };

const LANGUAGES: readonly (readonly [Declarations, ids: string])[] = [
  [javascript, 'javascript typescript javascriptreact typescriptreact vue svelte'],
  [python, 'python'],
  [go, 'go'],
  [rust, 'rust'],
  [objects, 'java kotlin scala groovy swift csharp dart'],
  [c, 'c cpp objective-c objective-cpp cuda-cpp'],
  [ruby, 'ruby'],
  [php, 'php'],
  [elixir, 'elixir'],
  [shell, 'shellscript'],
  [lua, 'lua'],
];

const byId = new Map(
  LANGUAGES.flatMap(([declarations, ids]) => ids.split(' ').map((id) => [id, declarations])),
);

/**
 * Whether a line begins a function or a type that has no documentation yet, as far as the line itself tells: no
 * parser and no service is asked, since an editor wants to know at each move of the cursor.
 */
export function isDocumentable({ above, line, below }: LineAt, languageId: string): boolean {
  const declarations = byId.get(languageId);
  const text = line.trim();
  if (!declarations || text.length > LONGEST_LINE || !declarations.begins.test(text)) return false;
  return declarations.isBelow
    ? !/^\s*[rRuUbB]{0,2}(?:"""|''')/.test(below)
    : !/\*\/\s*$|^\s*(?:\/\/|#(?!\[|include|define|if|endif|pragma|region)|--)/.test(above);
}
