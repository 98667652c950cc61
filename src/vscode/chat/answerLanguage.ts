/**
 * The language that VS Code speaks, by its tag, as English calls it: `French` for `fr`. Undefined for English, and
 * for what is no language.
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
