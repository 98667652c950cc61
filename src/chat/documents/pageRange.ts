/** Page numbers from 1, ascending, each once. */
export type PageNumbers = readonly number[];

/** The longest text that is parsed, in characters. */
const MAX_LENGTH = 2_000;

/**
 * Reads page numbers as a user or a model writes them, such as `1-3, 7` or `5-`; an empty text means all pages. Dashes
 * may be typographic, and commas may be semicolons or spaces. Undefined if the text is something else, or names a page
 * beyond `count`. `end` is the last page of an open range.
 */
export function parsePages(text: string, count: number, end = count): PageNumbers | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const compact = text.replace(/[\u2010-\u2015\u2212]/g, '-').replace(/ {0,9}- {0,9}/g, '-');
  const parts = compact.split(/[,;\s]+/).filter(Boolean);
  if (parts.length === 0) return allPages(count);
  const pages = new Set<number>();
  for (const part of parts) {
    const [whole, first, dash, last] = /^(\d{1,6})(?:(-)(\d{0,6}))?$/.exec(part) ?? [];
    if (whole === undefined) return undefined;
    const from = Number(first);
    const to = dash === undefined ? from : last === '' ? Math.max(end, from) : Number(last);
    if (from < 1 || to > count || from > to) return undefined;
    for (let page = from; page <= to; page += 1) pages.add(page);
  }
  return [...pages].sort((a, b) => a - b);
}

/** All pages of a document. */
export function allPages(count: number): PageNumbers {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** Page numbers in short form: `1-3, 7`. */
export function pagesText(pages: PageNumbers): string {
  return rangesOf(pages).map(rangeText).join(', ');
}

/** Page numbers as the service expects them, from 0: `0-2,6`. */
export function wirePages(pages: PageNumbers): string {
  return rangesOf(pages.map((page) => page - 1))
    .map(rangeText)
    .join(',');
}

function rangeText([first, last]: readonly [number, number]): string {
  return first === last ? String(first) : `${first}-${last}`;
}

function rangesOf(pages: PageNumbers): (readonly [number, number])[] {
  const ranges: [number, number][] = [];
  for (const page of pages) {
    const last = ranges.at(-1);
    if (last && page === last[1] + 1) last[1] = page;
    else ranges.push([page, page]);
  }
  return ranges;
}
