/** The version of the format; an index of another version is rebuilt. */
const VERSION = 1;
/** `CDSV` and `CBLK` in ASCII. */
const MAGIC = 0x56534443;
const BLOCK_MAGIC = 0x4b4c4243;
/** The type of the numbers: integers of one byte, the only type so far. */
const INT8 = 1;
/**
 * The header: magic (4), version (2), type (2), generation (4), dimension (4), length of the model's name (4), its name
 * (40), checksum (4). In bytes, little-endian.
 */
export const HEADER_BYTES = 64;
const MODEL_AT = 20;
const CHECKSUM_AT = 60;
/** A block: magic, number of entries, checksum of the rest; then all hashes, then all vectors. In bytes. */
const BLOCK_HEADER_BYTES = 12;

/** The length of a hash in ASCII characters, each of which is a byte. */
export const HASH_LENGTH = 22;

/** The CRC-32 of bytes, without sign. */
export type Checksum = (bytes: Uint8Array) => number;

/** What an index was made with. */
export interface VectorHeader {
  readonly model: string;
  /** The number of dimensions. */
  readonly dimension: number;
  /** Random; a new one whenever the index is rewritten, so that other windows notice. */
  readonly generation: number;
}

/** The hash of a text, {@link HASH_LENGTH} characters of ASCII, and its vector. */
export interface VectorEntry {
  readonly hash: string;
  readonly vector: Int8Array;
}

/** The bytes at the start of an index. */
export function encodeHeader(
  { model, dimension, generation }: VectorHeader,
  checksum: Checksum,
): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = viewOf(bytes);
  const name = new TextEncoder().encode(model).subarray(0, CHECKSUM_AT - MODEL_AT);
  view.setUint32(0, MAGIC, true);
  view.setUint16(4, VERSION, true);
  view.setUint16(6, INT8, true);
  view.setUint32(8, generation, true);
  view.setUint32(12, dimension, true);
  view.setUint32(16, name.length, true);
  bytes.set(name, MODEL_AT);
  view.setUint32(CHECKSUM_AT, checksum(bytes.subarray(0, CHECKSUM_AT)), true);
  return bytes;
}

/** Reads a header: `incompatible` if it is of another version or type, `damaged` if it is none. */
export function decodeHeader(
  bytes: Uint8Array,
  checksum: Checksum,
): VectorHeader | 'incompatible' | 'damaged' {
  if (bytes.length < HEADER_BYTES) return 'damaged';
  const view = viewOf(bytes);
  if (view.getUint32(0, true) !== MAGIC) return 'damaged';
  if (view.getUint16(4, true) !== VERSION || view.getUint16(6, true) !== INT8)
    return 'incompatible';
  const isIntact = view.getUint32(CHECKSUM_AT, true) === checksum(bytes.subarray(0, CHECKSUM_AT));
  if (!isIntact) return 'damaged';
  const name = bytes.subarray(MODEL_AT, MODEL_AT + view.getUint32(16, true));
  const model = new TextDecoder().decode(name);
  return { model, dimension: view.getUint32(12, true), generation: view.getUint32(8, true) };
}

/** The bytes of entries as one block, which is valid as a whole or not at all. */
export function encodeBlock(
  entries: readonly VectorEntry[],
  dimension: number,
  checksum: Checksum,
): Uint8Array {
  const vectorsFrom = BLOCK_HEADER_BYTES + entries.length * HASH_LENGTH;
  const bytes = new Uint8Array(vectorsFrom + entries.length * dimension);
  const hashes = new TextEncoder().encode(entries.map(({ hash }) => hash).join(''));
  bytes.set(hashes, BLOCK_HEADER_BYTES);
  const numbers = new Int8Array(bytes.buffer);
  for (const [at, { vector }] of entries.entries()) {
    numbers.set(vector, vectorsFrom + at * dimension);
  }
  const view = viewOf(bytes);
  view.setUint32(0, BLOCK_MAGIC, true);
  view.setUint32(4, entries.length, true);
  view.setUint32(8, checksum(bytes.subarray(BLOCK_HEADER_BYTES)), true);
  return bytes;
}

/** A valid block, and the offset after it. */
export interface Block {
  readonly hashes: readonly string[];
  /** The numbers of all vectors, one vector after the other. */
  readonly numbers: Int8Array;
  readonly end: number;
}

/**
 * Reads the block at an offset. `end` after the last one; `torn` for a block whose writing was interrupted, which is the
 * last one; `damaged` if other data follows. The numbers share the memory of `bytes`.
 */
export function decodeBlock(
  bytes: Uint8Array,
  offset: number,
  dimension: number,
  checksum: Checksum,
): Block | 'end' | 'torn' | 'damaged' {
  if (offset >= bytes.length) return 'end';
  if (offset + BLOCK_HEADER_BYTES > bytes.length) return 'torn';
  const view = viewOf(bytes);
  // A file that grew before its data was written ends with zeros.
  if (view.getUint32(offset, true) !== BLOCK_MAGIC) {
    return bytes.subarray(offset).every((byte) => byte === 0) ? 'torn' : 'damaged';
  }
  const size = HASH_LENGTH + dimension;
  const from = offset + BLOCK_HEADER_BYTES;
  const end = from + view.getUint32(offset + 4, true) * size;
  if (end > bytes.length) return 'torn';
  if (checksum(bytes.subarray(from, end)) !== view.getUint32(offset + 8, true)) {
    return end === bytes.length ? 'torn' : 'damaged';
  }
  const count = view.getUint32(offset + 4, true);
  const vectorsFrom = from + count * HASH_LENGTH;
  // One call for all: a decoder is slow to start.
  const names = new TextDecoder().decode(bytes.subarray(from, vectorsFrom));
  const hashes = Array.from({ length: count }, (_, at) =>
    names.slice(at * HASH_LENGTH, (at + 1) * HASH_LENGTH),
  );
  const numbers = new Int8Array(bytes.buffer, bytes.byteOffset + vectorsFrom, count * dimension);
  return { hashes, numbers, end };
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
