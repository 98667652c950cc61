/** A Markdown fence that nothing in a text can close: longer than any row of backticks within. */
export function fenceFor(text: string): string {
  const longest = (text.match(/`{3,}/g) ?? []).reduce((most, row) => Math.max(most, row.length), 2);
  return '`'.repeat(longest + 1);
}

/** A text in a fence that nothing in it closes. A language that is no plain name could say anything, and is left out. */
export function fenced(text: string, language = ''): string {
  const fence = fenceFor(text);
  const end = text === '' || text.endsWith('\n') ? '' : '\n';
  return `${fence}${languageTag(language)}\n${text}${end}${fence}`;
}

/** The language beside a fence; empty for one that is no plain name. */
export function languageTag(language: string): string {
  return /^[\w+#.-]{1,40}$/.test(language) ? language : '';
}
