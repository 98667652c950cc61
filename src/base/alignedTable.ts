/**
 * A Markdown table of two columns that is readable as text, too: the first row is the heading, the first column is
 * aligned to the right. Cells contain no `|` and no line breaks.
 */
export function alignedTable(rows: readonly (readonly [string, string])[]): string {
  const [left, right] = [0, 1].map((at) =>
    Math.max(3, ...rows.map((row) => (row[at] ?? '').length)),
  );
  const lines = rows.map(([one, other]) => {
    return `| ${one.padStart(left ?? 0)} | ${other.padEnd(right ?? 0)} |`;
  });
  const rule = `| ${'-'.repeat((left ?? 0) - 1)}: | ${'-'.repeat(right ?? 0)} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}
