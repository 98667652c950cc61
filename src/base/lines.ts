/** Access to the lines of a text, without reading all of it. */
export interface LineSource {
  readonly count: number;
  /** Text of a line without its end. */
  at(line: number): string;
}

/** The lines of a text with LF, CRLF or CR line endings, at least one. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\r|\n/);
}
