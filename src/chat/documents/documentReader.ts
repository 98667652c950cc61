import { SerialQueue } from '../../base/serialQueue.ts';
import { MAX_DOCUMENT_PAGES } from '../../mistral/documents/documentLimits.ts';
import type { OcrRequest, OcrResult } from '../../mistral/documents/ocr.ts';
import type { DocumentCache } from './documentCache.ts';
import type { DocumentPage } from './documentMarkdown.ts';
import type { DocumentFacts } from './inspectDocument.ts';
import { allPages, parsePages, wirePages } from './pageRange.ts';
import type { PageNumbers } from './pageRange.ts';

/** A document that can be read. */
export interface LoadedDocument extends DocumentFacts {
  readonly bytes: Uint8Array;
  /** The SHA-256 hash of the bytes, as 64 hexadecimal digits. */
  readonly hash: string;
}

/** A document and its length. */
export type DocumentSize = Pick<LoadedDocument, 'hash' | 'isEstimate' | 'pages'>;

/** What reading pages of a document involves. */
export interface ReadingPlan {
  readonly pages: PageNumbers;
  /** The pages that the service must read, which costs. The others are in the cache. */
  readonly unread: PageNumbers;
  /** Whether all pages are requested although their number is an estimate. */
  readonly isWhole: boolean;
}

/** Reads documents, each page once: what was read before comes from the cache. */
export class DocumentReader {
  readonly #cache: DocumentCache;
  readonly #request: (request: OcrRequest, signal: AbortSignal) => Promise<OcrResult>;
  /** The same document is not read twice at a time. */
  readonly #queue = new SerialQueue();

  constructor(
    cache: DocumentCache,
    request: (request: OcrRequest, signal: AbortSignal) => Promise<OcrResult>,
  ) {
    this.#cache = cache;
    this.#request = request;
  }

  /** The facts of a document with the exact number of pages, if it was read before. */
  async withKnownPageCount<D extends DocumentSize>(document: D): Promise<D> {
    if (!document.isEstimate) return document;
    const { count } = await this.#cache.read(document.hash);
    return count === undefined ? document : { ...document, pages: count, isEstimate: false };
  }

  /** What reading the pages that `range` names involves; undefined if it names none, see {@link parsePages}. */
  async plan(document: DocumentSize, range: string): Promise<ReadingPlan | undefined> {
    const { hash, pages: count, isEstimate } = await this.withKnownPageCount(document);
    const isWhole = isEstimate && range.trim() === '';
    const last = isEstimate ? MAX_DOCUMENT_PAGES : count;
    const pages = isWhole ? allPages(count) : parsePages(range, last, count);
    if (!pages) return undefined;
    const cached = await this.#cache.read(hash);
    return { pages, unread: pages.filter((page) => !cached.pages.has(page)), isWhole };
  }

  /**
   * Reads pages of a document, in order. A page that the service did not return is missing. Throws only ServiceError;
   * aborting the signal closes the socket.
   */
  async read(
    document: LoadedDocument,
    range: string,
    signal: AbortSignal,
  ): Promise<readonly DocumentPage[]> {
    return this.#queue.run(async () => {
      const plan = await this.plan(document, range);
      if (!plan) return [];
      const { bytes, hash, type: mediaType } = document;
      const isComplete = plan.unread.length === 0 && !plan.isWhole;
      const read = isComplete
        ? []
        : await this.#requested(
            { bytes, mediaType, pages: plan.isWhole ? undefined : wirePages(plan.unread) },
            signal,
          );
      if (read.length > 0)
        await this.#cache.add(hash, read, plan.isWhole ? read.length : undefined);
      const cached = await this.#cache.read(hash);
      const found = new Map(cached.pages);
      // The cache may be on a disk that is full.
      for (const { page, markdown } of read) found.set(page, markdown);
      const pages = plan.isWhole ? read.map(({ page }) => page) : plan.pages;
      return pages.flatMap((page) => {
        const markdown = found.get(page);
        return markdown === undefined ? [] : [{ page, markdown }];
      });
    }, document.hash);
  }

  async #requested(request: OcrRequest, signal: AbortSignal): Promise<DocumentPage[]> {
    const { pages } = await this.#request(request, signal);
    return pages
      .map(({ index, markdown }) => ({ page: index + 1, markdown }))
      .filter(({ page }) => Number.isSafeInteger(page) && page > 0)
      .sort((a, b) => a.page - b.page);
  }
}
