/** Text that can be stored and sent: LF line endings, no NUL characters, no lone surrogates. */
export function cleanText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replaceAll('\0', '').toWellFormed();
}

/** A name on one line: control characters and whitespace become single spaces. */
export function oneLine(name: string): string {
  return name.replace(/[\p{Cc}\s]+/gu, ' ').trim();
}
