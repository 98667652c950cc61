import { LANGUAGE_TABLE, LANGUAGES_BY_SYNTAX } from './languageTable.ts';
import type { Literal } from './literals/literal.ts';
import { scanLiterals } from './literals/literalScanner.ts';
import { LITERAL_TABLE } from './literals/literalTable.ts';
import type { LanguageSyntax, SyntaxName } from './syntaxPresets.ts';
import { SYNTAXES } from './syntaxPresets.ts';

const byId = new Map<string, LanguageSyntax>(
  LANGUAGE_TABLE.flatMap(({ id, syntax }) => (syntax ? [[id, SYNTAXES[syntax]] as const] : [])),
);
for (const [syntax, ids] of Object.entries(LANGUAGES_BY_SYNTAX)) {
  for (const id of ids.split(' ')) byId.set(id, SYNTAXES[syntax as SyntaxName]);
}
for (const { ids, ...literals } of LITERAL_TABLE) {
  for (const id of ids.split(' ')) byId.set(id, { ...syntaxOf(id), ...literals });
}

/** The syntax for a VS Code language ID; a cautious default for unknown ones. */
export function syntaxOf(languageId: string): LanguageSyntax {
  return byId.get(languageId) ?? SYNTAXES.unknown;
}

/** Whether the built-in rules describe a language. */
export function hasRules(languageId: string): boolean {
  return byId.has(languageId);
}

/** A line of code without its line comment and trailing whitespace. */
export function withoutComment(line: string, syntax: LanguageSyntax): string {
  let strings: readonly Literal[] | undefined;
  for (const token of syntax.lineComments) {
    for (let at = line.indexOf(token); at >= 0; at = line.indexOf(token, at + 1)) {
      // Within a word or after a colon, a token is not a comment: `https://`, `a#b`.
      if (at > 0 && !/\s/.test(line.charAt(at - 1))) continue;
      // In a string, it is text: `"a #{b}"`.
      strings ??= scanLiterals(line, syntax).literals.filter(({ close }) => close !== undefined);
      if (!strings.some(({ kind, from, to }) => kind !== 'comment' && from <= at && at < to))
        return line.slice(0, at).trimEnd();
    }
  }
  return line.trimEnd();
}

// Languages with the same comment token have more syntax in common: these rules need no entry per language.

/** Whether a language has labels and heads of blocks as in C: `done:`, and a brace that may be on the next line. */
export function isCLike({ lineComments }: LanguageSyntax): boolean {
  return lineComments[0] === '//';
}

/** Whether a function without a name may open a block that a word closes, as in Lua: `pcall(function ()`. */
export function hasAnonymousFunctions({ lineComments, hasKeywordBlocks }: LanguageSyntax): boolean {
  return lineComments[0] === '--' && hasKeywordBlocks;
}

/** Whether the lines of a block may be aligned with the first one, which follows the opening word, as in Haskell. */
export function hasLayoutRule({ lineComments, hasMultilineStatements }: LanguageSyntax): boolean {
  return lineComments[0] === '--' && !hasMultilineStatements;
}

/** Whether `end` closes the parts of a diagram: Mermaid. */
export function hasDiagramBlocks({ lineComments }: LanguageSyntax): boolean {
  return lineComments[0] === '%%';
}
