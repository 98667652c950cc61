import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import type { PdfCiphers } from '../../../chat/documents/pdf/pdfEncryption.ts';

/** The hashes and ciphers of Node.js. */
export const NODE_CIPHERS: PdfCiphers = {
  hash: (name, bytes) => createHash(name).update(bytes).digest(),
  encrypt: (key, iv, bytes) =>
    createCipheriv(nameFor(key), key, iv).setAutoPadding(false).update(bytes),
  decrypt: (key, iv, bytes) =>
    createDecipheriv(nameFor(key), key, iv).setAutoPadding(false).update(bytes),
};

function nameFor(key: Uint8Array): string {
  return `aes-${key.length * 8}-cbc`;
}
