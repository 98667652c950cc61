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
}

const code: Language = {
  lineComments: ['//'],
  blockComments: [['/*', '*/']],
  quotes: `"'`,
  longQuotes: [],
  prose: false,
  keyed: false,
};
const javascript: Language = { ...code, longQuotes: ['`'] };
const hash: Language = { ...code, lineComments: ['#'], blockComments: [] };
const python: Language = { ...hash, longQuotes: ['"""', "'''"] };
const keyed: Language = { ...hash, keyed: true };
const dashes: Language = { ...code, lineComments: ['--'] };
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
    'c cpp csharp java objective-c objective-cpp kotlin scala swift dart groovy php jsonc json less scss css proto3 proto glsl hlsl wgsl solidity zig',
  ],
  [{ ...code, quotes: '"' }, 'rust fsharp ocaml'],
  [{ ...code, longQuotes: ['`'] }, 'go'],
  [javascript, 'javascript typescript javascriptreact typescriptreact vue svelte'],
  [python, 'python starlark'],
  [
    hash,
    'ruby perl r julia elixir coffeescript shellscript powershell makefile dockerfile cmake nim tcl graphql terraform hcl nix crystal',
  ],
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

/** Whether a line leaves a block open for the lines after it: by bracket, colon, arrow or keyword. */
export function opensBlock(line: string, language: Language): boolean {
  if (language.prose) return false;
  const text = withoutComment(line, language).trim();
  if (/(?:[{([:]|=>|->|\b(?:do|then|begin|else|try))$/.test(text)) return true;
  if (/\bdo\s*\|[^|]*\|$/.test(text)) return true;
  // Languages that close with a word open with one: Ruby, Lua, Julia, Elixir, shell functions.
  if (language === dashes && /\bfunction\s*\([^()]*\)$/.test(text)) return true;
  return (
    (language === hash || language === dashes) &&
    /^(?:local\s+)?(?:def|class|module|function|if|unless|while|for|case|begin|struct)\b/.test(
      text,
    ) &&
    !/\b(?:end|fi|done|esac)$|[;}]$/.test(text)
  );
}

const CONTINUATION =
  /^(?:[)\]}]|<\/|(?:end|else|elif|elsif|elseif|except|catch|finally|rescue|ensure|case|default|when|in|then|fi|done|esac)\b)/;

/** Whether a line at a block's own indentation still belongs to it: `}`, `else`, `except`, `end`, … */
export function continuesBlock(line: string): boolean {
  return CONTINUATION.test(line.trimStart());
}

/** Whether a line does nothing but close: `}`, `});`, `end`, `</div>`. */
export function onlyCloses(line: string): boolean {
  return /^(?:[)\]}]+[;,)\]}]*|(?:end|fi|done|esac)[;,)]*|<\/[\w.:-]*>)$/.test(line.trim());
}
