import { TopK } from './topK.ts';
import type { Chunk } from './chunk.ts';
import { queryTerms, termsOf } from './terms.ts';

/** Maximum number of terms of a question that are looked up. */
const MAX_TERMS = 32;
/** BM25: how soon more occurrences of a term stop counting, and how much the length of a text matters. */
const K1 = 2;
const B = 0.75;
/** How many occurrences in the text one in a name or path counts as. */
const SYMBOL_WEIGHT = 8;
const PATH_WEIGHT = 2;

/** A posting is `id * 256 + count`, so that it fits into a small integer of V8. */
const COUNTS = 256;
const MAX_COUNT = COUNTS - 1;
/** Chunks that postings can address: 2^30 / 256. */
const MAX_ID = 2 ** 22;

/**
 * Lexical search: finds chunks by their words with BM25. Postings are plain lists of numbers: with 50,000 chunks, general libraries need
 * ten times the time and memory, and block the extension host for a third of a second per search.
 */
export class Bm25Index {
  readonly #postings = new Map<string, number[]>();
  /** The number of terms by ID; 0 for removed chunks. */
  readonly #lengths: number[] = [];
  #count = 0;
  #total = 0;

  /** The number of chunks. */
  get size(): number {
    return this.#count;
  }

  /** Adds a chunk and returns its ID: an integer from 0 that is never used again. */
  add(path: string, { symbol, text }: Chunk): number {
    const id = this.#lengths.length;
    if (id >= MAX_ID) throw new RangeError('too many chunks');
    const counts = new Map<string, number>();
    let length = 0;
    const weighted = [
      [text, 1],
      [symbol, SYMBOL_WEIGHT],
      [path, PATH_WEIGHT],
    ] as const;
    for (const [source, weight] of weighted) {
      for (const term of termsOf(source)) {
        counts.set(term, (counts.get(term) ?? 0) + weight);
        if (source === text) length += 1;
      }
    }
    for (const [term, count] of counts) this.#post(term, id, count);
    // The shortest length is 1: 0 means removed.
    this.#lengths.push(Math.max(1, length));
    this.#count += 1;
    this.#total += Math.max(1, length);
    return id;
  }

  /** Removes a chunk. Its postings are dropped when their lists are next used or grow. */
  remove(id: number): void {
    const length = this.#lengths[id] ?? 0;
    if (length === 0) return;
    this.#lengths[id] = 0;
    this.#count -= 1;
    this.#total -= length;
  }

  /** The IDs of chunks with words of the question, best first. */
  find(query: string, limit: number): readonly number[] {
    const scores = new Float64Array(this.#lengths.length);
    const average = this.#total / Math.max(1, this.#count);
    const found: number[] = [];
    for (const term of queryTerms(query, MAX_TERMS)) {
      const postings = this.#current(term);
      const frequency = postings.length;
      const weight = Math.log(1 + (this.#count - frequency + 0.5) / (frequency + 0.5));
      for (const posting of postings) {
        const count = posting % COUNTS;
        const id = (posting - count) / COUNTS;
        const norm = K1 * (1 - B + (B * (this.#lengths[id] ?? 0)) / average);
        if (scores[id] === 0) found.push(id);
        scores[id] = (scores[id] ?? 0) + (weight * count * (K1 + 1)) / (count + norm);
      }
    }
    const best = new TopK(limit);
    for (const id of found) best.add(id, scores[id] ?? 0);
    return best.ids;
  }

  #post(term: string, id: number, count: number): void {
    const posting = id * COUNTS + Math.min(MAX_COUNT, count);
    const postings = this.#postings.get(term);
    if (!postings) {
      this.#postings.set(term, [posting]);
      return;
    }
    // Whenever the length reaches a power of two: constant on average.
    if ((postings.length & (postings.length - 1)) === 0) this.#current(term);
    postings.push(posting);
  }

  /** The postings of a term without removed chunks. */
  #current(term: string): readonly number[] {
    const postings = this.#postings.get(term);
    if (!postings) return [];
    let kept = 0;
    for (const posting of postings) {
      if (this.#lengths[Math.floor(posting / COUNTS)] === 0) continue;
      postings[kept] = posting;
      kept += 1;
    }
    postings.length = kept;
    return postings;
  }
}
