import assert from 'node:assert/strict';
import { PDF, PPTX } from '../../../../src/chat/documents/documentFormat.ts';
import type { OcrRequest } from '../../../../src/mistral/documents/ocr.ts';
import type { RequestReport } from '../../../../src/mistral/http/requestReport.ts';
import { clock } from '../../../../src/vscode/platform/systemClock.ts';
import type { FailureKind } from '../../../../src/mistral/errors/failureKind.ts';
import { ServiceError } from '../../../../src/mistral/errors/serviceError.ts';
import { MistralClient } from '../../../../src/mistral/client.ts';
import { startServer } from '../../../server/server.ts';
import type { LocalServer } from '../../../server/server.ts';
import { docxFile, pdfFile, pptxFile } from '../../../support/documentFiles.ts';
import { loadSdk, availableService } from '../../../support/mistralClient.ts';

const never = new AbortController().signal;
const png = Buffer.from('\x89PNG\r\n\x1a\n and pixels', 'latin1');
const three = pdfFile(['One (1)', 'Two', 'Three']);

describe('MistralClient.readDocument', () => {
  let server: LocalServer;
  const reports: RequestReport[] = [];
  const client = new MistralClient({
    ...{ loadSdk, clock, userAgent: 'test', log: (report) => reports.push(report) },
  });
  before(async () => {
    server = await startServer();
  });
  afterEach(() => {
    server.reset();
    reports.length = 0;
  });
  after(() => server.close());

  const read = (request: OcrRequest, signal = never, name: 'mistral' | 'codestral' = 'mistral') =>
    client.readDocument(availableService({ name, ...server[name] }), request, signal);
  const fails = async (request: OcrRequest, kind: FailureKind, sentence?: RegExp) => {
    await assert.rejects(read(request), (error) => {
      assert.ok(error instanceof ServiceError);
      assert.equal(error.kind, kind);
      if (sentence) assert.match(error.sentence ?? '', sentence);
      return true;
    });
  };

  it('reads all pages of a PDF and reports them for the usage', async () => {
    const { pages } = await read({ bytes: three, mediaType: PDF });
    assert.deepEqual(pages, [
      { index: 0, markdown: 'One (1)' },
      { index: 1, markdown: 'Two' },
      { index: 2, markdown: 'Three' },
    ]);
    const [{ operation, feature, model, outcome, usage } = {}] =
      reports as Partial<RequestReport>[];
    assert.deepEqual(
      { operation, feature, model, outcome, pages: usage?.pages },
      ...[
        {
          operation: 'ocr',
          feature: 'documents',
          model: 'mistral-ocr-latest',
          outcome: 'done',
          pages: 3,
        },
      ],
    );
  });

  it('sends the document unchanged, whatever its length', async () => {
    for (const length of [1, 2, 299_999, 300_000, 300_001, 1_000_000]) {
      const bytes = Buffer.concat([png, Buffer.alloc(length, 7)]);
      await read({ bytes, mediaType: 'image/png' });
      const { document } = server.requests.at(-1)?.body as { document: { image_url: string } };
      const sent = Buffer.from(document.image_url.split(',')[1] ?? '', 'base64');
      assert.ok(document.image_url.startsWith('data:image/png;base64,') && sent.equals(bytes));
    }
  });

  it('reads only the pages that are asked for', async () => {
    const { pages } = await read({ bytes: three, mediaType: PDF, pages: '0,2' });
    assert.deepEqual(
      pages.map(({ index }) => index),
      [0, 2],
    );
    assert.equal(reports[0]?.usage?.pages, 2);
  });

  it('reads Word documents, presentations and images', async () => {
    const docx = docxFile(['Alpha', 'Beta']);
    const read2 = await read({ bytes: docx, mediaType: 'application/zip' });
    assert.deepEqual(
      read2.pages.map(({ markdown }) => markdown),
      ['Alpha', 'Beta'],
    );
    const slides = await read({ bytes: pptxFile(['A', 'B', 'C']), mediaType: PPTX, pages: '1' });
    assert.deepEqual(slides.pages, [{ index: 1, markdown: 'B' }]);
    const scan = await read({ bytes: png, mediaType: 'image/png' });
    assert.match(scan.pages[0]?.markdown ?? '', /^# Scan/);
  });

  it('reports what the service refuses', async () => {
    await fails({ bytes: three, mediaType: PDF, pages: '0-3' }, 'badRequest', /page range/);
    await fails(
      { bytes: three.subarray(0, 200), mediaType: PDF },
      'badRequest',
      /could not be read/,
    );
    const locked = Buffer.from(three.toString('latin1').replace('/Size', '/Encrypt 9 0 R /Size'));
    await fails({ bytes: locked, mediaType: PDF }, 'badRequest', /password/);
    assert.ok(reports.every(({ usage }) => usage === undefined));
  });

  it('does not send documents to the Codestral service', async () => {
    await assert.rejects(read({ bytes: three, mediaType: PDF }, never, 'codestral'), {
      kind: 'notFound',
    });
    assert.equal(server.requests.length, 0);
  });

  it('classifies failures of the connection and of the answer', async () => {
    const faults = [
      [{ kind: 'drop' }, 'offline'],
      [{ kind: 'html200' }, 'proxy'],
      [{ kind: 'json200', body: { pages: 3 } }, 'protocol'],
      [{ kind: 'fin' }, 'offline'],
      [{ kind: 'garbage' }, 'protocol'],
      [{ kind: 'error', body: 'rateLimitApp' }, 'rateLimited'],
      [{ kind: 'error', body: 'unauthorizedApp' }, 'unauthorised'],
    ] as const;
    for (const [fault, kind] of faults) {
      server.fault(fault);
      await fails({ bytes: three, mediaType: PDF }, kind);
    }
  });

  it('stops when it is aborted', async () => {
    server.fault({ kind: 'stallBeforeHeaders' });
    const controller = new AbortController();
    const reading = read({ bytes: three, mediaType: PDF }, controller.signal);
    setTimeout(() => {
      controller.abort();
    }, 50);
    await assert.rejects(reading, { kind: 'aborted' });
  });

  it('is refused with unknown fields', async () => {
    const { url, key } = server.mistral;
    const answer = await fetch(`${url}/v1/ocr`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'mistral-ocr-latest', document: {}, include_text: true }),
    });
    assert.equal(answer.status, 422);
    const { detail } = (await answer.json()) as { detail: { loc: string[] }[] };
    assert.ok(detail.some(({ loc }) => loc.includes('include_text')));
  });
});
