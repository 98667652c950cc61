/** A Markdown fence that nothing in a text can close: longer than any row of backticks within. */
export function fenceFor(text: string): string {
  const longest = (text.match(/`{3,}/g) ?? []).reduce((most, row) => Math.max(most, row.length), 2);
  return '`'.repeat(longest + 1);
}
