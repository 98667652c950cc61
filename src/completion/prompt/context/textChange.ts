/** A replacement in a document. Zero-based lines and UTF-16 columns, before the change. */
export interface TextChange {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly text: string;
}
