import { concepts, commonWords } from './vocabulary.ts';
import { hash } from './random.ts';

/** The type of the numbers of a vector, as in the API description. */
export type EmbeddingType = 'float' | 'int8' | 'uint8' | 'binary' | 'ubinary';

/** Maximum number of dimensions, from the model's page. */
export const maxDimension = 3_072;
/** Number of dimensions if the request gives none, from the model's page. */
export const defaultDimension = 1_536;

/** The weights of what two texts can have in common. */
const wordWeight = 1;
const conceptWeight = 0.3;
const pieceWeight = 1;
const commonWeight = 0.05;
/** Weight of the first line, which says what a text is about. */
const firstLineWeight = 4;
/** The larger, the later further occurrences of a word stop counting. */
const saturation = 2;
/** The length of the pieces of words, in characters. */
const pieceLength = 4;

/**
 * The vector of a text. Texts are close that share words, parts of words, or concepts such as `remove` and `delete`. Each
 * of these is a direction of random signs, the same for all texts, and the text is their weighted sum. The first n
 * numbers of a vector are the vector of dimension n.
 */
export function embed(text: string, dimension: number): Float64Array {
  const vector = new Float64Array(dimension);
  for (const [feature, weight] of featuresOf(text)) addDirection(vector, feature, weight);
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

/** The numbers of a vector as the service sends them. Types of one bit pack eight numbers into one. */
export function numbersOf(vector: Float64Array, type: EmbeddingType): number[] {
  if (type === 'float') return [...vector];
  if (type === 'binary' || type === 'ubinary') {
    const offset = type === 'binary' ? 128 : 0;
    return Array.from({ length: vector.length / 8 }, (_, at) => {
      const bits = [...vector.subarray(at * 8, at * 8 + 8)];
      return bits.reduce((byte, value) => byte * 2 + (value > 0 ? 1 : 0), 0) - offset;
    });
  }
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const offset = type === 'uint8' ? 128 : 0;
  return [...vector].map((value) => Math.round((value / largest) * 127) + offset);
}

function featuresOf(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  const count = (part: string, times: number) => {
    for (const word of wordsOf(part)) counts.set(word, (counts.get(word) ?? 0) + times);
  };
  count(text.split('\n', 1)[0] ?? '', firstLineWeight);
  count(text, 1);
  const features = new Map<string, number>();
  const add = (feature: string, weight: number) => {
    features.set(feature, (features.get(feature) ?? 0) + weight);
  };
  for (const [word, times] of counts) {
    const weight = (commonWords.has(word) ? commonWeight : 1) * (times / (times + saturation));
    add(`w ${word}`, weight * wordWeight);
    for (const concept of concepts.get(word) ?? []) add(`c ${concept}`, weight * conceptWeight);
    const framed = `^${word}$`;
    const pieces = Math.max(1, framed.length - pieceLength + 1);
    for (let at = 0; at < pieces; at += 1) {
      const piece = framed.slice(at, at + pieceLength);
      add(`p ${piece}`, (weight * pieceWeight) / Math.sqrt(pieces));
    }
  }
  return features;
}

/** The words of a text in lower case, with names split by case and underscore. */
function wordsOf(text: string): string[] {
  const parts = text.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lo}+|\p{N}+/gu) ?? [];
  return parts.map((part) => part.toLowerCase());
}

function addDirection(vector: Float64Array, feature: string, weight: number): void {
  let state = hash(feature) || 1;
  for (let at = 0; at < vector.length; at += 1) {
    if (at % 16 === 0) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
    }
    vector[at]! += (state >>> (at % 16)) & 1 ? weight : -weight;
  }
}
