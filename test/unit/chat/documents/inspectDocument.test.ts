import assert from 'node:assert/strict';
import { createCipheriv, createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { TimeSlice } from '../../../../src/base/yielding.ts';
import { DOCX, PDF, PPTX } from '../../../../src/chat/documents/documentFormat.ts';
import { inspectDocument } from '../../../../src/chat/documents/inspectDocument.ts';
import { NODE_CIPHERS } from '../../../../src/vscode/chat/documents/nodeCiphers.ts';
import { docxFile, pdfFile, pptxFile, zipBomb } from '../../../support/documentFiles.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

const slice = new TimeSlice(new FakeClock(), () => Promise.resolve());
const inspect = (bytes: Uint8Array) => inspectDocument(bytes, { slice, ciphers: NODE_CIPHERS });
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const three = pdfFile(['One', 'Two', 'Three']);
const text = three.toString('latin1');
const isPdf = (pages: number) => ({ type: PDF, pages, isEstimate: false });

const sha256 = (...parts: readonly (string | Buffer)[]): Buffer =>
  createHash('sha256')
    .update(Buffer.concat(parts.map((part) => Buffer.from(part))))
    .digest();
const aes = (key: Buffer, iv: Buffer, bytes: Buffer, isPadded: boolean): Buffer => {
  const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(isPadded);
  return Buffer.concat([cipher.update(bytes), cipher.final()]);
};

/** The dictionary of a PDF that is encrypted with AES-256 (revision 5), and how its streams are. */
function encryption(password: string) {
  const [fileKey, check, salt] = [
    Buffer.alloc(32, 'k'),
    Buffer.alloc(8, 'c'),
    Buffer.alloc(8, 's'),
  ];
  const user = Buffer.concat([sha256(password, check), check, salt]).toString('hex');
  const wrapped = aes(sha256(password, salt), Buffer.alloc(16), fileKey, false).toString('hex');
  const iv = Buffer.alloc(16, 'i');
  return {
    dictionary: `<</Filter/Standard/V 5/R 5/Length 256/U<${user}>/UE<${wrapped}>/StmF/StdCF/CF<</StdCF<</CFM/AESV3>>>>>>`,
    encrypt: (bytes: Buffer) => Buffer.concat([iv, aes(fileKey, iv, bytes, true)]),
  };
}

/**
 * A PDF whose objects are in a compressed stream and whose index is a stream with prediction, as most are today. With a
 * password, which may be empty, its streams are encrypted, except for the index.
 */
function modernPdf(pages: number, password?: string): Buffer {
  const encrypted = password === undefined ? undefined : encryption(password);
  const packed = ['<</Type/Catalog/Pages 2 0 R>>', `<</Type/Pages/Kids[]/Count ${pages}>>`];
  const head = `1 0 2 ${packed[0]!.length + 1} `;
  const deflated = deflateSync(latin1(head + packed.join(' ')));
  const data = encrypted?.encrypt(deflated) ?? deflated;
  const begin = latin1('%PDF-1.7\n');
  const stream = Buffer.concat([
    latin1(
      `3 0 obj\n<</Type/ObjStm/N 2/First ${head.length}/Filter/FlateDecode/Length ${data.length}>>\nstream\n`,
    ),
    ...[data, latin1('\nendstream\nendobj\n')],
  ]);
  const at = begin.length + stream.length;
  const rows = [
    [0, 0, 0, 0],
    [2, 0, 3, 0],
    [2, 0, 3, 1],
    [1, 0, begin.length, 0],
    [1, at >> 8, at & 0xff, 0],
  ];
  // PNG's predictor "up": the difference to the row above.
  const predicted = rows.map((row, index) => [
    2,
    ...row.map((value, column) => (value - (rows[index - 1]?.[column] ?? 0)) & 0xff),
  ]);
  const table = deflateSync(Buffer.from(predicted.flat()));
  const more = encrypted ? `/Encrypt ${encrypted.dictionary}` : '';
  return Buffer.concat([
    ...[begin, stream],
    latin1(
      `4 0 obj\n<</Type/XRef/Size 5/W[1 2 1]/Root 1 0 R${more}/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 4>>/Length ${table.length}>>\nstream\n`,
    ),
    ...[table, latin1(`\nendstream\nendobj\nstartxref\n${at}\n%%EOF\n`)],
  ]);
}

describe('inspectDocument', () => {
  it('counts the pages of a PDF', async () => {
    assert.deepEqual(await inspect(three), isPdf(3));
    assert.deepEqual(await inspect(pdfFile(['x'])), isPdf(1));
  });

  it('counts the pages of a PDF with compressed objects', async () => {
    assert.deepEqual(await inspect(modernPdf(12)), isPdf(12));
  });

  it('counts the pages of a PDF whose index is damaged or missing', async () => {
    const modern = modernPdf(12).toString('latin1');
    const cases: [string, number][] = [
      [text.replace(/startxref\n\d+/, 'startxref\n7'), 3],
      [text.replace(/startxref[^]*/, ''), 3],
      [text.replace(/xref\n0[^]*/, ''), 3],
      [`Some mail header\r\n\r\n${text}`, 3],
      [modern.replace(/startxref[^]*/, ''), 12],
    ];
    for (const [damaged, pages] of cases) {
      assert.deepEqual(await inspect(latin1(damaged)), isPdf(pages));
    }
  });

  it('uses the newest version of an incrementally saved PDF', async () => {
    const at = three.length;
    const added = `2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n`;
    const table = `xref\n2 1\n${String(at).padStart(10, '0')} 00000 n \n`;
    const previous = /startxref\n(\d+)/.exec(text)![1]!;
    const trailer = `trailer\n<< /Size 9 /Root 1 0 R /Prev ${previous} >>\nstartxref\n${at + added.length}\n%%EOF\n`;
    assert.deepEqual(await inspect(latin1(text + added + table + trailer)), isPdf(1));
  });

  for (const method of ['rc4-40', 'rc4-128', 'aes-128', 'aes-256-r5', 'aes-256']) {
    it(`tells a PDF with a password (${method}) from one that is only restricted`, async () => {
      // Three empty pages, encrypted by pypdf with the user password "secret", or without one.
      const file = (name: string) =>
        readFileSync(new URL(`../../../fixtures/documents/${method}-${name}.pdf`, import.meta.url));
      assert.deepEqual(await inspect(file('open')), isPdf(3));
      assert.equal(await inspect(file('secret')), 'password');
    });
  }

  it('counts the pages of an encrypted PDF with compressed objects, unless it needs a password', async () => {
    assert.deepEqual(await inspect(modernPdf(12, '')), isPdf(12));
    assert.equal(await inspect(modernPdf(12, 'secret')), 'password');
    const withoutIndex = modernPdf(12, '')
      .toString('latin1')
      .replace(/startxref[^]*/, '');
    assert.deepEqual(await inspect(latin1(withoutIndex)), isPdf(12));
  });

  it('finds that an Office file has a password, wherever it says so', async () => {
    const name = Buffer.from('EncryptedPackage', 'utf16le');
    for (const before of [499_990, 500_000, 1_200_000]) {
      const bytes = Buffer.concat([
        latin1('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'),
        Buffer.alloc(before),
        name,
      ]);
      assert.equal(await inspect(bytes), 'password');
    }
  });

  it('counts slides, and estimates the pages of Word documents', async () => {
    assert.deepEqual(await inspect(pptxFile(['A', 'B'])), {
      ...{ type: PPTX, pages: 2, isEstimate: false },
    });
    assert.deepEqual(await inspect(docxFile(['A'], 7)), {
      ...{ type: DOCX, pages: 7, isEstimate: true },
    });
    const long = docxFile(['word '.repeat(10_000)], 'none');
    assert.deepEqual(await inspect(long), { type: DOCX, pages: 4, isEstimate: true });
  });

  it('recognizes images', async () => {
    const png = latin1('\x89PNG\r\n\x1a\n...');
    assert.deepEqual(await inspect(png), { type: 'image/png', pages: 1, isEstimate: false });
  });

  const cases: Readonly<Record<string, readonly [() => Uint8Array, string]>> = {
    'an empty file': [() => new Uint8Array(), 'empty'],
    'a file of 60 MB': [() => new Uint8Array(60_000_000), 'tooLarge'],
    '5,000 pages': [() => latin1(text.replace('/Count 3', '/Count 5000')), 'tooManyPages'],
    'a truncated PDF': [() => three.subarray(0, 60), 'damaged'],
    'a PDF without pages': [() => latin1(text.replace('/Count 3', '/Count 0')), 'damaged'],
    'text with the name of a PDF': [() => latin1('Just text.'), 'notADocument'],
    'a ZIP archive': [() => zipSync({ 'a.txt': strToU8('a') }), 'notADocument'],
    'a truncated DOCX': [() => docxFile(['A']).subarray(0, 80), 'damaged'],
    'a ZIP bomb': [() => zipBomb(60), 'bomb'],
    'an Office file with a password': [
      () =>
        latin1(
          `\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1${Buffer.from('EncryptedPackage', 'utf16le').toString('latin1')}`,
        ),
      'password',
    ],
    'an Office file of 2003': [() => latin1('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...'), 'oldOffice'],
  };
  for (const [name, [bytes, problem]] of Object.entries(cases)) {
    it(`refuses ${name}`, async () => {
      assert.equal(await inspect(bytes()), problem);
    });
  }

  it('refuses an archive whose directory never ends', async () => {
    const bytes = Buffer.from(docxFile(['A']));
    // The number of entries, and the end of the directory: every entry is read from there.
    bytes.writeUInt16LE(0xfffe, bytes.length - 14);
    assert.equal(await inspect(bytes), 'bomb');
  });

  it('unpacks the properties of an Office file once, however often the directory lists them', async () => {
    const xml = (pages: number) => strToU8(`<Properties><Pages>${pages}</Pages></Properties>`);
    const parts = { 'word/document.xml': strToU8('<w:t>A</w:t>') };
    const bytes = Buffer.from(
      zipSync({ ...parts, 'docProps/app.xml': xml(3), 'docProps/app.xmk': xml(7) }),
    );
    // Both entries get the same name.
    for (let at = bytes.indexOf('app.xmk'); at >= 0; at = bytes.indexOf('app.xmk', at + 1))
      bytes.write('app.xml', at);
    const inspected = await inspect(bytes);
    assert.equal(typeof inspected === 'object' && inspected.pages, 3);
  });

  it('never throws and always ends, whatever the bytes', async () => {
    const heads = ['%PDF-1.7\n', 'PK\x03\x04', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', ''];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...heads),
        fc.uint8Array({ maxLength: 2_000 }),
        async (head, tail) => {
          await inspect(Buffer.concat([latin1(head), tail]));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('never throws and always ends, whatever is changed in a document', async () => {
    const originals = [three, modernPdf(4), docxFile(['A']), pptxFile(['A', 'B'])];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...originals),
        fc.array(fc.tuple(fc.nat(5_000), fc.nat(255)), { minLength: 1, maxLength: 20 }),
        async (original, changes) => {
          const bytes = Uint8Array.from(original);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          await inspect(bytes);
        },
      ),
      { numRuns: 300 },
    );
  });
});
