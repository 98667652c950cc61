import { LANGUAGE_TABLE, LANGUAGES_BY_SYNTAX } from './languageTable.ts';
import type { Literal } from './literals/literal.ts';
import { scanLiterals } from './literals/literalScanner.ts';
import { LITERAL_TABLE } from './literals/literalTable.ts';
import type { Language, SyntaxName } from './syntaxes.ts';
import { SYNTAXES } from './syntaxes.ts';

const byId = new Map<string, Language>(
  LANGUAGE_TABLE.flatMap(({ id, syntax }) => (syntax ? [[id, SYNTAXES[syntax]] as const] : [])),
);
for (const [syntax, ids] of Object.entries(LANGUAGES_BY_SYNTAX)) {
  for (const id of ids.split(' ')) byId.set(id, SYNTAXES[syntax as SyntaxName]);
}
for (const { ids, ...literals } of LITERAL_TABLE) {
  for (const id of ids.split(' ')) byId.set(id, { ...languageOf(id), ...literals });
}

/** The syntax for a VS Code language ID; a cautious default for unknown ones. */
export function languageOf(languageId: string): Language {
  return byId.get(languageId) ?? SYNTAXES.unknown;
}

/** Whether the built-in rules describe a language. */
export function hasRules(languageId: string): boolean {
  return byId.has(languageId);
}

/** A line of code without its line comment and trailing whitespace. */
export function withoutComment(line: string, language: Language): string {
  let strings: readonly Literal[] | undefined;
  for (const token of language.lineComments) {
    for (let at = line.indexOf(token); at >= 0; at = line.indexOf(token, at + 1)) {
      // Within a word or after a colon, a token is not a comment: `https://`, `a#b`.
      if (at > 0 && !/\s/.test(line.charAt(at - 1))) continue;
      // In a string, it is text: `"a #{b}"`.
      strings ??= scanLiterals(line, language).literals.filter(({ close }) => close !== undefined);
      if (!strings.some(({ kind, from, to }) => kind !== 'comment' && from <= at && at < to))
        return line.slice(0, at).trimEnd();
    }
  }
  return line.trimEnd();
}
