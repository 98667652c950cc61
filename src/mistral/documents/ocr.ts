import type { OCRRequest } from '@mistralai/mistralai/models/components/ocrrequest.js';
import type { OCRResponse } from '@mistralai/mistralai/models/components/ocrresponse.js';
import { toLatin1 } from '../../base/bytes.ts';
import type { Clock } from '../../base/clock.ts';
import { yieldWithPauses } from '../../base/yielding.ts';
import type { BilledUsage } from '../tokenUsage.ts';

/** The model that reads documents. */
export const OCR_MODEL = 'mistral-ocr-latest';

/** A document to read. */
export interface OcrRequest {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** The pages to read, from 0, such as `0,2-4`; undefined for all. */
  readonly pages?: string | undefined;
}

/** A page that was read. */
interface OcrPage {
  /** From 0. */
  readonly index: number;
  readonly markdown: string;
}

/** The pages of a document. */
export interface OcrResult {
  readonly pages: readonly OcrPage[];
}

/** The placeholder of the document in the body that the SDK writes. */
const PLACEHOLDER = 'data:document';
/** How much is encoded at once, in bytes: a multiple of three, so that the parts can be joined. */
const PIECE = 300_000;

/** The request for the SDK, with a placeholder for the document: see {@link documentBlob}. */
export function ocrBody({ mediaType, pages }: OcrRequest): OCRRequest {
  return {
    model: OCR_MODEL,
    document: mediaType.startsWith('image/')
      ? { type: 'image_url', imageUrl: PLACEHOLDER }
      : { type: 'document_url', documentUrl: PLACEHOLDER },
    ...(pages === undefined ? {} : { pages }),
    includeImageBase64: false,
    includeBlocks: false,
  };
}

/**
 * The body with the document as a data URL. It is encoded in pieces: as one string, 50 MB would block the extension host
 * each time that the SDK copies them. Ends early if the signal is aborted.
 */
export async function documentBlob(
  text: string,
  { bytes, mediaType }: OcrRequest,
  clock: Clock,
  signal: AbortSignal,
): Promise<Blob> {
  const at = text.indexOf(PLACEHOLDER);
  const parts: (string | Blob)[] = [text.slice(0, at), `data:${mediaType};base64,`];
  const pieces = Array.from({ length: Math.ceil(bytes.length / PIECE) }, (_, piece) => piece);
  for await (const piece of yieldWithPauses(pieces, clock, signal)) {
    // As blobs, the parts are not copied when they are joined.
    parts.push(new Blob([btoa(toLatin1(bytes.subarray(piece * PIECE, (piece + 1) * PIECE)))]));
  }
  return new Blob([...parts, text.slice(at + PLACEHOLDER.length)]);
}

/** The pages in an answer, and what they are billed for. */
export function readOcrResult({
  pages,
  usageInfo,
}: OCRResponse): OcrResult & { readonly usage: BilledUsage } {
  const usage = { promptTokens: 0, completionTokens: 0, cachedTokens: 0 };
  return {
    pages: pages.map(({ index, markdown }) => ({ index, markdown })),
    usage: { ...usage, pages: usageInfo.pagesProcessed },
  };
}
