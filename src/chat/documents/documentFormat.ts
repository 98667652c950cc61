import { indexOfText, toLatin1 } from '../../base/bytes.ts';
import type { TimeSlice } from '../../base/yielding.ts';
import { mediaTypeOf } from '../context/imageLimits.ts';

/** A format that OCR reads, by its media type. */
export type DocumentType =
  | 'application/pdf'
  | 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
  | 'application/vnd.openxmlformats-officedocument.presentationml.presentation'
  | 'image/png'
  | 'image/jpeg'
  | 'image/gif'
  | 'image/webp';

/** The media type of PDF. */
export const PDF = 'application/pdf' satisfies DocumentType;
/** The media type of Word documents. */
export const DOCX =
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document' satisfies DocumentType;
/** The media type of PowerPoint presentations. */
export const PPTX =
  'application/vnd.openxmlformats-officedocument.presentationml.presentation' satisfies DocumentType;

/** What a file contains, judged by its first bytes; a ZIP archive may be DOCX, PPTX or anything else. */
type DetectedFormat = 'pdf' | 'zip' | 'compound' | DocumentType | undefined;

/** How far from the beginning the header of a PDF may be, in bytes: readers accept data before it. */
const PDF_HEADER_WITHIN = 1_024;
/** How much of a file is searched without a pause, in bytes. */
const SEARCH_STEP = 500_000;
const ZIP = 'PK\x03\x04';
/** Compound files contain the formats of Office before 2007, and all Office files with a password. */
const COMPOUND = '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1';

/** The content of a file by its bytes. Its name doesn't matter. */
export function detectFormat(bytes: Uint8Array): DetectedFormat {
  const head = toLatin1(bytes.subarray(0, PDF_HEADER_WITHIN));
  if (head.startsWith(ZIP)) return 'zip';
  if (head.startsWith(COMPOUND)) return 'compound';
  return mediaTypeOf(bytes) ?? (head.includes('%PDF-') ? 'pdf' : undefined);
}

/** Whether a compound file is an Office file with a password rather than one of the formats before 2007. */
export async function isEncryptedOffice(bytes: Uint8Array, slice: TimeSlice): Promise<boolean> {
  // The name of a stream, in UTF-16.
  const name = Array.from('EncryptedPackage', (letter) => `${letter}\0`).join('');
  for (let from = 0; from < bytes.length; from += SEARCH_STEP) {
    if (indexOfText(bytes, name, from, from + SEARCH_STEP + name.length) >= 0) return true;
    await slice.yieldIfDue();
  }
  return false;
}

/** Whether a file name has the extension of a document that OCR reads. Images are attached as images by default. */
export function isDocumentName(name: string): boolean {
  return /\.(pdf|docx|pptx)$/i.test(name);
}
