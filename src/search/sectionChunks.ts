import type { Chunk, Section } from './chunk.ts';
import { MAX_CHUNK_LENGTH, MIN_CHUNK_LENGTH } from './chunk.ts';

/** A shorter section, such as the first line of a class, says nothing without the next one, in characters. */
const MIN_ALONE_LENGTH = 100;
/** Maximum length of a line in a chunk, in characters; longer ones, which are data, are truncated. */
const MAX_LINE_LENGTH = 400;

/** The chunks of a file's sections: short ones next to each other are joined, long ones are divided between lines. */
export function sectionChunks(lines: readonly string[], sections: readonly Section[]): Chunk[] {
  const shown = lines.map((line) =>
    line.length > MAX_LINE_LENGTH ? line.slice(0, MAX_LINE_LENGTH).toWellFormed() : line,
  );
  const chunks: Chunk[] = [];
  for (const section of joinShortSections(shown, sections)) {
    for (const { line, end } of divided(shown, section)) {
      const chunk = chunkOf(shown, line, end, section.symbol);
      if (chunk) chunks.push(chunk);
    }
  }
  return chunks;
}

/** Joins a short section with the next one. Their symbols are listed. */
function joinShortSections(lines: readonly string[], sections: readonly Section[]): Section[] {
  const all: Section[] = [];
  let length = 0;
  for (const section of sections) {
    const own = lengthOf(lines, section);
    const last = all.at(-1);
    const max = length < MIN_ALONE_LENGTH ? MAX_CHUNK_LENGTH : MIN_CHUNK_LENGTH;
    if (last && last.end === section.line && length + own <= max) {
      const symbol = [last.symbol, section.symbol].filter((name) => name !== '').join(', ');
      all[all.length - 1] = { line: last.line, end: section.end, symbol };
      length += own;
    } else {
      all.push(section);
      length = own;
    }
  }
  return all;
}

/** Divides a long section between its lines, before a blank line if there is one in the second half. */
function* divided(
  lines: readonly string[],
  { line, end }: Section,
): Generator<Omit<Section, 'symbol'>> {
  let from = line;
  let length = 0;
  let blank = -1;
  for (let at = line; at < end; at += 1) {
    const text = lines[at] ?? '';
    if (length > 0 && length + text.length + 1 > MAX_CHUNK_LENGTH) {
      const cut = blank > from ? blank : at;
      yield { line: from, end: cut };
      from = cut;
      length = lengthOf(lines, { line: from, end: at });
      blank = -1;
    }
    if (text.trim() === '' && length > MAX_CHUNK_LENGTH / 2) blank = at;
    length += text.length + 1;
  }
  yield { line: from, end };
}

/** The chunk without blank lines at its ends; undefined if there are no others. */
function chunkOf(
  lines: readonly string[],
  line: number,
  end: number,
  symbol: string,
): Chunk | undefined {
  let [first, last] = [line, end - 1];
  while (first <= last && (lines[first] ?? '').trim() === '') first += 1;
  while (last >= first && (lines[last] ?? '').trim() === '') last -= 1;
  if (first > last) return undefined;
  const text = lines.slice(first, last + 1).join('\n');
  // A closing bracket alone is not worth finding.
  if (!/[\p{L}\p{N}]/u.test(text)) return undefined;
  return { firstLine: first + 1, lastLine: last + 1, symbol, text };
}

function lengthOf(lines: readonly string[], { line, end }: Omit<Section, 'symbol'>): number {
  let length = 0;
  for (let at = line; at < end; at += 1) length += (lines[at]?.length ?? 0) + 1;
  return length;
}
