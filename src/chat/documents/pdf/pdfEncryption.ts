import { concatBytes, fromLatin1 } from '../../../base/bytes.ts';
import { asDictionary, isCount, pdfNameOf } from './pdfValue.ts';
import type { PdfDictionary } from './pdfValue.ts';

/** Decrypts a stream of the object with this number (generation 0). */
export type DecryptStream = (bytes: Uint8Array, object: number) => Uint8Array;

/** A hash function of PDF encryption. */
type PdfHash = 'md5' | 'sha256' | 'sha384' | 'sha512';

/** The hashes and ciphers that PDF encryption is built on. */
export interface PdfCiphers {
  readonly hash: (name: PdfHash, bytes: Uint8Array) => Uint8Array;
  /** AES in CBC mode without padding, with a key of 16 or 32 bytes. Throws if the lengths are wrong. */
  readonly encrypt: (key: Uint8Array, iv: Uint8Array, bytes: Uint8Array) => Uint8Array;
  /** The inverse of {@link encrypt}. */
  readonly decrypt: (key: Uint8Array, iv: Uint8Array, bytes: Uint8Array) => Uint8Array;
}

/** The padding of passwords, from the PDF specification (ISO 32000-1, 7.6.3.3). */
const PADDING = fromLatin1(
  '\x28\xbf\x4e\x5e\x4e\x75\x8a\x41\x64\x00\x4e\x56\xff\xfa\x01\x08' +
    '\x2e\x2e\x00\xb6\xd0\x68\x3e\x80\x2f\x0c\xa9\xfe\x64\x53\x69\x7a',
);

/**
 * How to decrypt the streams of a PDF that opens without a password: many are encrypted only to restrict printing or
 * editing. Undefined if it needs a password, or is encrypted in another way than the specification's.
 */
export function decryptWithoutPassword(
  encryption: PdfDictionary,
  id: string,
  ciphers: PdfCiphers,
): DecryptStream | undefined {
  if (pdfNameOf(encryption.get('Filter')) !== 'Standard') return undefined;
  try {
    const version = numberAt(encryption, 'V');
    const key =
      version >= 5 ? keyOfVersion5(encryption, ciphers) : keyOfVersion4(encryption, id, ciphers);
    return key && streamDecryption(encryption, version, key, ciphers);
  } catch {
    // A malformed dictionary, or a cipher that this machine does not allow.
    return undefined;
  }
}

function keyOfVersion4(
  encryption: PdfDictionary,
  id: string,
  { hash }: PdfCiphers,
): Uint8Array | undefined {
  const revision = numberAt(encryption, 'R');
  const bits = encryption.get('Length');
  const length = revision < 3 ? 5 : isCount(bits) && bits >= 40 && bits <= 128 ? bits >> 3 : 16;
  const permissions = new Uint8Array(4);
  new DataView(permissions.buffer).setInt32(0, Number(encryption.get('P')) | 0, true);
  const isBare = revision >= 4 && encryption.get('EncryptMetadata') === false;
  const metadata = new Uint8Array(isBare ? 4 : 0).fill(0xff);
  const owner = bytesAt(encryption, 'O').subarray(0, 32);
  let key = hash('md5', concatBytes(PADDING, owner, permissions, fromLatin1(id), metadata));
  if (revision >= 3) for (let i = 0; i < 50; i += 1) key = hash('md5', key.subarray(0, length));
  key = key.subarray(0, length);
  const user = bytesAt(encryption, 'U');
  if (revision < 3) return isEqual(rc4(key, PADDING), user.subarray(0, 32)) ? key : undefined;
  let check = hash('md5', concatBytes(PADDING, fromLatin1(id)));
  for (let i = 0; i < 20; i += 1) {
    check = rc4(
      key.map((byte) => byte ^ i),
      check,
    );
  }
  return isEqual(check, user.subarray(0, 16)) ? key : undefined;
}

function keyOfVersion5(encryption: PdfDictionary, ciphers: PdfCiphers): Uint8Array | undefined {
  const revision = numberAt(encryption, 'R');
  const user = bytesAt(encryption, 'U');
  const hash = (salt: Uint8Array) =>
    revision >= 6 ? hardenedHash(salt, ciphers) : ciphers.hash('sha256', salt);
  if (!isEqual(hash(user.subarray(32, 40)), user.subarray(0, 32))) return undefined;
  const encrypted = bytesAt(encryption, 'UE').subarray(0, 32);
  return ciphers.decrypt(hash(user.subarray(40, 48)), new Uint8Array(16), encrypted);
}

/** Algorithm 2.B of ISO 32000-2 for the empty password. */
function hardenedHash(salt: Uint8Array, { hash, encrypt }: PdfCiphers): Uint8Array {
  let key = hash('sha256', salt);
  for (let round = 0, last = 0; round < 64 || last > round - 32; round += 1) {
    const repeated = concatBytes(...Array<Uint8Array>(64).fill(key));
    const encrypted = encrypt(key.subarray(0, 16), key.subarray(16, 32), repeated);
    // The remainder of the first 16 bytes as one number is that of their sum: 256 is 1 modulo 3.
    const sum = encrypted.subarray(0, 16).reduce((total, byte) => total + byte, 0);
    key = hash((['sha256', 'sha384', 'sha512'] as const)[sum % 3] ?? 'sha256', encrypted);
    last = encrypted.at(-1) ?? 0;
  }
  return key.subarray(0, 32);
}

function streamDecryption(
  encryption: PdfDictionary,
  version: number,
  key: Uint8Array,
  ciphers: PdfCiphers,
): DecryptStream | undefined {
  const aes = (used: Uint8Array, bytes: Uint8Array): Uint8Array => {
    const whole = bytes.length - (bytes.length % 16);
    return ciphers.decrypt(used, bytes.subarray(0, 16), bytes.subarray(16, whole));
  };
  switch (version < 4 ? 'V2' : (methodOf(encryption) ?? '')) {
    case 'None':
      return (bytes) => bytes;
    case 'V2':
      return (bytes, object) => rc4(objectKey(key, object, '', ciphers), bytes);
    case 'AESV2':
      return (bytes, object) => aes(objectKey(key, object, 'sAlT', ciphers), bytes);
    case 'AESV3':
      return (bytes) => aes(key, bytes);
    default:
      return undefined;
  }
}

/** The method of the filter for streams. */
function methodOf(encryption: PdfDictionary): string | undefined {
  const filter = pdfNameOf(encryption.get('StmF')) ?? 'Identity';
  if (filter === 'Identity') return 'None';
  return pdfNameOf(asDictionary(asDictionary(encryption.get('CF'))?.get(filter))?.get('CFM'));
}

function objectKey(
  key: Uint8Array,
  object: number,
  salt: string,
  { hash }: PdfCiphers,
): Uint8Array {
  const number = Uint8Array.of(object, object >> 8, object >> 16, 0, 0);
  const whole = hash('md5', concatBytes(key, number, fromLatin1(salt)));
  return whole.subarray(0, Math.min(key.length + 5, 16));
}

/** RC4, which OpenSSL no longer offers by default. */
function rc4(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  const at = (index: number): number => state[index & 0xff] ?? 0;
  const swap = (one: number, other: number): void => {
    const kept = at(one);
    state[one] = at(other);
    state[other] = kept;
  };
  for (let i = 0, j = 0; i < 256; i += 1) {
    j = (j + at(i) + (key[i % key.length] ?? 0)) & 0xff;
    swap(i, j);
  }
  const result = new Uint8Array(bytes.length);
  for (let n = 0, i = 0, j = 0; n < bytes.length; n += 1) {
    i = (i + 1) & 0xff;
    j = (j + at(i)) & 0xff;
    swap(i, j);
    result[n] = (bytes[n] ?? 0) ^ at(at(i) + at(j));
  }
  return result;
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

function numberAt(dictionary: PdfDictionary, name: string): number {
  const value = dictionary.get(name);
  return isCount(value) ? value : 0;
}

function bytesAt(dictionary: PdfDictionary, name: string): Uint8Array {
  const value = dictionary.get(name);
  return fromLatin1(typeof value === 'string' ? value : '');
}
