import { strToU8, zipSync } from 'fflate';

/** A PDF with one line of text per page. Its objects are not compressed. */
export function pdfFile(pages: readonly string[]): Buffer {
  const kids = pages.map((_, at) => `${3 + 2 * at} 0 R`).join(' ');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    ...pages.flatMap((text, at) => {
      const content = text
        .split('\n')
        .map((line, row) => `BT /F1 12 Tf 72 ${720 - 16 * row} Td (${escaped(line)}) Tj ET`)
        .join('\n');
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${4 + 2 * at} 0 R /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>`,
        `<< /Length ${Buffer.byteLength(content)} >>\nstream\n${content}\nendstream`,
      ];
    }),
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((body, at) => {
    const offset = Buffer.byteLength(text);
    text += `${at + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const index = `xref\n0 ${size}\n0000000000 65535 f \n${table}`;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R >>\n`;
  return Buffer.from(`${text}${index}${trailer}startxref\n${Buffer.byteLength(text)}\n%%EOF\n`);
}

/** A DOCX whose pages end with page breaks. `stated` is the number of pages in its properties. */
export function docxFile(pages: readonly string[], stated: number | 'none' = pages.length): Buffer {
  const body = pages
    .map((text) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`)
    .join('<w:p><w:r><w:br w:type="page"/></w:r></w:p>');
  return Buffer.from(
    zipSync({
      '[Content_Types].xml': strToU8('<Types/>'),
      'word/document.xml': strToU8(`<w:document><w:body>${body}</w:body></w:document>`),
      ...(stated === 'none'
        ? {}
        : { 'docProps/app.xml': strToU8(`<Properties><Pages>${stated}</Pages></Properties>`) }),
    }),
  );
}

/** A PPTX with one text per slide. */
export function pptxFile(slides: readonly string[]): Buffer {
  const files = slides.map((text, at) => [
    `ppt/slides/slide${at + 1}.xml`,
    strToU8(`<p:sld><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:sld>`),
  ]);
  return Buffer.from(
    zipSync({
      'ppt/presentation.xml': strToU8('<p:presentation/>'),
      ...(Object.fromEntries(files) as Record<string, Uint8Array>),
    }),
  );
}

/** A DOCX that unpacks to `megabytes` of zeros. */
export function zipBomb(megabytes: number): Buffer {
  const zeros = new Uint8Array(megabytes * 1_000_000);
  return Buffer.from(zipSync({ 'word/document.xml': [zeros, { level: 1 }] }));
}

function escaped(line: string): string {
  return line.replace(/[\\()]/g, '\\$&');
}
