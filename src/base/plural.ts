/** Chooses the form of a text for a number, by the rules of a language such as `fr`. */
export function plural(count: number, language: string, one: string, other: string): string {
  return new Intl.PluralRules(language).select(count) === 'one' ? one : other;
}
