import { closingToken } from './closers.ts';
import { scanLiterals } from './literals/literalScanner.ts';
import {
  hasAnonymousFunctions,
  hasDiagramBlocks,
  hasLayoutRule,
  isCLike,
  withoutComment,
} from './syntax.ts';
import type { LanguageSyntax } from './syntaxPresets.ts';

/** HTML elements without an end tag. */
const VOID_ELEMENT =
  /^<(?:area|base|br|col|embed|frame|hr|img|input|link|meta|param|source|track|wbr)\b/i;

/** The last word of a line whose body follows. */
const OPENING_END =
  /(?:^|[^\w.$-])(?:as|begin|declare|do|else|generate|is|loop|of|record|repeat|then|try|where|with)$/i;

/** The first word of a block that a word closes, after modifiers such as `Public` or the mark of a macro: `%if`. */
const OPENING_START =
  /^[%!`]?(?:(?:async|export|friend|local|override|private|protected|public|shared|static)\s+){0,3}(?:begin|case|class|def|do|enum|for|foreach|func|function|ifn?def|ifn?eq|if|interface|loop|macro|module|namespace|perform|proc|procedure|process|program|property|repeat|section|select\s+case|struct|structure|sub|subroutine|switch|task|unless|while)\b(?!\s*[=:])/i;

/** The first word of a part of a diagram that `end` closes. */
const OPENING_DIAGRAM = /^(?:alt|box|critical|opt|par|rect|subgraph)\b/;

/** The end of a line whose block a word has closed already: `if x then y end`. */
const CLOSED_END = /\b(?:end|fi|done|esac)$|[;}]$/i;

/** Template blocks: `{#if a}`, `{:else}`, `{{#each b}}`, `{{ range c }}`, `{% for d in e %}`, `<% f do |g| %>`, `@if (h)`. */
const OPENING_TEMPLATE =
  /^(?:\{(?:#\w|:(?:catch|else|then)\b)|\{\{[~-]?\s*(?:[#^]|(?:block|define|if|range|with)\s)|\{%[+-]?\s*(?:autoescape|block|call|capture|case|filter|for|if|macro|tablerow|unless|while|with)\b|<%[^%]*(?:\bdo|\bthen|\{|\|)\s*-?%>$|<\?(?:php)?\s[^?]*[:{]\s*\?>$|@(?:auth|for|foreach|forelse|guest|if|isset|section|switch|unless|while)\b[^;]*\)$)/i;

/**
 * The token that ends the block of a line, if the line itself names it: `$body$` for `AS $body$` in PostgreSQL. No other
 * token ends such a block.
 */
export function namedEnd(line: string): string | undefined {
  return /\b(?:as|do)\s+(\$\w*\$)\s*$/i.exec(line)?.[1];
}

/** Whether a line ends with an open block: a bracket, colon, arrow, keyword or tag. */
export function opensBlock(line: string, syntax: LanguageSyntax): boolean {
  if (syntax.isProse) return /^\s*\\begin\{[\w*]+\}/.test(line);
  const text = withoutComment(line, syntax).trim();
  if (/(?:[{([:]|=>|->)$/.test(text)) return !endsInLiteral(text, syntax);
  if (!syntax.isKeyValue && (OPENING_END.test(text) || namedEnd(text) !== undefined)) return true;
  if (/\bdo\s*\|[^|]*\|$/.test(text)) return true;
  if (opensElement(text) || OPENING_TEMPLATE.test(text)) return true;
  // `stop)` in a `case` of the shell.
  if (syntax.hasCasePatterns && /^[^\s()#][^()]*\)$/.test(text)) return true;
  if (!syntax.hasKeywordBlocks) return false;
  if (hasAnonymousFunctions(syntax) && /\bfunction\s*\([^()]*\)$/.test(text)) return true;
  if (hasDiagramBlocks(syntax) && OPENING_DIAGRAM.test(text)) return true;
  return OPENING_START.test(text) && !CLOSED_END.test(text);
}

/** Whether a line begins a block of a template: `{{ if a }}`, `{% for b in c %}`. */
export function opensTemplate(line: string): boolean {
  return OPENING_TEMPLATE.test(line.trim());
}

/** Whether the last character of a line is in a literal: Zig's `\\text (`, Scheme's `#\(`. */
function endsInLiteral(text: string, syntax: LanguageSyntax): boolean {
  const last = scanLiterals(text, syntax).literals.at(-1);
  return last?.close !== undefined && last.to === text.length;
}

/** Whether a line has the first of several aligned lines after the word that opens their block: `where a = 1` in Haskell. */
export function opensLayout(line: string, syntax: LanguageSyntax): boolean {
  return hasLayoutRule(syntax) && /^\s*(?:let|where)\s+\S/.test(withoutComment(line, syntax));
}

/** `<div class="a">` at the end of a line, or a tag whose attributes follow on separate lines. */
function opensElement(text: string): boolean {
  return (
    /^<\.?[A-Za-z][\w.:-]*(?:\s[^<]*)?>?$/.test(text) &&
    !/(?:\/>|[;,)])$/.test(text) &&
    !VOID_ELEMENT.test(text)
  );
}

/** Whether a line is incomplete, since it ends with an operator or a backslash. */
export function expectsContinuation(line: string, syntax: LanguageSyntax): boolean {
  if (syntax.isProse) return false;
  const text = withoutComment(line, syntax);
  if (syntax.isKeyValue) return /\\$/.test(text);
  if (!syntax.endsWithPeriod && /[\w\s)\]]\.$/.test(text)) return true;
  return /(?:[\\=|&]|[^+]\+|[^-]-|[^*/]\*|%>%|\|>|\b(?:and|or))$/.test(text);
}

/** Words that begin another part of a statement: `else:`, `} catch (e) {`, `{:else}`, `{% elif a %}`. */
const CLAUSE =
  /^(?:\}\s*|\{:|\{\{[~-]?\s*|\{%[+-]?\s*|<%[-_]?\s*(?:\}\s*)?|<\?(?:php)?\s+(?:\}\s*)?|@)?(?:catch|elif|else|elseif|elsif|ensure(?!\s*=>)|except|exception|finally|rescue|(?<=\{%[+-]?\s{0,9})empty|(?<=\{:)then)(?![\w=]|\s*(?:=(?!>)|\.))/i;

/** Words that belong to the block above at its own indentation, although they begin no clause. */
const PART =
  /^(?:begin|case|default|in|otherwise|then|until|when)\b(?!\s*(?:[=.]|[+*/-]=))|^after(?:\s+\d+\s*->|\s*$)|^\{\s*$|^\/?>|^\|(?!\|)/i;

/** Whether a trimmed line is a label such as `public:` or `private slots:`. */
export function isAccessLabel(text: string): boolean {
  return /^(?:public|private|protected)\b/.test(text) && text.endsWith(':') && !/[;{(]/.test(text);
}

/** Whether a line at the indentation of a block's first line still belongs to the block: `}`, `else`, `end`. */
export function continuesBlock(line: string): boolean {
  const text = line.trim();
  return (
    closingToken(text) !== undefined || isClause(text) || PART.test(text) || isAccessLabel(text)
  );
}

/** Whether a line begins another part of the statement above it: `else:`, `} catch (e) {`. */
export function isClause(line: string): boolean {
  return CLAUSE.test(line.trim());
}

/** Whether a line continues the expression of the line above: `.map(f)`, `|> sum`, `&& b`, `? c`. */
export function continuesExpression(line: string): boolean {
  return /^(?:\??\.\w|\|>|&&|\|\||->|::|[?:]\s)/.test(line.trimStart());
}

/** Whether a line continues the statement of the block above: `else`, `catch`, `finally`. */
export function continuesStatement(line: string): boolean {
  return /^(?:else|catch|finally)\b/.test(line.trimStart());
}

/** Whether a statement may have another clause after its block: `if` and `else`, `try` and `catch`. */
export function mayHaveClauses(head: string): boolean {
  return /^(?:\}?\s*)(?:else\s+if|if|try|catch|do)\b/.test(head.trimStart());
}

/** Whether a line is a preprocessor directive, which is not indented with the code. */
export function isDirective(line: string, syntax: LanguageSyntax): boolean {
  return (
    !syntax.lineComments.includes('#') &&
    /^\s*#\s*(?:if|ifdef|ifndef|else|elif|endif|define|undef|include|pragma|error|region|endregion)\b/.test(
      line,
    )
  );
}

/** Whether a line has only a label, which is often in the first column: `done:`, `public:`, `.loop:`. */
export function isLabel(line: string, syntax: LanguageSyntax): boolean {
  return /^\s*\.[\w$]+:$/.test(line) || (isCLike(syntax) && /^\s*\w+:$/.test(line));
}
