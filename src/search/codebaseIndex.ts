import { detachedCopy } from '../base/detachedCopy.ts';
import type { TimeSlice } from '../base/yielding.ts';
import type { Chunk } from './chunk.ts';
import { chunkFile } from './chunkFile.ts';
import { embeddingText } from './embeddingText.ts';
import type { HashText } from './embeddingText.ts';
import { mergeRankings } from './mergeRankings.ts';
import { Bm25Index } from './bm25Index.ts';

/** Maximum number of results of each search that are merged. */
const RANKED = 100;

/** A chunk that can be found. Its text is not kept: read the file again, it may have changed. */
export interface IndexedChunk extends Omit<Chunk, 'text'> {
  /** The URI of its file. */
  readonly uri: string;
  readonly path: string;
  /** The hash of the text that is embedded. */
  readonly hash: string;
  /** The length of the text that is embedded, in characters. */
  readonly length: number;
}

/** A file to index. */
export interface SearchedFile {
  readonly uri: string;
  /** Relative to the workspace. */
  readonly path: string;
  readonly languageId: string;
  readonly text: string;
}

/** The chunks of all files, found by lexical search, and by semantic search where their vectors are known. */
export class CodebaseIndex {
  readonly #hashOf: HashText;
  readonly #lexical = new Bm25Index();
  readonly #chunks = new Map<number, IndexedChunk>();
  readonly #byFile = new Map<string, readonly number[]>();
  readonly #byHash = new Map<string, Set<number>>();

  constructor(hashOf: HashText) {
    this.#hashOf = hashOf;
  }

  /** The number of chunks. */
  get size(): number {
    return this.#chunks.size;
  }

  /** The number of files. */
  get files(): number {
    return this.#byFile.size;
  }

  /** All chunks, file by file. */
  get chunks(): Iterable<IndexedChunk> {
    return this.#chunks.values();
  }

  /** Whether a chunk has the embedded text with this hash. */
  has(hash: string): boolean {
    return this.#byHash.has(hash);
  }

  /** The chunks of a file. */
  chunksOf(uri: string): readonly IndexedChunk[] {
    return (this.#byFile.get(uri) ?? []).flatMap((id) => this.#chunks.get(id) ?? []);
  }

  /** The number of chunks of a file. */
  sizeOf(uri: string): number {
    return this.#byFile.get(uri)?.length ?? 0;
  }

  /** Adds a file, or replaces it by its new text. */
  async set({ uri, path, languageId, text }: SearchedFile, slice: TimeSlice): Promise<void> {
    const chunks = chunkFile(text, languageId);
    this.delete(uri);
    const ids: number[] = [];
    this.#byFile.set(uri, ids);
    for (const chunk of chunks) {
      const { firstLine, lastLine } = chunk;
      const symbol = detachedCopy(chunk.symbol);
      const embedded = embeddingText(path, chunk);
      const hash = this.#hashOf(embedded);
      const id = this.#lexical.add(path, chunk);
      const { length } = embedded;
      this.#chunks.set(id, { uri, path, firstLine, lastLine, symbol, hash, length });
      const same = this.#byHash.get(hash);
      if (same) same.add(id);
      else this.#byHash.set(hash, new Set([id]));
      ids.push(id);
      await slice.yieldIfDue();
    }
  }

  /** Removes a file. */
  delete(uri: string): void {
    for (const id of this.#byFile.get(uri) ?? []) {
      const hash = this.#chunks.get(id)?.hash ?? '';
      this.#lexical.remove(id);
      this.#chunks.delete(id);
      const same = this.#byHash.get(hash);
      same?.delete(id);
      if (same?.size === 0) this.#byHash.delete(hash);
    }
    this.#byFile.delete(uri);
  }

  /**
   * The best chunks for a question: those of lexical search, merged with `similar`, the hashes of the texts that semantic
   * search found, best first.
   */
  find(query: string, limit: number, similar: readonly string[] = []): IndexedChunk[] {
    const lexical = this.#lexical.find(query, Math.max(limit, RANKED));
    const semantic = similar
      .flatMap((hash) => [...(this.#byHash.get(hash) ?? [])])
      .slice(0, RANKED);
    return mergeRankings(lexical, semantic, limit).flatMap((id) => this.#chunks.get(id) ?? []);
  }
}
