/** What the engine knows of a language without a grammar. */
export interface Language {
  /** Tokens that begin a comment up to the end of the line. */
  readonly lineComments: readonly string[];
  /** Pairs that open and close a comment over lines. */
  readonly blockComments: readonly (readonly [string, string])[];
  /** Characters that open and close a string on one line. */
  readonly quotes: string;
  /** Tokens that open and close a string over lines. */
  readonly longQuotes: readonly string[];
  /** Text for people: Markdown, LaTeX, plain text. */
  readonly prose: boolean;
  /** One key a line: YAML, TOML, properties. */
  readonly keyed: boolean;
  /** Closes its blocks with a word: `end`, `fi`, `done`. */
  readonly worded: boolean;
  /** Makes its blocks by colon and indentation alone, so that any other deeper line is an error. */
  readonly offside: boolean;
  /** `pattern)` begins a branch, with no bracket that opens it. */
  readonly arms: boolean;
  /** Indented with tabs by its own tools. */
  readonly tabbed: boolean;
}

const code: Language = {
  lineComments: ['//'],
  blockComments: [['/*', '*/']],
  quotes: `"'`,
  longQuotes: [],
  prose: false,
  keyed: false,
  worded: false,
  offside: false,
  arms: false,
  tabbed: false,
};
const javascript: Language = { ...code, longQuotes: ['`'] };
const textBlocks: Language = { ...code, longQuotes: ['"""'] };
const hash: Language = { ...code, lineComments: ['#'], blockComments: [], worded: true };
const python: Language = {
  ...hash,
  longQuotes: ['"""', "'''"],
  worded: false,
  offside: true,
};
const keyed: Language = { ...hash, keyed: true, worded: false };
const dashes: Language = { ...code, lineComments: ['--'], worded: true };
const markup: Language = {
  ...code,
  lineComments: [],
  blockComments: [['<!--', '-->']],
  quotes: '"',
};
const semicolons: Language = { ...code, lineComments: [';'], blockComments: [], quotes: '"' };
/** In prose an apostrophe is no quote. */
const prose: Language = {
  ...code,
  lineComments: [],
  blockComments: [['<!--', '-->']],
  quotes: '',
  prose: true,
};
/** A language nobody named here: both common comment styles, nothing else assumed. */
const unknown: Language = { ...code, lineComments: ['//', '#'] };

const families: readonly (readonly [Language, string])[] = [
  [
    code,
    'c cpp objective-c objective-cpp jsonc json less scss proto3 proto glsl hlsl wgsl solidity zig',
  ],
  [textBlocks, 'java kotlin scala swift csharp'],
  [{ ...code, longQuotes: ['"""', "'''"] }, 'dart groovy'],
  [{ ...code, lineComments: ['//', '#'] }, 'php'],
  [{ ...code, lineComments: [] }, 'css'],
  [{ ...code, quotes: '"' }, 'rust fsharp ocaml'],
  [{ ...code, longQuotes: ['`'], tabbed: true }, 'go'],
  [javascript, 'javascript typescript javascriptreact typescriptreact vue svelte'],
  [python, 'python starlark'],
  [
    hash,
    'ruby perl r coffeescript powershell dockerfile cmake nim tcl graphql terraform hcl nix crystal',
  ],
  [{ ...hash, longQuotes: ['"""'] }, 'elixir julia'],
  [{ ...hash, arms: true }, 'shellscript'],
  [{ ...hash, tabbed: true }, 'makefile'],
  [keyed, 'yaml dockercompose toml properties ini dotenv'],
  [dashes, 'lua sql haskell elm ada vhdl'],
  [markup, 'html xml xsl handlebars razor'],
  [semicolons, 'clojure lisp scheme commonlisp racket asm'],
  [
    prose,
    'markdown mdx plaintext latex tex restructuredtext asciidoc git-commit scminput quarto typst',
  ],
];

const byId = new Map(
  families.flatMap(([language, ids]) => ids.split(' ').map((id) => [id, language])),
);

/** The facts for a VS Code language id; an id without an entry gets cautious ones. */
export function languageOf(languageId: string): Language {
  return byId.get(languageId) ?? unknown;
}

/** A piece of code without its trailing line comment and blanks. */
export function withoutComment(line: string, language: Language): string {
  for (const token of language.lineComments) {
    // A token in the middle of a word or after a colon is no comment: `https://`, `a#b`.
    const at = line.search(new RegExp(`(^|\\s)${escapeRegExp(token)}`));
    if (at >= 0) return line.slice(0, at).trimEnd();
  }
  return line.trimEnd();
}

/** A text made safe to stand for itself inside a regular expression. */
export function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Elements of HTML that have no end. */
const VOID_ELEMENT =
  /^<(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)\b/i;

/** Whether a line leaves a block open for the lines after it: by bracket, colon, arrow, keyword or tag. */
export function opensBlock(line: string, language: Language): boolean {
  if (language.prose) return false;
  const text = withoutComment(line, language).trim();
  if (/(?:[{([:]|=>|->|\b(?:do|then|begin|else|try|where))$/.test(text)) return true;
  if (/\bdo\s*\|[^|]*\|$/.test(text)) return true;
  if (opensElement(text)) return true;
  // Languages that close with a word open with one: Ruby, Lua, Julia, Elixir, shell functions.
  if (!language.worded) return false;
  if (language.lineComments[0] === '--' && /\bfunction\s*\([^()]*\)$/.test(text)) return true;
  return (
    /^(?:local\s+)?(?:def|class|module|function|if|unless|while|for|case|begin|struct|repeat)\b/.test(
      text,
    ) && !/\b(?:end|fi|done|esac)$|[;}]$/.test(text)
  );
}

/** `<div class="a">` with nothing behind it, or a tag whose attributes follow on lines of their own. */
function opensElement(text: string): boolean {
  return (
    /^<[A-Za-z][\w.:-]*(?:\s[^<]*)?>?$/.test(text) &&
    !/(?:\/>|[;,)])$/.test(text) &&
    !VOID_ELEMENT.test(text)
  );
}

/** Whether a line visibly asks for another one: an operator or a backslash stands at its end. */
export function asksForMore(line: string, language: Language): boolean {
  if (language.prose || language.keyed) return false;
  const text = withoutComment(line, language);
  return /(?:[\w\s)\]]\.|[\\=|&]|[^+]\+|[^-]-|[^*/]\*|%>%|\|>|\b(?:and|or))$/.test(text);
}

const CONTINUATION =
  /^(?:[)\]}]|\{\s*$|<\/|\/?>|(?:public|private|protected)\b[^;{(]*:$|(?:end|else|elif|elsif|elseif|except|catch|finally|rescue|ensure|until|case|default|when|in|then|fi|done|esac)\b)/;

/** Whether a line at a block's own indentation still belongs to it: `}`, `else`, `except`, `end`, … */
export function continuesBlock(line: string): boolean {
  return CONTINUATION.test(line.trim());
}

/** Whether a line goes on with the expression above it: `.map(f)`, `|> sum`, `&& b`. */
export function continuesExpression(line: string): boolean {
  return /^(?:\??\.\w|\|>|&&|\|\||->|::)/.test(line.trimStart());
}

/** Whether a line goes on with the statement that the block above it closes: `else`, `catch`, `finally`. */
export function continuesStatement(line: string): boolean {
  return /^(?:else|catch|finally)\b/.test(line.trimStart());
}

/** Whether a statement may have another part behind its block, on a line of its own. */
export function mayHaveParts(head: string): boolean {
  return /^(?:\}?\s*)(?:else\s+if|if|try|catch|do)\b/.test(head.trimStart());
}

/** Whether a line is for the preprocessor, which stands at the margin wherever it is. */
export function isDirective(line: string, language: Language): boolean {
  return (
    !language.lineComments.includes('#') &&
    /^\s*#\s*(?:if|ifdef|ifndef|else|elif|endif|define|undef|include|pragma|error|region|endregion)\b/.test(
      line,
    )
  );
}

/** Whether a line does nothing but close: `}`, `});`, `end`, `</div>`. */
export function onlyCloses(line: string): boolean {
  return /^(?:[)\]}]+[;,)\]}]*|(?:end|fi|done|esac)[;,)]*|<\/[\w.:-]*>)$/.test(line.trim());
}
