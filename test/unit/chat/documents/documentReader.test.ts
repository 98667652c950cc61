import assert from 'node:assert/strict';
import { DocumentCache } from '../../../../src/chat/documents/documentCache.ts';
import { PDF, DOCX } from '../../../../src/chat/documents/documentFormat.ts';
import { DocumentReader } from '../../../../src/chat/documents/documentReader.ts';
import type { LoadedDocument } from '../../../../src/chat/documents/documentReader.ts';
import type { OcrRequest } from '../../../../src/mistral/documents/ocr.ts';
import { DiskFiles } from '../../../../src/vscode/storage/diskFiles.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

const never = new AbortController().signal;

const pdf = (pages = 5): LoadedDocument => ({
  ...{ bytes: new Uint8Array([1]), hash: 'a'.repeat(64), type: PDF, pages, isEstimate: false },
});

/** A service whose documents have `count` pages. */
function readerIn(folder: string, count: number) {
  const sent: (string | undefined)[] = [];
  const request = async ({ pages }: OcrRequest) => {
    sent.push(pages);
    const indexes = (pages ?? `0-${count - 1}`).split(',').flatMap((part) => {
      const [first = 0, last = first] = part.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, at) => first + at);
    });
    return { pages: indexes.map((index) => ({ index, markdown: `text ${index + 1}` })) };
  };
  const files = new DiskFiles(folder);
  const reopen = () => new DocumentReader(new DocumentCache(files), request);
  return { sent, files, reopen, reader: reopen() };
}

describe('DocumentReader', () => {
  const folder = temporaryFolder();
  const startReader = (count = 5) => readerIn(folder(), count);

  it('reads the chosen pages', async () => {
    const { reader, sent } = startReader();
    assert.deepEqual(await reader.read(pdf(), '4, 1-2', never), [
      { page: 1, markdown: 'text 1' },
      { page: 2, markdown: 'text 2' },
      { page: 4, markdown: 'text 4' },
    ]);
    assert.deepEqual(sent, ['0-1,3']);
  });

  it('requests each page once, also after a restart', async () => {
    const { reader, reopen, sent } = startReader();
    await reader.read(pdf(), '1-3', never);
    await reopen().read(pdf(), '2-5', never);
    const read = await reopen().read(pdf(), '', never);
    assert.deepEqual(
      read.map(({ page }) => page),
      [1, 2, 3, 4, 5],
    );
    assert.deepEqual(sent, ['0-2', '3-4']);
    assert.deepEqual((await reopen().plan(pdf(), '1-5'))?.unread, []);
  });

  it('requests pages once that are read at the same time', async () => {
    const { reader, sent } = startReader();
    await Promise.all([reader.read(pdf(), '1-3', never), reader.read(pdf(), '2-4', never)]);
    assert.deepEqual(sent, ['0-2', '3']);
  });

  it('reads a document of unknown length as a whole, and knows its length afterwards', async () => {
    const { reader, sent } = startReader(7);
    const docx = { ...pdf(3), type: DOCX, isEstimate: true } as const;
    assert.deepEqual((await reader.plan(docx, ''))?.unread, [1, 2, 3]);
    assert.equal((await reader.read(docx, '', never)).length, 7);
    assert.deepEqual(await reader.withKnownPageCount(docx), {
      ...docx,
      pages: 7,
      isEstimate: false,
    });
    assert.equal((await reader.read(docx, '', never)).length, 7);
    assert.deepEqual(sent, [undefined]);
  });

  it('requests a document again if the cache is damaged or of another version', async () => {
    const { reader, files, sent } = startReader();
    await reader.read(pdf(), '1', never);
    const name = `${pdf().hash}.json`;
    const pages = { '1': 'x' };
    const damaged = ['{"version":1,"pages":{"1":"te', '[]', JSON.stringify({ version: 99, pages })];
    for (const text of damaged) {
      await files.writeAtomic(name, text);
      assert.deepEqual(await reader.read(pdf(), '1', never), [{ page: 1, markdown: 'text 1' }]);
    }
    assert.equal(sent.length, 4);
  });

  it('returns the text even if it can’t be kept', async () => {
    const failing = {
      read: () => Promise.reject(new Error('EIO')),
      writeAtomic: () => Promise.reject(new Error('ENOSPC')),
      list: () => Promise.resolve([]),
      remove: () => Promise.resolve(),
    };
    const reader = new DocumentReader(new DocumentCache(failing), async () => ({
      pages: [{ index: 0, markdown: 'text' }],
    }));
    assert.deepEqual(await reader.read(pdf(1), '', never), [{ page: 1, markdown: 'text' }]);
  });

  it('keeps what the cache has of a document that becomes too large, in bytes', async () => {
    const cache = new DocumentCache(startReader().files);
    const { hash } = pdf();
    await cache.add(hash, [{ page: 1, markdown: 'text 1' }], 2);
    await cache.add(hash, [{ page: 2, markdown: 'é'.repeat(9_000_000) }], 2);
    assert.deepEqual([...(await cache.read(hash)).pages.keys()], [1]);
  });

  it('keeps the cache small: the oldest documents go first', async () => {
    const { files } = startReader();
    const cache = new DocumentCache(files);
    const hashes = Array.from({ length: 6 }, (_, at) => String(at).repeat(64));
    for (const hash of hashes) {
      await cache.add(hash, [{ page: 1, markdown: 'x'.repeat(12_000_000) }], 1);
    }
    const kept = await Promise.all(hashes.map(async (hash) => (await cache.read(hash)).pages.size));
    assert.deepEqual(kept, [0, 1, 1, 1, 1, 1]);
  });
});
