import { leadingWhitespace } from '../base/indentation.ts';
import type { Ecosystem } from '../languages/ecosystems.ts';

/** The lines of a declaration or statement: from `line` to before `end`, zero-based. */
export interface DeclarationLines {
  readonly line: number;
  readonly end: number;
}

/** A line that belongs to the range above it: a closing bracket or word, or the opening brace of a body. */
const CLOSES = /^(?:[)\]}{>]|end\b|esac\b|done\b)/;
const COMMENT = /^(?:\/\/|\/\*|\*|--(?!\w)|;;|'''|"""|#(?!\s*define|\[|[\p{L}_$]\w*\s*[(=;:]))/u;
/** Annotations on their own line, which precede a declaration. */
const ANNOTATION = /^(?:@[\w.]+(?:\([^()]*\))?|#!?\[.*\]|\[[\w.]+(?:\([^()]*\))?\])$/;

/**
 * Divides lines into ranges by indentation: a range begins at a line with the indentation of the first line of code,
 * and ends before the next one. For the members of a type, `from` is the line after its header, and
 * `headerIndentation` the indentation of the header.
 */
export function lineRangesIn(
  lines: readonly string[],
  from: number,
  to: number,
  ecosystem: Ecosystem | undefined,
  headerIndentation?: number,
): DeclarationLines[] {
  const ranges: DeclarationLines[] = [];
  const isInside = headerIndentation !== undefined;
  const bodyIndentation = isInside ? bodyIndentationOf(lines, from, to, headerIndentation) : 0;
  if (bodyIndentation === undefined) return [];
  let start = -1;
  let comment = '';
  /** The line after the last line of code. */
  let end = from;
  const close = (): void => {
    if (start >= 0) ranges.push({ line: start, end });
    start = -1;
  };
  for (let at = from; at < to; at += 1) {
    const line = lines[at] ?? '';
    const text = line.trim();
    if (comment !== '') {
      if (text.includes(comment)) comment = '';
      continue;
    }
    if (text === '') continue;
    comment = commentEnd(text, ecosystem);
    if (COMMENT.test(text) || comment !== '') continue;
    const isAnnotation = ANNOTATION.test(text);
    const indentation = leadingWhitespace(line).length;
    if (isInside && indentation < bodyIndentation && CLOSES.test(text)) break;
    const continues =
      indentation > bodyIndentation ||
      CLOSES.test(text) ||
      (ecosystem === 'c' && start >= 0 && isOpenInC(lines[end - 1] ?? '', isInside));
    if (!continues) {
      close();
      if (!isAnnotation) start = at;
    }
    if (!isAnnotation) end = at + 1;
  }
  close();
  return ranges;
}

/** The indentation of the first line of code in a body; undefined if no line is deeper than the header. */
function bodyIndentationOf(
  lines: readonly string[],
  from: number,
  to: number,
  headerIndentation: number,
): number | undefined {
  for (let at = from; at < to; at += 1) {
    const line = lines[at] ?? '';
    const text = line.trim();
    if (text.startsWith('{')) continue;
    if (text === '' || COMMENT.test(text) || ANNOTATION.test(text)) continue;
    const indentation = leadingWhitespace(line).length;
    return indentation > headerIndentation ? indentation : undefined;
  }
  return undefined;
}

/** What ends a comment or documentation that begins in a line; '' if it ends there. */
function commentEnd(text: string, ecosystem: Ecosystem | undefined): string {
  if (text.startsWith('/*') && !text.includes('*/', 2)) return '*/';
  if (ecosystem !== 'python') return '';
  const quotes = /^[rRbBuU]?("""|''')/.exec(text)?.[1];
  return quotes !== undefined && text.indexOf(quotes) === text.lastIndexOf(quotes) ? quotes : '';
}

/** Whether the last line of code leaves a declaration open: in C, a line may have only its type. */
function isOpenInC(lastLine: string, isInside: boolean): boolean {
  const comment = lastLine.search(/\/[/*]/);
  const text = lastLine.slice(0, comment < 0 ? undefined : comment).trim();
  // The values of an enumeration end with a comma.
  if (isInside && /^\w+(?:\s*=[^(]*)?,$/.test(text)) return false;
  return !/[;}{:]$/.test(text) && !/^(?:#|extern\s+"C")/.test(text);
}
