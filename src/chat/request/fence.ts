/** A Markdown fence longer than any run of backticks in a text, so that the text can't close it. */
export function fenceFor(text: string): string {
  const longest = (text.match(/`{3,}/g) ?? []).reduce((max, row) => Math.max(max, row.length), 2);
  return '`'.repeat(longest + 1);
}

/** Wraps a text in a fence that the text can't close. */
export function fenced(text: string, language = ''): string {
  const fence = fenceFor(text);
  const end = text === '' || text.endsWith('\n') ? '' : '\n';
  return `${fence}${languageTag(language)}\n${text}${end}${fence}`;
}

/** The language tag of a fence; empty unless it is a plain name, since other text could contain instructions. */
export function languageTag(language: string): string {
  return /^[\w+#.-]{1,40}$/.test(language) ? language : '';
}
