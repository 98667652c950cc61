import { concatBytes } from '../../base/bytes.ts';
import type { TimeSlice } from '../../base/yielding.ts';
import { SerialQueue } from '../../base/serialQueue.ts';
import type { IndexFiles, WriterLock } from './indexFiles.ts';
import {
  HASH_LENGTH,
  HEADER_BYTES,
  decodeBlock,
  decodeHeader,
  encodeBlock,
  encodeHeader,
} from './vectorFormat.ts';
import type { Checksum, VectorEntry } from './vectorFormat.ts';
import { VectorSearch } from './vectorSearch.ts';

/** The file of an index. */
const FILE = 'vectors.bin';
/** Entries per block when an index is rewritten. */
const ENTRIES_PER_BLOCK = 256;
/** Unused entries are removed once they are more than this and more than the used ones. */
const MIN_UNUSED = 2_000;

/** The state of the file. `incompatible`: made by another version, or with another model or dimension. */
export type IndexState = 'missing' | 'usable' | 'incompatible' | 'damaged';

/** What an index is made with, and where it is. */
export interface VectorIndexPorts {
  readonly files: IndexFiles;
  readonly lock: WriterLock;
  readonly model: string;
  readonly dimension: number;
  readonly checksum: Checksum;
  /** A random integer of 32 bits without sign. */
  readonly random: () => number;
  /** Splits long work. */
  readonly slice: () => TimeSlice;
}

/**
 * The vectors of a workspace by the hashes of their texts, in a file that only grows: a block is appended for each
 * request. A crash can only tear the last block, which is then ignored. Texts that come back, such as those of another
 * branch, are known already. One window writes, others read what it has appended.
 */
export class VectorIndex {
  readonly #ports: VectorIndexPorts;
  readonly #queue = new SerialQueue();
  #slots = new Map<string, number>();
  /** By slot. */
  #hashes: string[] = [];
  #vectors: VectorSearch;
  /** What is not in the file: another window writes it, or the disk can't be written. */
  readonly #unwritten = new Map<string, VectorEntry>();
  #generation: number | undefined;
  /** The end of the last valid block, in bytes. */
  #end = 0;
  #state: IndexState = 'missing';

  constructor(ports: VectorIndexPorts) {
    this.#ports = ports;
    this.#vectors = new VectorSearch(ports.dimension);
  }

  /** The state at the last {@link refresh}. */
  get state(): IndexState {
    return this.#state;
  }

  /** The number of vectors. */
  get size(): number {
    return this.#vectors.size;
  }

  /** The size of the file in bytes. */
  get bytes(): number {
    return this.#end;
  }

  /** Whether the vector of a text is known. */
  has(hash: string): boolean {
    return this.#slots.has(hash);
  }

  /**
   * The hashes of the texts whose vectors are closest to a vector, best first: only of those that are used, as the index
   * keeps the vectors of changed files and removed folders.
   */
  find(
    vector: Int8Array,
    limit: number,
    isUsed: (hash: string) => boolean = () => true,
  ): readonly string[] {
    const hashOf = (slot: number) => this.#hashes[slot] ?? '';
    return this.#vectors.find(vector, limit, (slot) => isUsed(hashOf(slot))).map(hashOf);
  }

  /** Resolves to whether this window may write the index now. */
  acquire(): Promise<boolean> {
    return this.#queue.run(() => this.#ports.lock.acquire());
  }

  /** Makes this window the writer of the index, even if another one is. */
  takeOver(): Promise<void> {
    return this.#queue.run(() => this.#ports.lock.force());
  }

  /** Reads the file, or what another window has added to it. Resolves to its state. */
  refresh(): Promise<IndexState> {
    return this.#queue.run(() => this.#read());
  }

  /**
   * Adds vectors. Resolves to false if another window writes the index. If that or the disk, with a rejection, prevents
   * writing, they are used in this window, and written with those that are added next.
   */
  add(entries: readonly VectorEntry[]): Promise<boolean> {
    return this.#queue.run(async () => {
      const { files, lock, dimension, checksum } = this.#ports;
      for (const entry of entries) {
        if (this.#slots.has(entry.hash)) continue;
        this.#unwritten.set(entry.hash, entry);
        this.#keep(entry.hash, entry.vector);
      }
      if (!(await lock.acquire())) return false;
      await this.#read();
      // What is readable of a damaged file is kept.
      if (this.#state !== 'usable') await this.#replace(this.#entries(() => true));
      if (this.#unwritten.size === 0) return true;
      const block = encodeBlock([...this.#unwritten.values()], dimension, checksum);
      await files.writeAt(FILE, this.#end, block);
      this.#end += block.length;
      this.#unwritten.clear();
      return true;
    });
  }

  /** Removes the vectors of texts that no longer exist, if they are many. Does nothing while another window writes. */
  compact(isUsed: (hash: string) => boolean): Promise<void> {
    return this.#queue.run(async () => {
      if (this.#state !== 'usable') return;
      const used = this.#entries(isUsed);
      const unused = this.#slots.size - used.length;
      if (unused < MIN_UNUSED || unused < used.length) return;
      if (await this.#ports.lock.acquire()) await this.#replace(used);
    });
  }

  /** Deletes the index. Resolves to false if another window writes it. */
  delete(): Promise<boolean> {
    return this.#queue.run(async () => {
      if (!(await this.#ports.lock.acquire())) return false;
      await this.#ports.files.remove(FILE);
      this.#unwritten.clear();
      this.#clear('missing');
      await this.#ports.lock.release();
      return true;
    });
  }

  /** Lets other windows write. */
  release(): Promise<void> {
    return this.#queue.run(() => this.#ports.lock.release());
  }

  async #read(): Promise<IndexState> {
    const { files, model, dimension, checksum } = this.#ports;
    const head = await files.read(FILE, 0, HEADER_BYTES);
    if (!head) return this.#clear('missing');
    const header = decodeHeader(head, checksum);
    if (typeof header === 'string') return this.#clear(header);
    if (header.model !== model || header.dimension !== dimension)
      return this.#clear('incompatible');
    if (header.generation !== this.#generation) {
      this.#clear('usable');
      this.#generation = header.generation;
      this.#end = HEADER_BYTES;
    }
    const bytes = (await files.read(FILE, this.#end)) ?? new Uint8Array();
    const from = this.#end;
    this.#vectors.reserve(Math.floor(bytes.length / (HASH_LENGTH + dimension)));
    const slice = this.#ports.slice();
    for (let offset = 0; ;) {
      const block = decodeBlock(bytes, offset, dimension, checksum);
      if (block === 'damaged') return (this.#state = 'damaged');
      if (typeof block === 'string') return (this.#state = 'usable');
      for (const [at, hash] of block.hashes.entries()) {
        this.#unwritten.delete(hash);
        this.#keep(hash, block.numbers, at * dimension);
      }
      offset = block.end;
      this.#end = from + offset;
      await slice.yieldIfDue();
    }
  }

  /** Rewrites the file with these entries. */
  async #replace(entries: readonly VectorEntry[]): Promise<void> {
    const { files, model, dimension, random, checksum } = this.#ports;
    const generation = random();
    const parts = [encodeHeader({ model, dimension, generation }, checksum)];
    for (let from = 0; from < entries.length; from += ENTRIES_PER_BLOCK) {
      parts.push(encodeBlock(entries.slice(from, from + ENTRIES_PER_BLOCK), dimension, checksum));
    }
    const bytes = concatBytes(...parts);
    await files.replace(FILE, bytes);
    this.#unwritten.clear();
    this.#clear('usable');
    this.#generation = generation;
    this.#end = bytes.length;
    for (const { hash, vector } of entries) this.#keep(hash, vector);
  }

  #entries(isUsed: (hash: string) => boolean): VectorEntry[] {
    return [...this.#slots].flatMap(([hash, slot]) =>
      isUsed(hash) ? [{ hash, vector: this.#vectors.at(slot) }] : [],
    );
  }

  #keep(hash: string, numbers: Int8Array, from = 0): void {
    if (this.#slots.has(hash)) return;
    this.#slots.set(hash, this.#vectors.add(numbers, from));
    this.#hashes.push(hash);
  }

  #clear(state: IndexState): IndexState {
    this.#slots = new Map();
    this.#hashes = [];
    this.#vectors = new VectorSearch(this.#ports.dimension);
    this.#generation = undefined;
    this.#end = 0;
    this.#state = state;
    for (const { hash, vector } of this.#unwritten.values()) this.#keep(hash, vector);
    return state;
  }
}
