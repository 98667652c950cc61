import { leadingWhitespace } from '../../../base/indentation.ts';
import { ecosystemOf } from '../../../languages/ecosystems.ts';

/** Languages with here-documents, whose last line must not be indented. */
const HERE_DOCUMENTS = new Set('shellscript ruby perl php dockerfile'.split(' '));

/**
 * The indexes of lines that begin inside a string, whose indentation must not change. Docstrings and text blocks are not
 * included: they move with the code around them. Empty if a string is not closed, because the text was misread then.
 */
export function fixedLines(lines: readonly string[], languageId: string): ReadonlySet<number> {
  if (ecosystemOf(languageId) === 'javascript') return insideBackticks(lines, true);
  if (languageId === 'go') return insideBackticks(lines, false);
  if (HERE_DOCUMENTS.has(languageId)) return insideHereDocuments(lines);
  return new Set();
}

/** Skips backticks in comments and other strings. With `hasSubstitutions`, `${` starts code that ends at its brace. */
function insideBackticks(lines: readonly string[], hasSubstitutions: boolean): ReadonlySet<number> {
  const fixed = new Set<number>();
  // Open constructs, innermost last: a backtick string, a `${` substitution, a brace or a comment.
  const open: string[] = [];
  lines.forEach((line, index) => {
    if (open.at(-1) === '`') fixed.add(index);
    for (let at = leadingWhitespace(line).length; at < line.length; at += 1) {
      const two = line.slice(at, at + 2);
      const one = two.charAt(0);
      const inner = open.at(-1);
      if (inner === '/*') {
        if (two === '*/') open.pop();
      } else if (inner === '`') {
        if (one === '`') open.pop();
        else if (hasSubstitutions && one === '\\') at += 1;
        else if (hasSubstitutions && two === '${') open.push(two);
      } else if (two === '//') return;
      else if (two === '/*') open.push(two);
      else if (one === '`' || one === '{') open.push(one);
      else if (one === '}') open.pop();
      else if (one === '"' || one === "'") at = endOfString(line, at);
    }
  });
  return open.includes('`') ? new Set() : fixed;
}

/** The index of the closing quote of a string; the length of the line if there is none. */
function endOfString(line: string, start: number): number {
  const quote = line.charAt(start);
  for (let at = start + 1; at < line.length; at += 1) {
    if (line[at] === '\\') at += 1;
    else if (line[at] === quote) return at;
  }
  return line.length;
}

function insideHereDocuments(lines: readonly string[]): ReadonlySet<number> {
  const fixed = new Set<number>();
  let inside: number[] = [];
  let end: string | undefined;
  lines.forEach((line, index) => {
    if (end === undefined) {
      // `<<-` and `<<~` allow an indented last line.
      end = /<<(?!<)[-~]?\s*(["']?)([A-Za-z_]\w*)\1/.exec(line)?.[2];
      return;
    }
    inside.push(index);
    if (line.trim() !== end) return;
    for (const at of inside) fixed.add(at);
    inside = [];
    end = undefined;
  });
  return fixed;
}
