import { unzipSync } from 'fflate/browser';
import { toLatin1 } from '../../base/bytes.ts';
import { DOCX, PPTX } from './documentFormat.ts';

/** More entries in an archive are refused: the number in its directory may be invented. */
const MAX_ENTRIES = 20_000;
/** The largest properties that are inflated, in bytes; real ones have about a thousand. */
const MAX_PROPERTIES = 65_536;
const MAX_COMPRESSED_PROPERTIES = 16_384;
/** Archives that unpack to more are refused, in bytes: more than the service can be expected to read. */
const MAX_UNPACKED = 500_000_000;
/** Archives above this size that unpack to more than 200 times their size are refused, in bytes. */
const MIN_SUSPICIOUS = 20_000_000;
const MAX_RATIO = 200;
/** The size of the XML of a page of text, in bytes: about 3,000 characters with their markup. */
const XML_PER_PAGE = 15_000;

const PROPERTIES = 'docProps/app.xml';

/** The pages of an Office file. A DOCX has pages only once it is laid out: their number is an estimate. */
interface OfficePages {
  readonly type: typeof DOCX | typeof PPTX;
  /** At least 1. */
  readonly pages: number;
  readonly isEstimate: boolean;
}

/**
 * Counts the pages of a DOCX or the slides of a PPTX from the archive's directory and its properties; nothing else is
 * inflated. Returns `bomb` for an archive that unpacks to an unreasonable size, and undefined for another archive.
 */
export function officePages(bytes: Uint8Array): OfficePages | 'bomb' | 'damaged' | undefined {
  const sizes = new Map<string, number>();
  let unpacked = 0;
  let entries = 0;
  let properties: string;
  try {
    const inflated = unzipSync(bytes, {
      filter: ({ name, size, originalSize }) => {
        entries += 1;
        // Ends the loop over the directory.
        if (entries > MAX_ENTRIES) throw new RangeError();
        // Entries with the same name would be unpacked one after the other.
        const isFirst = !sizes.has(name);
        sizes.set(name, originalSize);
        unpacked += originalSize;
        const isSmall = size <= MAX_COMPRESSED_PROPERTIES && originalSize <= MAX_PROPERTIES;
        return name === PROPERTIES && isFirst && isSmall;
      },
    });
    properties = toLatin1(inflated[PROPERTIES] ?? new Uint8Array());
  } catch {
    return entries > MAX_ENTRIES ? 'bomb' : 'damaged';
  }
  const isTooDense = unpacked > MIN_SUSPICIOUS && unpacked > MAX_RATIO * bytes.length;
  if (!(unpacked <= MAX_UNPACKED) || isTooDense) return 'bomb';
  const text = sizes.get('word/document.xml');
  if (text !== undefined) {
    const stated = Number(/<Pages>(\d{1,5})<\/Pages>/.exec(properties)?.[1] ?? 0);
    const pages = Math.max(1, stated || Math.ceil(text / XML_PER_PAGE));
    return { type: DOCX, pages, isEstimate: true };
  }
  const slides = [...sizes.keys()].filter((name) => /^ppt\/slides\/slide\d+\.xml$/.test(name));
  if (!sizes.has('ppt/presentation.xml')) return undefined;
  return slides.length > 0 ? { type: PPTX, pages: slides.length, isEstimate: false } : 'damaged';
}
