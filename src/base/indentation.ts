/** The spaces and tabs at the start of a line. */
export function leadingWhitespace(line: string): string {
  let length = 0;
  while (line[length] === ' ' || line[length] === '\t') length += 1;
  return line.slice(0, length);
}

/** The width of a line's indentation, in columns. */
export function columnsOf(line: string, tabSize: number): number {
  let columns = 0;
  for (const character of leadingWhitespace(line)) {
    columns += character === '\t' ? tabSize - (columns % tabSize) : 1;
  }
  return columns;
}

/** The width of one level of an indentation style, in columns. */
export function levelColumns({ unit, tabSize }: { unit: string; tabSize: number }): number {
  return unit === '\t' ? tabSize : unit.length;
}

/** Indentation of a width in columns: spaces, or as many whole tabs as fit followed by spaces. */
export function indentation(columns: number, tabSize: number, withTabs: boolean): string {
  if (!withTabs) return ' '.repeat(columns);
  return '\t'.repeat(Math.floor(columns / tabSize)) + ' '.repeat(columns % tabSize);
}

/** Whether a line is empty or consists of spaces and tabs. */
export function isBlank(line: string): boolean {
  return /^[ \t]*$/.test(line);
}

/** The lines without leading and trailing blank lines. */
export function withoutBlankEdges(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => !isBlank(line));
  return first < 0 ? [] : lines.slice(first, lines.findLastIndex((line) => !isBlank(line)) + 1);
}

/** A line without its whitespace up to a column; without all of its whitespace if it has less. */
export function fromColumn(line: string, column: number, tabSize: number): string {
  const { length } = leadingWhitespace(line);
  let from = 0;
  while (from < length && columnsOf(line.slice(0, from), tabSize) < column) from += 1;
  return line.slice(from);
}
