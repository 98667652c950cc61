import { asRecord, parseJson } from '../../base/json.ts';
import type { AtomicFiles } from '../archive/atomicFiles.ts';
import type { DocumentPage } from './documentMarkdown.ts';

/** The maximum size of the whole cache and of one document in it, in bytes. */
const MAX_TOTAL = 64_000_000;
const MAX_DOCUMENT = 16_000_000;
const VERSION = 1;

/** What was read of a document. */
export interface CachedDocument {
  /** The text of each page that was read, by its number from 1. */
  readonly pages: ReadonlyMap<number, string>;
  /** The number of pages of the document, if all of them were read at once. */
  readonly count: number | undefined;
}

/** The pages that the service has read, by the hash of their document, so that each is paid for once. */
export class DocumentCache {
  readonly #files: Pick<AtomicFiles, 'list' | 'read' | 'remove' | 'writeAtomic'>;

  constructor(files: Pick<AtomicFiles, 'list' | 'read' | 'remove' | 'writeAtomic'>) {
    this.#files = files;
  }

  /** What was read of a document; nothing if the cache can't be read. Never rejects. */
  async read(hash: string): Promise<CachedDocument> {
    try {
      const bytes = await this.#files.read(fileOf(hash));
      return readCached(new TextDecoder().decode(bytes));
    } catch {
      return readCached('');
    }
  }

  /** Adds pages of a document. Never rejects: the text is there even if it can't be kept. */
  async add(
    hash: string,
    pages: readonly DocumentPage[],
    count: number | undefined,
  ): Promise<void> {
    const cached = await this.read(hash);
    const all = new Map([
      ...cached.pages,
      ...pages.map((each) => [each.page, each.markdown] as const),
    ]);
    const text = JSON.stringify({
      version: VERSION,
      count: count ?? cached.count,
      pages: Object.fromEntries(all),
    });
    const bytes = new TextEncoder().encode(text);
    if (bytes.length > MAX_DOCUMENT) return;
    try {
      await this.#files.writeAtomic(fileOf(hash), bytes, 'process');
      await this.#trim(fileOf(hash));
    } catch {
      // A full or read-only disk: the next time, the service reads the document again.
    }
  }

  /** Removes the oldest documents until the cache is small enough. */
  async #trim(kept: string): Promise<void> {
    const files = [...(await this.#files.list(''))].sort((a, b) => b.modifiedAt - a.modifiedAt);
    let total = 0;
    for (const { name, size } of files) {
      total += size;
      if (total > MAX_TOTAL && name !== kept) await this.#files.remove(name);
    }
  }
}

function fileOf(hash: string): string {
  return `${hash}.json`;
}

/** Ignores everything that this version has not written. */
function readCached(text: string): CachedDocument {
  const { version, pages, count } = asRecord(parseJson(text));
  const entries = version === VERSION ? Object.entries(asRecord(pages)) : [];
  const read = new Map<number, string>();
  for (const [page, markdown] of entries) {
    if (/^[1-9]\d{0,5}$/.test(page) && typeof markdown === 'string') {
      read.set(Number(page), markdown);
    }
  }
  const isCount = version === VERSION && Number.isSafeInteger(count) && Number(count) > 0;
  return { pages: read, count: isCount ? Number(count) : undefined };
}
