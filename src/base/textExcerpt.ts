/** The start of a text, at most `characters` long. Ends at a line end if one is near; never splits a surrogate pair. */
export function beginningOf(text: string, characters: number): string {
  if (text.length <= characters) return text;
  if (characters <= 0) return '';
  const lineEnd = text.lastIndexOf('\n', characters - 1) + 1;
  if (lineEnd >= characters * MIN_LINE_SHARE) return text.slice(0, lineEnd);
  return text.slice(0, splitsSurrogatePair(text, characters) ? characters - 1 : characters);
}

/** The end of a text, at most `characters` long. Starts at a line start if one is near; never splits a surrogate pair. */
export function endOf(text: string, characters: number): string {
  if (text.length <= characters) return text;
  if (characters <= 0) return '';
  const from = text.length - characters;
  const lineStart = text.indexOf('\n', from - 1) + 1;
  if (lineStart > 0 && text.length - lineStart >= characters * MIN_LINE_SHARE) {
    return text.slice(lineStart);
  }
  return text.slice(splitsSurrogatePair(text, from) ? from + 1 : from);
}

/** The start of a text, at most `length` UTF-16 units long; never splits a surrogate pair. */
export function truncateEnd(text: string, length: number): string {
  if (text.length <= length) return text;
  return text.slice(0, splitsSurrogatePair(text, length) ? length - 1 : length);
}

/**
 * The end of a text, at most `length` UTF-16 units long. What is cut off is a multiple of `step`, so that the cut moves in
 * steps; never splits a surrogate pair.
 */
export function truncateStart(text: string, length: number, step: number): string {
  if (text.length <= length) return text;
  const from = Math.ceil((text.length - length) / step) * step;
  return text.slice(splitsSurrogatePair(text, from) ? from + 1 : from);
}

/** Excerpts are cut at a line boundary if this share of the requested length remains; otherwise within the line. */
const MIN_LINE_SHARE = 0.8;

/** Whether a cut at this offset would split a surrogate pair. */
export function splitsSurrogatePair(text: string, at: number): boolean {
  return (text.codePointAt(at - 1) ?? 0) > 0xffff;
}
