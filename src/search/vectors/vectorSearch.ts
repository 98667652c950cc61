import { TopK } from '../topK.ts';

/** Candidates by sign per requested result, which are then compared exactly. */
const CANDIDATES_PER_RESULT = 4;
const MIN_CANDIDATES = 200;
/** Vectors that the first block of memory holds. */
const FIRST_CAPACITY = 1_024;

/**
 * Approximate nearest-neighbor search in memory: the signs of all numbers are compared first (Hamming distance, one bit
 * per number), then the best candidates are re-ranked by their numbers.
 */
export class VectorSearch {
  readonly #dimension: number;
  /** 32-bit words of signs per vector. */
  readonly #words: number;
  #vectors: Int8Array;
  #signs: Uint32Array;
  /** The reciprocal length of each vector; 0 for a vector of zeros. */
  #scales: Float32Array;
  #count = 0;

  constructor(dimension: number) {
    this.#dimension = dimension;
    this.#words = Math.ceil(dimension / 32);
    this.#vectors = new Int8Array(FIRST_CAPACITY * dimension);
    this.#signs = new Uint32Array(FIRST_CAPACITY * this.#words);
    this.#scales = new Float32Array(FIRST_CAPACITY);
  }

  /** The number of vectors. */
  get size(): number {
    return this.#count;
  }

  /** Makes room for more vectors, so that adding them does not copy memory again and again. */
  reserve(more: number): void {
    const needed = this.#count + more;
    if (needed > this.#scales.length) this.#grow(needed);
  }

  /** Adds a vector, which begins at an index of `numbers`, and returns its slot: an integer from 0. */
  add(numbers: Int8Array, from = 0): number {
    const slot = this.#count;
    if (slot >= this.#scales.length) this.#grow((this.#scales.length * 3) >> 1);
    // Without objects for each vector: an index has tens of thousands.
    const to = slot * this.#dimension;
    for (let at = 0; at < this.#dimension; at += 1)
      this.#vectors[to + at] = numbers[from + at] ?? 0;
    const signsAt = slot * this.#words;
    this.#scales[slot] = writeSigns(this.#vectors, to, this.#dimension, this.#signs, signsAt);
    this.#count += 1;
    return slot;
  }

  /** The vector of a slot. */
  at(slot: number): Int8Array {
    return this.#vectors.subarray(slot * this.#dimension, (slot + 1) * this.#dimension);
  }

  /** The slots whose vectors are closest to a vector by the angle, best first, of those that are used. */
  find(
    query: Int8Array,
    limit: number,
    isUsed: (slot: number) => boolean = () => true,
  ): readonly number[] {
    const signs = new Uint32Array(this.#words);
    writeSigns(query, 0, this.#dimension, signs, 0);
    const candidates = new TopK(Math.max(MIN_CANDIDATES, limit * CANDIDATES_PER_RESULT));
    for (let slot = 0; slot < this.#count; slot += 1) {
      if (!isUsed(slot)) continue;
      let distance = 0;
      const from = slot * this.#words;
      for (let word = 0; word < this.#words; word += 1) {
        distance += bitCount((this.#signs[from + word] ?? 0) ^ (signs[word] ?? 0));
      }
      candidates.add(slot, -distance);
    }
    const best = new TopK(limit);
    for (const slot of candidates.ids) best.add(slot, this.#similarity(query, slot));
    return best.ids;
  }

  #similarity(query: Int8Array, slot: number): number {
    const from = slot * this.#dimension;
    let sum = 0;
    for (let at = 0; at < this.#dimension; at += 1) {
      sum += (query[at] ?? 0) * (this.#vectors[from + at] ?? 0);
    }
    return sum * (this.#scales[slot] ?? 0);
  }

  #grow(capacity: number): void {
    const vectors = new Int8Array(capacity * this.#dimension);
    vectors.set(this.#vectors);
    const signs = new Uint32Array(capacity * this.#words);
    signs.set(this.#signs);
    const scales = new Float32Array(capacity);
    scales.set(this.#scales);
    this.#vectors = vectors;
    this.#signs = signs;
    this.#scales = scales;
  }
}

/** Writes the signs of `length` numbers, a bit each, and returns the reciprocal of the vector's length. */
function writeSigns(
  numbers: Int8Array,
  from: number,
  length: number,
  signs: Uint32Array,
  to: number,
): number {
  let sum = 0;
  for (let start = 0, word = to; start < length; start += 32, word += 1) {
    const end = Math.min(length, start + 32);
    let bits = 0;
    for (let at = start; at < end; at += 1) {
      const value = numbers[from + at] ?? 0;
      sum += value * value;
      if (value > 0) bits |= 1 << (at - start);
    }
    signs[word] = bits;
  }
  return sum === 0 ? 0 : 1 / Math.sqrt(sum);
}

/** The number of ones in a 32-bit word. */
function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
