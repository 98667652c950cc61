import type { Section } from './chunk.ts';

const HEADING = /^ {0,3}(#{1,6})[ \t]+(\S.*)$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** The sections of a Markdown text. A symbol is the path of headings: `Setup › Windows`. */
export function headingSections(lines: readonly string[]): Section[] {
  const sections: Section[] = [];
  const titles: { readonly depth: number; readonly title: string }[] = [];
  let fence = '';
  let start = 0;
  let symbol = '';
  const close = (end: number) => {
    if (end > start) sections.push({ line: start, end, symbol });
    start = end;
  };
  for (const [at, line] of lines.entries()) {
    const mark = FENCE.exec(line)?.[1];
    if (mark !== undefined) {
      if (fence === '') fence = mark;
      else if (mark.startsWith(fence)) fence = '';
    }
    const [, hashes, title] = (fence === '' && HEADING.exec(line)) || [];
    if (hashes === undefined || title === undefined) continue;
    close(at);
    while (titles.length > 0 && (titles.at(-1)?.depth ?? 0) >= hashes.length) titles.pop();
    titles.push({ depth: hashes.length, title: plainTitle(title) });
    symbol = titles.map((each) => each.title).join(' › ');
  }
  close(lines.length);
  return sections;
}

/** A title without closing hashes and marks, of a limited length. */
function plainTitle(title: string): string {
  let end = title.length;
  while (end > 0 && ' \t#'.includes(title.charAt(end - 1))) end -= 1;
  return title.slice(0, end).replaceAll(/[`*]/g, '').slice(0, 120);
}
