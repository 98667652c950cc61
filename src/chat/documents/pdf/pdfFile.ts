import { indexOfText, toLatin1 } from '../../../base/bytes.ts';
import type { TimeSlice } from '../../../base/yielding.ts';
import { inflate } from '../inflate.ts';
import { decryptWithoutPassword } from './pdfEncryption.ts';
import type { DecryptStream, PdfCiphers } from './pdfEncryption.ts';
import { readIndexStream, readTable, rebuildIndex } from './pdfIndex.ts';
import type { PdfIndexSection } from './pdfIndex.ts';
import { undoPrediction } from './pdfPrediction.ts';
import { asDictionary, isCount, pdfNameOf, readPdfValue, referenceOf } from './pdfValue.ts';
import type { PdfDictionary, PdfValue } from './pdfValue.ts';

/**
 * How far from its beginning an object is read, in bytes: at first, and if that isn't enough. The last one holds the
 * list of 20,000 pages, and is read without a pause.
 */
const WINDOWS = [4_096, 250_000];
/** Where the address of the index is, from the end of the file, in bytes. Some programs append data. */
const TAIL = 2_048;
/** The maximum number of sections of the index: one per version that was saved. */
const MAX_SECTIONS = 500;
/** The maximum size of an inflated index or stream of objects, in bytes. */
const MAX_STREAM = 16_000_000;
/** The maximum number of references that are followed from one object to the next. */
const MAX_HOPS = 8;
/** The maximum number of streams of objects that are searched when the index is damaged. */
const MAX_SEARCHED_STREAMS = 200;
/**
 * How much is read in total, in bytes, before a file counts as damaged: valid ones take far less, but a hostile one can
 * lead from one object to the next without end.
 */
const MAX_READ = 100_000_000;

/** What a PDF file is read with. */
export interface PdfTools {
  readonly slice: TimeSlice;
  readonly ciphers: PdfCiphers;
}

interface Stream {
  readonly dictionary: PdfDictionary;
  readonly data: Uint8Array;
}

/** Reads single objects of a PDF file, whatever its size. Bounded in time and memory for any input. */
export class PdfFile {
  readonly #bytes: Uint8Array;
  readonly #tools: PdfTools;
  readonly #sections: PdfIndexSection[] = [];
  #trailer: PdfDictionary | undefined;
  #catalog: number | undefined;
  #decrypt: DecryptStream | undefined;
  #left = MAX_READ;
  /** The last stream of objects; several objects in a row are usually in the same one. */
  #opened: { readonly number: number; readonly objects: ReadonlyMap<number, PdfValue> } | undefined;

  private constructor(bytes: Uint8Array, tools: PdfTools) {
    this.#bytes = bytes;
    this.#tools = tools;
  }

  /** The number of pages of a PDF, or why it can't be read. */
  static async countPages(
    bytes: Uint8Array,
    tools: PdfTools,
  ): Promise<number | 'damaged' | 'password'> {
    const attempts = [
      (file: PdfFile) => file.#readIndex(),
      (file: PdfFile) => file.#rebuild(),
    ] as const;
    for (const attempt of attempts) {
      const file = new PdfFile(bytes, tools);
      if (!(await attempt(file))) continue;
      if (!(await file.#unlock())) return 'password';
      const count = await file.#pageCount();
      if (count !== undefined) return count;
    }
    return 'damaged';
  }

  async #pageCount(): Promise<number | undefined> {
    const root = this.#catalog ?? this.#trailer?.get('Root');
    const catalog = asDictionary(
      await this.#resolve(typeof root === 'number' ? { object: root } : root),
    );
    const pages = asDictionary(await this.#resolve(catalog?.get('Pages')));
    const count = await this.#resolve(pages?.get('Count'));
    return isCount(count) && count > 0 ? count : undefined;
  }

  /** Prepares to read encrypted streams; false if that takes a password. */
  async #unlock(): Promise<boolean> {
    const value = this.#trailer?.get('Encrypt');
    if (value === undefined || value === null) return true;
    const encryption = asDictionary(await this.#resolve(value));
    const ids = await this.#resolve(this.#trailer?.get('ID'));
    const id = Array.isArray(ids) && typeof ids[0] === 'string' ? ids[0] : '';
    this.#decrypt = encryption && decryptWithoutPassword(encryption, id, this.#tools.ciphers);
    this.#opened = undefined;
    return this.#decrypt !== undefined;
  }

  /** Reads the index that the end of the file points to; false if it is missing or damaged. */
  async #readIndex(): Promise<boolean> {
    const from = Math.max(0, this.#bytes.length - TAIL);
    const tail = toLatin1(this.#bytes.subarray(from));
    const start = tail.lastIndexOf('startxref');
    const address = /^startxref\s{1,16}(\d{1,12})/.exec(tail.slice(Math.max(0, start)))?.[1];
    const waiting = address === undefined ? [] : [Number(address)];
    const seen = new Set<number>();
    for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
      if (seen.has(at) || seen.size >= MAX_SECTIONS) continue;
      seen.add(at);
      const trailer = await this.#readSection(at);
      if (!trailer) return false;
      this.#trailer ??= trailer;
      waiting.push(...[trailer.get('XRefStm'), trailer.get('Prev')].filter(isCount));
      await this.#tools.slice.yieldIfDue();
    }
    return this.#trailer?.has('Root') === true;
  }

  async #readSection(at: number): Promise<PdfDictionary | undefined> {
    const head = toLatin1(this.#bytes.subarray(at, at + 64));
    const start = /^\s{0,32}xref/.exec(head)?.[0].length;
    if (start !== undefined) {
      const table = readTable(this.#bytes, at + start, (offset) => this.#window(offset, 1));
      if (table) this.#sections.push(table.section);
      return table?.trailer;
    }
    const stream = await this.#streamAt(at);
    const section = stream && readIndexStream(stream.dictionary, stream.data);
    if (section) this.#sections.push(section);
    return section && stream.dictionary;
  }

  /** Searches the whole file for its objects; false if there is no catalog. */
  async #rebuild(): Promise<boolean> {
    const index = await rebuildIndex(this.#bytes, this.#tools.slice);
    this.#sections.push(index.section);
    const trailers = [];
    for (const at of index.trailers) {
      trailers.push(readPdfValue(this.#window(at, 1), 0)?.value);
      await this.#tools.slice.yieldIfDue();
    }
    trailers.push(...(await this.#dictionaries(index.indexStreams)));
    this.#trailer = trailers.map(asDictionary).findLast((trailer) => trailer?.has('Root'));
    if (this.#trailer) {
      if (index.objectStreams.length > 0)
        this.#sections.push(await this.#packed(index.objectStreams));
      return true;
    }
    this.#catalog = index.catalogs.at(-1);
    return this.#catalog !== undefined;
  }

  async #dictionaries(objects: readonly number[]): Promise<PdfValue[]> {
    const found: PdfValue[] = [];
    for (const object of objects.slice(-MAX_SECTIONS)) {
      const value = await this.#object(object);
      if (value !== undefined) found.push(value);
      await this.#tools.slice.yieldIfDue();
    }
    return found;
  }

  /** The objects within the streams of a file whose index is damaged. The last version of an object counts. */
  async #packed(streams: readonly number[]): Promise<PdfIndexSection> {
    if (!(await this.#unlock())) return { find: () => undefined };
    const found = new Map<number, number>();
    for (const stream of streams.slice(-MAX_SEARCHED_STREAMS)) {
      for (const object of (await this.#objectsIn(stream)).keys()) found.set(object, stream);
    }
    return {
      find: (object) => {
        const stream = found.get(object);
        return stream === undefined ? undefined : { stream };
      },
    };
  }

  /** The value that a reference leads to, or the value itself. */
  async #resolve(value: PdfValue | undefined): Promise<PdfValue | undefined> {
    let resolved = value;
    for (let hops = 0; hops < MAX_HOPS; hops += 1) {
      const object = referenceOf(resolved);
      if (object === undefined) return resolved;
      resolved = await this.#object(object);
    }
    return undefined;
  }

  async #object(object: number): Promise<PdfValue | undefined> {
    for (const section of this.#sections) {
      const location = section.find(object);
      if (location === undefined) continue;
      if (location === null) return null;
      await this.#tools.slice.yieldIfDue();
      if ('offset' in location) return this.#objectAt(location.offset)?.value;
      return (await this.#objectsIn(location.stream)).get(object);
    }
    return undefined;
  }

  /** The object at an offset with its number, and where its value ends. */
  #objectAt(
    offset: number,
  ): { readonly number: number; readonly value: PdfValue; readonly end: number } | undefined {
    for (const size of WINDOWS.keys()) {
      const text = this.#window(offset, size);
      const head = /^\s{0,32}(\d{1,10})\s{1,8}\d{1,5}\s{1,8}obj/.exec(text);
      if (!head) return undefined;
      const read = readPdfValue(text, head[0].length);
      if (read) return { number: Number(head[1]), value: read.value, end: offset + read.end };
    }
    return undefined;
  }

  /** The text at an offset; `size` is an index of {@link WINDOWS}. Empty once the file has used up its reads. */
  #window(offset: number, size: number): string {
    this.#left -= WINDOWS[size] ?? 0;
    if (this.#left < 0) return '';
    return toLatin1(this.#bytes.subarray(offset, offset + (WINDOWS[size] ?? 0)));
  }

  /** The objects in a stream of objects by number; empty if it is damaged. */
  async #objectsIn(number: number): Promise<ReadonlyMap<number, PdfValue>> {
    if (this.#opened?.number === number) return this.#opened.objects;
    const objects = new Map<number, PdfValue>();
    this.#opened = { number, objects };
    const location = this.#sections.map(({ find }) => find(number)).find((each) => each);
    const stream =
      location && 'offset' in location ? await this.#streamAt(location.offset) : undefined;
    const first = stream?.dictionary.get('First');
    if (!stream || !isCount(first)) return objects;
    const head = toLatin1(stream.data.subarray(0, first));
    const pairs = head.match(/\d{1,10}\s{1,8}\d{1,10}/g) ?? [];
    for (const pair of pairs) {
      const [object = 0, offset = 0] = pair.split(/\s+/).map(Number);
      const at = first + offset;
      const text = toLatin1(stream.data.subarray(at, at + 4_096));
      const value = readPdfValue(text, 0) ?? readPdfValue(toLatin1(stream.data.subarray(at)), 0);
      if (value) objects.set(object, value.value);
      await this.#tools.slice.yieldIfDue();
    }
    return objects;
  }

  /** A stream with its data decrypted, inflated and without prediction; undefined if it is damaged. */
  async #streamAt(offset: number): Promise<Stream | undefined> {
    const object = this.#objectAt(offset);
    const dictionary = asDictionary(object?.value);
    if (!object || !dictionary) return undefined;
    const head = toLatin1(this.#bytes.subarray(object.end, object.end + 32));
    const start = /^\s{0,16}stream(?:\r\n|\n|\r)/.exec(head)?.[0].length;
    if (start === undefined) return undefined;
    const from = object.end + start;
    const stored = this.#bytes.subarray(from, await this.#streamEnd(from, dictionary));
    const isIndex = pdfNameOf(dictionary.get('Type')) === 'XRef';
    const bytes = isIndex ? stored : (this.#decrypt?.(stored, object.number) ?? stored);
    const data = await this.#decoded(bytes, dictionary);
    return data && { dictionary, data };
  }

  async #streamEnd(from: number, dictionary: PdfDictionary): Promise<number> {
    const length = dictionary.get('Length');
    const known = isCount(length)
      ? length
      : // A length in a stream of objects can't be needed to read such a stream.
        this.#directNumber(referenceOf(length));
    if (known !== undefined) {
      const after = toLatin1(this.#bytes.subarray(from + known, from + known + 16));
      if (/^\s{0,4}endstream/.test(after)) return from + known;
    }
    if (this.#left < 0) return from;
    const end = indexOfText(this.#bytes, 'endstream', from, from + MAX_STREAM);
    this.#left -= (end < 0 ? from + MAX_STREAM : end) - from;
    await this.#tools.slice.yieldIfDue();
    return end < 0 ? Math.min(this.#bytes.length, from + MAX_STREAM) : end;
  }

  #directNumber(object: number | undefined): number | undefined {
    if (object === undefined) return undefined;
    const location = this.#sections.map(({ find }) => find(object)).find((each) => each);
    if (!location || !('offset' in location)) return undefined;
    const value = this.#objectAt(location.offset)?.value;
    return isCount(value) ? value : undefined;
  }

  async #decoded(bytes: Uint8Array, dictionary: PdfDictionary): Promise<Uint8Array | undefined> {
    const filter = dictionary.get('Filter');
    const names = (Array.isArray(filter) ? filter : [filter]).filter(Boolean).map(pdfNameOf);
    if (names.length === 0) return bytes.subarray(0, MAX_STREAM);
    if (names.length > 1 || names[0] !== 'FlateDecode') return undefined;
    const inflated = await inflate(bytes, MAX_STREAM, this.#tools.slice);
    const parameters = dictionary.get('DecodeParms');
    const [first] = Array.isArray(parameters) ? (parameters as readonly PdfValue[]) : [parameters];
    const settings = asDictionary(first);
    return inflated && undoPrediction(inflated, settings);
  }
}
