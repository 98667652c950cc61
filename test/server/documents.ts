import { createHash } from 'node:crypto';
import { unzipSync } from 'fflate';
import { findModel } from './catalogue.ts';
import { errorResponse, json } from './errorBodies.ts';
import type { ErrorFacts, ErrorName, CompleteResponse } from './errorBodies.ts';
import type { OcrBody } from './protocol.ts';

/** The limits of the service. */
const MAX_BYTES = 50_000_000;
const MAX_PAGES = 1_000;
/** How much a ZIP archive may unpack to, in bytes. */
const MAX_UNPACKED = 500_000_000;

/** The models that read documents; the list of models does not contain them. */
const models: readonly string[] = ['mistral-ocr-latest', 'mistral-ocr-4-1'];

/** The answer to a valid OCR request: the text of the pages, or why the document can't be read. */
export function documentPage(body: OcrBody, facts: ErrorFacts): CompleteResponse {
  const model = body.model ?? '';
  const refuse = (name: ErrorName): CompleteResponse => errorResponse(name, { ...facts, model });
  if (!models.includes(model)) return refuse(findModel(model) ? 'notOcr' : 'modelUnknown');
  const bytes = bytesOf(body);
  if (!bytes) return refuse('documentUnreadable');
  if (bytes.length > MAX_BYTES) return refuse('documentTooLarge');
  const texts = pageTexts(bytes);
  if (typeof texts === 'string') return refuse(texts);
  if (texts.length > MAX_PAGES) return refuse('documentTooManyPages');
  const indexes = pageIndexes(body.pages ?? null, texts.length);
  if (!indexes) return refuse('pagesInvalid');
  const pages = indexes.map((index) => ({
    index,
    markdown: texts[index]!,
    images: [],
    dimensions: { dpi: 200, height: 2200, width: 1700 },
    // Bounding boxes unless they are turned off, as in the service.
    ...(body.include_blocks === false ? {} : { blocks: [blockOf(texts[index]!)] }),
  }));
  const usage_info = { pages_processed: pages.length, doc_size_bytes: bytes.length };
  return json(200, { pages, model: 'mistral-ocr-4-1', document_annotation: null, usage_info });
}

function blockOf(content: string): object {
  const corners = { top_left_x: 100, top_left_y: 100, bottom_right_x: 1600, bottom_right_y: 2100 };
  return { type: 'text', ...corners, content };
}

/** The bytes of a data URL. This server loads nothing from elsewhere, and stores no files. */
function bytesOf({ document }: OcrBody): Buffer | undefined {
  const image = document.image_url;
  const url = document.document_url ?? (typeof image === 'object' ? image.url : image) ?? '';
  const head = /^data:[\w.+-]+\/[\w.+-]+;base64,/.exec(url)?.[0];
  if (head === undefined) return undefined;
  const bytes = Buffer.from(url.slice(head.length), 'base64');
  return bytes.length > 0 ? bytes : undefined;
}

/** The pages from 0; undefined if they are not in the document. */
function pageIndexes(pages: OcrBody['pages'] | null, count: number): number[] | undefined {
  if (pages === null || pages === undefined) return Array.from({ length: count }, (_, at) => at);
  const parts = typeof pages === 'string' ? pages.split(',') : pages.map(String);
  const indexes = parts.flatMap((part) => {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(part.trim()) ?? [];
    if (first === undefined) return [-1];
    const length = Math.max(0, Number(last) - Number(first) + 1);
    return Array.from({ length: Math.min(length, count + 1) }, (_, at) => Number(first) + at);
  });
  const isValid = indexes.length > 0 && indexes.every((index) => index >= 0 && index < count);
  return isValid ? [...new Set(indexes)].sort((a, b) => a - b) : undefined;
}

/** The text of each page. */
function pageTexts(bytes: Buffer): string[] | ErrorName {
  const head = bytes.subarray(0, 1_024).toString('latin1');
  if (head.includes('%PDF-')) return pdfTexts(bytes.toString('latin1'));
  if (head.startsWith('PK\x03\x04')) return officeTexts(bytes);
  if (/^(\x89PNG|\xff\xd8\xff|GIF8|RIFF)/.test(head)) return [`# Scan\n\nImage ${digest(bytes)}`];
  return 'documentUnreadable';
}

/** Reads PDFs whose objects are not compressed; the text of others is a digest of their bytes. */
function pdfTexts(text: string): string[] | ErrorName {
  if (/\/Encrypt\b/.test(text)) return 'documentPassword';
  if (!/%%EOF\s*$/.test(text)) return 'documentUnreadable';
  const objects = new Map(
    [...text.matchAll(/(\d+) \d+ obj\b(.*?)endobj/gs)].map(([, number, body]) => [number!, body!]),
  );
  const pages = [...objects.values()].filter((body) => /\/Type\s*\/Page\b(?!s)/.test(body));
  if (pages.length === 0) {
    const count = Math.max(
      0,
      ...[...text.matchAll(/\/Count (\d+)/g)].map(([, each]) => Number(each)),
    );
    return count === 0
      ? 'documentUnreadable'
      : Array.from({ length: count }, (_, at) => `Page ${at + 1} ${digest(text)}`);
  }
  return pages.map((body, at) => {
    const content = objects.get(/\/Contents (\d+) 0 R/.exec(body)?.[1] ?? '') ?? '';
    const lines = [...content.matchAll(/\(((?:\\.|[^\\)])*)\)\s*Tj/g)].map(([, line]) =>
      line!.replace(/\\(.)/g, '$1'),
    );
    return lines.length > 0 ? lines.join('\n') : `Page ${at + 1} ${digest(content)}`;
  });
}

function officeTexts(bytes: Buffer): string[] | ErrorName {
  let unpacked = 0;
  let files;
  try {
    files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        unpacked += originalSize;
        if (unpacked > MAX_UNPACKED) throw new RangeError('too large');
        return /^(word\/document|ppt\/slides\/slide\d+)\.xml$/.test(name);
      },
    });
  } catch {
    return 'documentUnreadable';
  }
  const names = Object.keys(files).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const texts = names.flatMap((name) =>
    Buffer.from(files[name]!)
      .toString()
      .split(/<w:br w:type="page"\/>/)
      .map((part) =>
        part
          .replace(/<\/[wa]:p>/g, '\n')
          .replace(/<[^>]*>/g, '')
          .trim(),
      ),
  );
  return texts.length > 0 ? texts : 'documentUnreadable';
}

function digest(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 8);
}
