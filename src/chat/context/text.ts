/** Text of any origin as it may be kept and sent: lines end in LF, no NUL, no half of a character. */
export function cleanText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replaceAll('\0', '').toWellFormed();
}

/** A name that may hold any character, on one line. */
export function oneLine(name: string): string {
  return name.replace(/[\p{Cc}\s]+/gu, ' ').trim();
}

/** The beginning of a text, at most so many characters: whole lines where a line ends near enough. */
export function beginningOf(text: string, characters: number): string {
  if (text.length <= characters) return text;
  if (characters <= 0) return '';
  const lineEnd = text.lastIndexOf('\n', characters - 1) + 1;
  if (lineEnd >= characters * LEAST_OF_LINES) return text.slice(0, lineEnd);
  return text.slice(0, isHalf(text, characters) ? characters - 1 : characters);
}

/** The end of a text, at most so many characters: whole lines where a line begins near enough. */
export function endOf(text: string, characters: number): string {
  if (text.length <= characters) return text;
  if (characters <= 0) return '';
  const from = text.length - characters;
  const lineStart = text.indexOf('\n', from - 1) + 1;
  if (lineStart > 0 && text.length - lineStart >= characters * LEAST_OF_LINES) {
    return text.slice(lineStart);
  }
  return text.slice(isHalf(text, from) ? from + 1 : from);
}

/** Whole lines are kept if they are so much of what might be kept; else a long line is broken. */
const LEAST_OF_LINES = 0.8;

/** Whether a cut there would part the two halves of a character. */
function isHalf(text: string, at: number): boolean {
  return (text.codePointAt(at - 1) ?? 0) > 0xffff;
}
