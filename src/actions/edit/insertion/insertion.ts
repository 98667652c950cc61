import { linesOf } from '../../../base/lines.ts';
import { leadingWhitespace, columnsOf, isBlank } from '../../../base/indentation.ts';
import { reindent, type IndentContext } from './reindent.ts';

/** The surroundings of a cursor or selection. */
export interface InsertionContext extends IndentContext {
  readonly eol: '\n' | '\r\n';
  /** The text on the same line before and after it. */
  readonly before: string;
  readonly after: string;
  /** The nearest lines above and below that are not blank; empty if there are none. */
  readonly above: string;
  readonly below: string;
}

/** A text to insert, and the cursor's offset in it afterwards. */
export interface Insertion {
  readonly text: string;
  readonly cursor: number;
}

/** Languages in which a colon at the end of a line opens a block. */
const COLON_OPENS = new Set(['python', 'yaml', 'dockercompose', 'nim', 'starlark']);
const PROSE = new Set('markdown mdx plaintext restructuredtext asciidoc latex'.split(' '));

/**
 * Adapts code for insertion at a cursor. It gets separate lines if only whitespace precedes the cursor or if the line is
 * complete; otherwise it continues the line.
 */
export function insertionOf(code: string, context: InsertionContext): Insertion {
  const body = withoutLastEnd(code);
  if (body === '') return { text: '', cursor: 0 };
  const lines = linesOf(body);
  if (!isBlank(context.before)) {
    if (isBlank(context.after) && isComplete(context.before, lines.length > 1, context)) {
      const deeper = opensBody(context.before, context) ? context.unit : '';
      const adapted = reindent(lines, leadingWhitespace(context.before) + deeper, context);
      return withCursorAtEnd(context.eol + adapted.join(context.eol));
    }
    return withCursorAtEnd(continuing(lines, context));
  }
  const isEmptyLine = isBlank(context.after);
  const base = isEmptyLine
    ? context.before || expectedIndentation(context)
    : leadingWhitespace(context.before + context.after);
  const { text, cursor } = withCursorAtEnd(
    withoutTypedIndent(context.before, reindent(lines, base, context).join(context.eol)),
  );
  // The text after the cursor moves below the inserted lines and keeps its indentation.
  return { text: isEmptyLine ? text : text + context.eol + context.before, cursor };
}

/** Adapts code to replace a selection. The result ends with a line end if the selection does. */
export function replacementOf(code: string, selected: string, context: InsertionContext): string {
  const body = withoutLastEnd(code);
  if (body === '') return '';
  const lines = linesOf(body);
  const end = /(\r\n|\r|\n)[ \t]*$/.test(selected) && !isBlank(selected) ? lastEnd(selected) : '';
  if (!isBlank(context.before)) return continuing(lines, context) + end;
  const top =
    linesOf(context.before + selected + context.after).find((line) => !isBlank(line)) ?? '';
  return (
    withoutTypedIndent(
      context.before,
      reindent(lines, leadingWhitespace(top), context).join(context.eol),
    ) + end
  );
}

function withCursorAtEnd(text: string): Insertion {
  return { text, cursor: text.length };
}

/** The code after text on the same line; its other lines are indented like that line. */
function continuing(lines: readonly string[], context: InsertionContext): string {
  const [first = '', ...rest] = reindent(lines, leadingWhitespace(context.before), context);
  return [first.slice(leadingWhitespace(first).length), ...rest].join(context.eol);
}

/** The text without the indentation that precedes it already. */
function withoutTypedIndent(whitespace: string, text: string): string {
  return text.slice(
    text.startsWith(whitespace) ? whitespace.length : leadingWhitespace(text).length,
  );
}

/** Removes the last line end, which only a whole file needs. */
function withoutLastEnd(code: string): string {
  return code.replace(/(\r\n|\r|\n)$/, '');
}

function lastEnd(selected: string): string {
  return /(\r\n|\r|\n)[ \t]*$/.exec(selected)?.[0] ?? '';
}

/** Whether a line that ends at the cursor is complete, so that the code begins on the next line. */
function isComplete(before: string, isLong: boolean, context: InsertionContext): boolean {
  const text = before.trim();
  if (/[;{}]$|\*\/$/.test(text) || /^(\/\/|#(\s|!|#|include\b|$)|--\s)/.test(text)) return true;
  return isLong && opensBody(before, context);
}

/** Whether a line opens a block whose content is on separate lines. */
function opensBody(line: string, { languageId }: InsertionContext): boolean {
  const text = line.trimEnd();
  return text.endsWith('{') || (text.endsWith(':') && COLON_OPENS.has(languageId));
}

/** The indentation of a new line between two lines. */
function expectedIndentation(context: InsertionContext): string {
  const { above, below, tabSize, unit } = context;
  if (PROSE.has(context.languageId)) return '';
  if (opensBody(above, context) || /[([]$/.test(above.trimEnd()))
    return leadingWhitespace(above) + unit;
  if (!/^\s*([\])}]|<\/|end\b)/.test(below)) return leadingWhitespace(below);
  const isDeeper = columnsOf(above, tabSize) > columnsOf(below, tabSize);
  return leadingWhitespace(isDeeper ? above : below);
}
