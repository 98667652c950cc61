import { indexOfText, toLatin1 } from '../../../base/bytes.ts';
import type { TimeSlice } from '../../../base/yielding.ts';
import type { PdfDictionary } from './pdfValue.ts';
import { asDictionary, isCount, readPdfValue, skipSpace } from './pdfValue.ts';

/** Where an object is: in the file, or among the objects of a stream. */
type PdfLocation = { readonly offset: number } | { readonly stream: number };

/** A part of a file's index: each version of an incrementally saved file adds one. */
export interface PdfIndexSection {
  /** Where an object is; undefined if this section doesn't list it, null if it was deleted. */
  readonly find: (object: number) => PdfLocation | null | undefined;
}

/** Entries of a table have this length, in bytes. */
const ENTRY_LENGTH = 20;
/** A longer list of ranges in one section is refused. */
const MAX_RANGES = 10_000;
/** More objects are not indexed when a damaged index is rebuilt. */
const MAX_REBUILT = 300_000;
/** The number of dictionaries after `trailer` that are read, the last ones. */
const MAX_TRAILERS = 50;
/** How much is searched at once, in bytes. */
const SEARCH_STEP = 50_000;
/** How far an object's type is from its beginning, in bytes; most are in the first few. */
const TYPE_WITHIN = 200;

/** An `xref` table and the dictionary after it; undefined if it is malformed. */
export function readTable(
  bytes: Uint8Array,
  from: number,
  windowAt: (offset: number) => string,
): { readonly section: PdfIndexSection; readonly trailer: PdfDictionary } | undefined {
  const ranges: { readonly first: number; readonly count: number; readonly at: number }[] = [];
  let at = from;
  while (ranges.length < MAX_RANGES) {
    const head = toLatin1(bytes.subarray(at, at + 64));
    const range = /^\s{0,16}(\d{1,10})\s{1,4}(\d{1,10})[ \t]{0,8}(?:\r\n|\n|\r)/.exec(head);
    if (!range) break;
    const [whole, first, count] = range;
    at += whole.length;
    ranges.push({ first: Number(first), count: Number(count), at });
    at += Number(count) * ENTRY_LENGTH;
  }
  const rest = windowAt(at);
  const start = skipSpace(rest, 0);
  if (!rest.startsWith('trailer', start)) return undefined;
  const trailer = asDictionary(readPdfValue(rest, start + 'trailer'.length)?.value);
  if (!trailer) return undefined;
  const find = (object: number) => {
    const range = ranges.find(({ first, count }) => object >= first && object < first + count);
    if (!range) return undefined;
    const entry = range.at + (object - range.first) * ENTRY_LENGTH;
    const text = toLatin1(bytes.subarray(entry, entry + ENTRY_LENGTH));
    const [, offset, state] = /^(\d{10}) \d{5} ([nf])/.exec(text) ?? [];
    if (state === 'f') return null;
    return offset === undefined ? undefined : { offset: Number(offset) };
  };
  return { section: { find }, trailer };
}

/** A section from the data of a cross-reference stream; undefined if its dictionary is malformed. */
export function readIndexStream(
  dictionary: PdfDictionary,
  data: Uint8Array,
): PdfIndexSection | undefined {
  const widths = dictionary.get('W');
  const size = dictionary.get('Size');
  if (!Array.isArray(widths) || !isCount(size)) return undefined;
  const [type = 0, second = 0, third = 0] = widths.map((width) =>
    isCount(width) && width <= 8 ? width : NaN,
  );
  const row = type + second + third;
  if (!(row > 0)) return undefined;
  const index = dictionary.get('Index');
  const ranges = Array.isArray(index) ? index.slice(0, 2 * MAX_RANGES).filter(isCount) : [0, size];
  const find = (object: number) => {
    let rows = 0;
    for (let at = 0; at + 1 < ranges.length; at += 2) {
      const [first = 0, count = 0] = ranges.slice(at, at + 2);
      if (object >= first && object < first + count) {
        const start = (rows + object - first) * row;
        if (start + row > data.length) return undefined;
        const kind = type === 0 ? 1 : bigEndian(data, start, type);
        const value = bigEndian(data, start + type, second);
        if (kind === 0) return null;
        if (kind === 1) return { offset: value };
        return kind === 2 ? { stream: value } : undefined;
      }
      rows += count;
    }
    return undefined;
  };
  return { find };
}

/** What a search of the whole file for objects has found. */
export interface RebuiltIndex {
  readonly section: PdfIndexSection;
  /** The offsets of the dictionaries after `trailer`. */
  readonly trailers: readonly number[];
  /** The numbers of objects by their type. */
  readonly catalogs: readonly number[];
  readonly objectStreams: readonly number[];
  readonly indexStreams: readonly number[];
}

/** Finds all objects of a file whose index is missing or damaged. Linear. */
export async function rebuildIndex(bytes: Uint8Array, slice: TimeSlice): Promise<RebuiltIndex> {
  const offsets = new Map<number, number>();
  let found = 0;
  const byType: Record<string, number[]> = { Catalog: [], ObjStm: [], XRef: [] };
  for await (const at of occurrences(bytes, 'obj', slice)) {
    const before = toLatin1(bytes.subarray(Math.max(0, at - 24), at));
    const [head, number] = /(\d{1,10})\s{1,8}\d{1,5}\s{0,8}$/.exec(before) ?? [];
    if (head === undefined) continue;
    found += 1;
    if (found > MAX_REBUILT) break;
    const object = Number(number);
    offsets.set(object, at - head.length);
    const beginning = toLatin1(bytes.subarray(at, at + TYPE_WITHIN));
    const type = /\/Type\s{0,8}\/(Catalog|ObjStm|XRef)\b/.exec(beginning)?.[1];
    if (type !== undefined) byType[type]?.push(object);
  }
  const trailers: number[] = [];
  for await (const at of occurrences(bytes, 'trailer', slice)) {
    trailers.push(at + 'trailer'.length);
    if (trailers.length > MAX_TRAILERS) trailers.shift();
  }
  const find = (object: number) => {
    const offset = offsets.get(object);
    return offset === undefined ? undefined : { offset };
  };
  const { Catalog: catalogs = [], ObjStm: objectStreams = [], XRef: indexStreams = [] } = byType;
  return { section: { find }, trailers, catalogs, objectStreams, indexStreams };
}

async function* occurrences(
  bytes: Uint8Array,
  text: string,
  slice: TimeSlice,
): AsyncGenerator<number> {
  for (let from = 0; from < bytes.length; from += SEARCH_STEP) {
    const to = Math.min(bytes.length, from + SEARCH_STEP + text.length - 1);
    for (let at = from; (at = indexOfText(bytes, text, at, to)) >= 0; at += text.length) {
      yield at;
      // A hostile file may contain thousands of matches in each part.
      await slice.yieldIfDue();
    }
    await slice.yieldIfDue();
  }
}

function bigEndian(data: Uint8Array, from: number, width: number): number {
  let value = 0;
  for (const byte of data.subarray(from, from + width)) value = value * 256 + byte;
  return value;
}
