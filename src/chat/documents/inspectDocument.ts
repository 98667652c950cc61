import { MAX_DOCUMENT_BYTES, MAX_DOCUMENT_PAGES } from '../../mistral/documents/documentLimits.ts';
import { detectFormat, isEncryptedOffice, PDF } from './documentFormat.ts';
import type { DocumentType } from './documentFormat.ts';
import { officePages } from './officePages.ts';
import { PdfFile } from './pdf/pdfFile.ts';
import type { PdfTools } from './pdf/pdfFile.ts';

/** What is known about a document before its text is read. */
export interface DocumentFacts {
  readonly type: DocumentType;
  /** The number of pages; slides of a presentation, 1 for an image. */
  readonly pages: number;
  /** Whether {@link pages} is an estimate. */
  readonly isEstimate: boolean;
}

/** Why a document can't be read with OCR. */
export type DocumentError =
  | 'empty'
  | 'tooLarge'
  | 'tooManyPages'
  | 'damaged'
  | 'password'
  /** An archive that unpacks to an unreasonable size. */
  | 'bomb'
  /** A format of Office before 2007. */
  | 'oldOffice'
  | 'notADocument';

/** Recognizes a document by its content and counts its pages. Never throws; bounded for any input. */
export async function inspectDocument(
  bytes: Uint8Array,
  tools: PdfTools,
): Promise<DocumentFacts | DocumentError> {
  if (bytes.length === 0) return 'empty';
  if (bytes.length > MAX_DOCUMENT_BYTES) return 'tooLarge';
  const facts = await factsOf(bytes, tools);
  if (typeof facts === 'string') return facts;
  // A page range may still be short enough, but the service counts the whole document.
  return facts.pages > MAX_DOCUMENT_PAGES ? 'tooManyPages' : facts;
}

async function factsOf(bytes: Uint8Array, tools: PdfTools): Promise<DocumentFacts | DocumentError> {
  const content = detectFormat(bytes);
  if (content === undefined) return 'notADocument';
  if (content === 'compound')
    return (await isEncryptedOffice(bytes, tools.slice)) ? 'password' : 'oldOffice';
  if (content === 'pdf') {
    const pages = await PdfFile.countPages(bytes, tools);
    return typeof pages === 'string' ? pages : { type: PDF, pages, isEstimate: false };
  }
  if (content === 'zip') return officePages(bytes) ?? 'notADocument';
  return { type: content, pages: 1, isEstimate: false };
}
