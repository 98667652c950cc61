/** Maximum size of a document for OCR, in bytes: the API's limit (documentation, August 2026). */
export const MAX_DOCUMENT_BYTES = 50_000_000;

/** Maximum number of pages of a document for OCR: the API's limit (documentation, August 2026). */
export const MAX_DOCUMENT_PAGES = 1_000;
