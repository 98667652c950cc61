import { escapeHidden } from '../../base/hiddenCharacters.ts';
import { cleanText } from '../../base/sanitizeText.ts';

/** A page as OCR has read it. */
export interface DocumentPage {
  /** From 1. */
  readonly page: number;
  /** As the service sent it. */
  readonly markdown: string;
}

/** Characters without a shape that typesetting leaves in documents: soft hyphens, zero-width spaces, byte order marks. */
const TYPESETTING = /[\u00ad\u200b\u2060\ufeff]/g;
/** A link or an image. A text with brackets in it is left as it is. */
const LINK = /(!?)\[([^[\]\n]{0,500})\]\(([^()\s]{0,2000})\)/g;

/**
 * The text of pages with a mark before each. Documents are data that may be hostile: hidden and bidirectional
 * characters are shown as code points, and links become plain text, so that their text can't hide where they lead.
 */
export function documentMarkdown(pages: readonly DocumentPage[]): string {
  return pages
    .map(({ page, markdown }) => `<!-- page ${page} -->\n\n${pageText(markdown)}\n`)
    .join('\n');
}

function pageText(markdown: string): string {
  const text = escapeHidden(cleanText(markdown).replace(TYPESETTING, ''));
  return (
    text
      // A document can't contain fake page marks.
      .replace(/<!--(?= {0,9}page\b)/gi, '&lt;!--')
      .replace(LINK, (_, image: string, label: string, target: string) => {
        if (image !== '') return `(image: ${label || target})`;
        return label === target ? target : `${label} (${target})`;
      })
      .trim()
  );
}
