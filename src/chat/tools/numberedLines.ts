/** Maximum number of lines of one call. */
const MAX_LINES = 400;
/** Maximum number of characters of one call. */
const MAX_CHARACTERS = 24_000;
/** Maximum length of a line, in characters; longer ones, which people rarely write, are truncated. */
const MAX_LINE = 1_000;

/** Numbered lines of a file. */
export interface NumberedLines {
  readonly text: string;
  /** The number of lines in it. */
  readonly count: number;
}

/**
 * The lines `first` to `last` of a text, each with its number, below a header with the path. Limited to 400 lines and
 * 24,000 characters; a note says how to read on. Undefined if there is no such line.
 */
export function numberedLines(
  path: string,
  text: string,
  first = 1,
  last = Infinity,
): NumberedLines | undefined {
  const total = lineCount(text);
  const from = Math.max(1, first);
  if (from > total || last < from) return undefined;
  const to = Math.min(total, last, from + MAX_LINES - 1);
  const lines: string[] = [];
  let room = MAX_CHARACTERS;
  for (const line of linesFrom(text, from, to)) {
    const shown = line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}… (line truncated)` : line;
    const numbered = `${from + lines.length}\t${shown}`;
    room -= numbered.length + 1;
    if (room < 0 && lines.length > 0) break;
    lines.push(numbered);
  }
  const end = from + lines.length - 1;
  const isCut = end < Math.min(total, last);
  const note = isCut ? `\n(Truncated. To read on, use startLine ${end + 1}.)` : '';
  const header = `${path}, lines ${from} to ${end} of ${total}`;
  return { text: `${header}\n${lines.join('\n')}${note}`, count: lines.length };
}

/** Number of lines; a line end at the end of the text starts no further line. */
function lineCount(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return text === '' || text.endsWith('\n') ? Math.max(1, count) : count + 1;
}

function* linesFrom(text: string, first: number, last: number): Generator<string> {
  let start = 0;
  for (let line = 1; line <= last; line += 1) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    if (line >= first) {
      yield text.slice(start, text[end - 1] === '\r' && end > start ? end - 1 : end);
    }
    start = end + 1;
  }
}
