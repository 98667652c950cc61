/**
 * The English name of a language tag, such as `French` for `fr`. Undefined for English and for tags that aren't
 * languages.
 */
export function answerLanguage(tag: string): string | undefined {
  if (/^en\b/i.test(tag)) return undefined;
  try {
    const names = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
    return names.of(tag);
  } catch {
    return undefined;
  }
}
