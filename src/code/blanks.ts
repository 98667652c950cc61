/** The blanks at the beginning of a line. */
export function blanksOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** Columns that the blanks at the beginning of a line take. */
export function columnsOf(line: string, tabSize: number): number {
  let columns = 0;
  for (const blank of blanksOf(line)) {
    columns += blank === '\t' ? tabSize - (columns % tabSize) : 1;
  }
  return columns;
}

/** Blanks that take so many columns, with tabs as far as whole ones fit where tabs are wanted. */
export function blanksFor(columns: number, tabSize: number, withTabs: boolean): string {
  if (!withTabs) return ' '.repeat(columns);
  return '\t'.repeat(Math.floor(columns / tabSize)) + ' '.repeat(columns % tabSize);
}

/** The lines of a text, whichever way they end. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\r|\n/);
}

/** Whether there is nothing to see in a line. */
export function isBlank(line: string): boolean {
  return /^[ \t]*$/.test(line);
}

/** The least of some numbers, infinite without any. There may be more than a call has room for. */
export function leastOf(numbers: readonly number[]): number {
  return numbers.reduce((least, number) => Math.min(least, number), Infinity);
}
