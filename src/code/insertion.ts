import { blanksOf, columnsOf, isBlank, linesOf } from './blanks.ts';
import { reindent, type Place } from './reindent.ts';

/** What is around a cursor, or around a selection. */
export interface Gap extends Place {
  readonly eol: '\n' | '\r\n';
  /** The rest of the line in front of it and behind it. */
  readonly before: string;
  readonly after: string;
  /** The nearest lines above and below that are not blank; empty where there is none. */
  readonly above: string;
  readonly below: string;
}

/** A text to insert, and where the cursor stands afterwards, in characters from the text's beginning. */
export interface Insertion {
  readonly text: string;
  readonly cursor: number;
}

/** Languages in which a colon at a line's end opens a block. */
const COLON_OPENS = new Set(['python', 'yaml', 'dockercompose', 'nim', 'starlark']);
const PROSE = new Set('markdown mdx plaintext restructuredtext asciidoc latex'.split(' '));

/**
 * A block's text for a cursor. It takes lines of its own where only blanks are in front of the cursor, and where
 * the line is complete; else it continues the line.
 */
export function insertionOf(code: string, gap: Gap): Insertion {
  const body = withoutLastEnd(code);
  if (body === '') return { text: '', cursor: 0 };
  const lines = linesOf(body);
  if (!isBlank(gap.before)) {
    if (isBlank(gap.after) && isComplete(gap.before, lines.length > 1, gap)) {
      const deeper = opensBody(gap.before, gap) ? gap.unit : '';
      const fitted = reindent(lines, blanksOf(gap.before) + deeper, gap);
      return atItsEnd(gap.eol + fitted.join(gap.eol));
    }
    return atItsEnd(continuing(lines, gap));
  }
  const isEmptyLine = isBlank(gap.after);
  const base = isEmptyLine ? gap.before || expected(gap) : blanksOf(gap.before + gap.after);
  const { text, cursor } = atItsEnd(behind(gap.before, reindent(lines, base, gap).join(gap.eol)));
  // The text behind the cursor goes down by as many lines, and keeps its indentation.
  return { text: isEmptyLine ? text : text + gap.eol + gap.before, cursor };
}

/** A block's text in the place of a selection, which ends with a line end if the selection does. */
export function replacementOf(code: string, selected: string, gap: Gap): string {
  const body = withoutLastEnd(code);
  if (body === '') return '';
  const lines = linesOf(body);
  const end = /(\r\n|\r|\n)[ \t]*$/.test(selected) && !isBlank(selected) ? lastEnd(selected) : '';
  if (!isBlank(gap.before)) return continuing(lines, gap) + end;
  const top = linesOf(gap.before + selected + gap.after).find((line) => !isBlank(line)) ?? '';
  return behind(gap.before, reindent(lines, blanksOf(top), gap).join(gap.eol)) + end;
}

function atItsEnd(text: string): Insertion {
  return { text, cursor: text.length };
}

/** The block behind text on the same line; its other lines are as deep as that line. */
function continuing(lines: readonly string[], gap: Gap): string {
  const [first = '', ...rest] = reindent(lines, blanksOf(gap.before), gap);
  return [first.slice(blanksOf(first).length), ...rest].join(gap.eol);
}

/** A text without the blanks that are in front of it already. */
function behind(blanks: string, text: string): string {
  return text.slice(text.startsWith(blanks) ? blanks.length : blanksOf(text).length);
}

/** The block's last line has an end only if the block is a whole file. */
function withoutLastEnd(code: string): string {
  return code.replace(/(\r\n|\r|\n)$/, '');
}

function lastEnd(selected: string): string {
  return /(\r\n|\r|\n)[ \t]*$/.exec(selected)?.[0] ?? '';
}

/** Whether a line with nothing behind the cursor is over, so that the block begins on the next one. */
function isComplete(before: string, isLong: boolean, gap: Gap): boolean {
  const text = before.trim();
  if (/[;{}]$|\*\/$/.test(text) || /^(\/\/|#(\s|!|#|include\b|$)|--\s)/.test(text)) return true;
  return isLong && opensBody(before, gap);
}

/** Whether a line opens a block of statements, or whatever else stands on lines of its own. */
function opensBody(line: string, { languageId }: Gap): boolean {
  const text = line.trimEnd();
  return text.endsWith('{') || (text.endsWith(':') && COLON_OPENS.has(languageId));
}

/** The indentation of a new line between two others. */
function expected(gap: Gap): string {
  const { above, below, tabSize, unit } = gap;
  if (PROSE.has(gap.languageId)) return '';
  if (opensBody(above, gap) || /[([]$/.test(above.trimEnd())) return blanksOf(above) + unit;
  if (!/^\s*([\])}]|<\/|end\b)/.test(below)) return blanksOf(below);
  const isDeeper = columnsOf(above, tabSize) > columnsOf(below, tabSize);
  return blanksOf(isDeeper ? above : below);
}
