import { columnsOf } from '../../../base/indentation.ts';
import { scanBrackets } from '../range/scanBrackets.ts';
import {
  continuesExpression,
  isAccessLabel,
  isDirective,
  isLabel,
} from '../../../languages/blocks.ts';
import { isClosedBelow } from '../closedBelow.ts';
import type { LanguageSyntax } from '../../../languages/syntaxPresets.ts';
import type { Snapshot } from '../../snapshot.ts';
import { lineBelow } from '../../snapshot.ts';

/** Languages whose blocks are marked by indentation alone, and in which any line may have a body. */
const NESTED = /^(?:haml|jade|pug|sass|slim|stylus)$/;

/**
 * Whether an indented line is further left than the line below the cursor, which would then belong to it: it is indented
 * as if the cursor were in the first column.
 */
export function leavesNesting(columns: number, cursor: number, snapshot: Snapshot): boolean {
  const { languageId, indent } = snapshot;
  if (!NESTED.test(languageId) || columns === 0 || columns >= cursor) return false;
  const below = columnsOf(lineBelow(snapshot) ?? '', indent.tabSize);
  return columns < below && below <= cursor;
}

/** Whether the next line continues the expression of the first one, which closes nothing that it did not open. */
export function continuesChain(head: string, next: string, { syntax }: Snapshot): boolean {
  const isDirective = /^\s*\.[A-Za-z_]\w*(?:\s|:|$)/.test(next);
  return (
    continuesExpression(next) && !isDirective && scanBrackets(head, syntax).unopened.length === 0
  );
}

/**
 * Whether the next line would leave the braces or the element around the cursor without closing them, although the
 * document closes them below: `{ █ }` + `a: 1,⏎b: 2`. `isNext` tells that it directly follows a whole statement.
 */
export function leavesParent(
  head: string,
  next: string,
  isNext: boolean,
  snapshot: Snapshot,
): boolean {
  const { syntax, indent } = snapshot;
  const areElements = /^\s*<\w.*>\s*$/.test(head) && /^\s*<\w/.test(next);
  if (syntax.isOffside || !(areElements || isNext || /[;,]\s*$/.test(head))) return false;
  if (startsLiteral(head, syntax)) return false;
  if (isLabel(next, syntax) || isDirective(next, syntax) || isAccessLabel(next.trim()))
    return false;
  const [opener] = enclosingLines(snapshot);
  const closing = opener === undefined ? undefined : closingOf(opener, areElements);
  if (opener === undefined || closing === undefined) return false;
  const floor = columnsOf(opener, indent.tabSize);
  return columnsOf(next, indent.tabSize) <= floor && isClosedBelow(closing, floor, snapshot);
}

/** The lines above the cursor that the cursor's line is nested in, innermost first. */
function* enclosingLines({ prefix, lineBefore, indent }: Snapshot): Generator<string> {
  let columns = columnsOf(lineBefore, indent.tabSize);
  const above = prefix.slice(0, prefix.length - lineBefore.length).split('\n');
  for (const line of above.reverse()) {
    if (line.trim() === '' || columnsOf(line, indent.tabSize) >= columns) continue;
    columns = columnsOf(line, indent.tabSize);
    yield line;
  }
}

/** The indentation of the function around the cursor, in columns; undefined if there is none. */
function enclosingFunctionColumns(snapshot: Snapshot): number | undefined {
  for (const line of enclosingLines(snapshot)) {
    if (INDENTED_FUNCTION.test(line)) return columnsOf(line, snapshot.indent.tabSize);
  }
  return undefined;
}

/** The head of a function where indentation marks the body, or of a directive in reStructuredText. */
const INDENTED_FUNCTION =
  /^\s*(?:(?:async|private|public|static)\s+)*(?:def|fn|func|iterator|macro|method|proc|template)\b.*[:=]\s*$|^\s*\.\.\s+[\w-]+::/;

/** The beginning of a definition, with its modifiers or attributes. */
const DEFINITION =
  /^\s*(?:@\w|#\[|if __name__\b|(?:(?:abstract|async|export|final|internal|private|protected|pub|public|static)\s+)*(?:class|def|enum|fn|fun|func|function|impl|interface|method|module|namespace|proc|struct|trait|type)\b)/;

/**
 * Index of the first line with this indentation that begins another definition after a blank line; the number of lines
 * if there is none.
 */
export function nextDefinition(
  lines: readonly string[],
  columns: number,
  { indent }: Snapshot,
): number {
  const at = lines.findIndex(
    (line, index) =>
      index > 1 &&
      lines[index - 1]?.trim() === '' &&
      columnsOf(line, indent.tabSize) === columns &&
      DEFINITION.test(line),
  );
  return at < 0 ? lines.length : at;
}

/**
 * Whether the next line would leave the function around the cursor, whose body indentation marks.
 */
export function leavesDefinition(head: string, next: string, snapshot: Snapshot): boolean {
  const { syntax, indent } = snapshot;
  if (!syntax.isOffside || DEFINITION.test(next) || startsLiteral(head, syntax)) return false;
  const outer = enclosingFunctionColumns(snapshot);
  return outer !== undefined && columnsOf(next, indent.tabSize) <= outer;
}

/** Whether a line begins a literal of several lines, such as a here-document, whose text may be in the first column. */
function startsLiteral(line: string, syntax: LanguageSyntax): boolean {
  return scanBrackets(`${line}\n`, syntax).end.inside !== undefined;
}

/** What closes the braces or, for elements, the element that a line opens; undefined if it opens none. */
function closingOf(opener: string, forElement: boolean): string | undefined {
  const element = /^\s*<(\w[\w.:-]*)/.exec(opener)?.[1];
  if (forElement) return element === undefined ? undefined : `</${element}>`;
  if (/\{\s*$/.test(opener)) return '}';
  return /\[\s*$/.test(opener) ? ']' : undefined;
}
