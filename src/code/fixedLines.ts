import { blanksOf } from './blanks.ts';

/** Languages in which a string between backticks may go on over lines, blanks and all. */
const BACKTICKS = new Set(
  'javascript typescript javascriptreact typescriptreact vue svelte go'.split(' '),
);
/** Languages with here-documents, which end at a line that may not move. */
const HERE_DOCUMENTS = new Set('shellscript ruby perl php dockerfile'.split(' '));

/**
 * The lines that begin inside a string whose blanks are part of it: their indentation must stay. Docstrings and
 * text blocks are not among them, as they move with the code around them. A string without an end speaks
 * against this reading, and fixes nothing.
 */
export function fixedLines(lines: readonly string[], languageId: string): ReadonlySet<number> {
  if (BACKTICKS.has(languageId)) return insideBackticks(lines, languageId !== 'go');
  if (HERE_DOCUMENTS.has(languageId)) return insideHereDocuments(lines);
  return new Set();
}

/** Tells backticks from those in comments and other strings; `${` begins code again, up to its brace. */
function insideBackticks(lines: readonly string[], hasHoles: boolean): ReadonlySet<number> {
  const fixed = new Set<number>();
  // What is open, innermost last: a string between backticks, the hole of one, a brace, a comment.
  const open: string[] = [];
  lines.forEach((line, index) => {
    if (open.at(-1) === '`') fixed.add(index);
    for (let at = blanksOf(line).length; at < line.length; at += 1) {
      const two = line.slice(at, at + 2);
      const one = two.charAt(0);
      const inner = open.at(-1);
      if (inner === '/*') {
        if (two === '*/') open.pop();
      } else if (inner === '`') {
        if (one === '`') open.pop();
        else if (hasHoles && one === '\\') at += 1;
        else if (hasHoles && two === '${') open.push(two);
      } else if (two === '//') return;
      else if (two === '/*') open.push(two);
      else if (one === '`' || one === '{') open.push(one);
      else if (one === '}') open.pop();
      else if (one === '"' || one === "'") at = endOfString(line, at);
    }
  });
  return open.includes('`') ? new Set() : fixed;
}

/** The place of the quote that ends a string on its line; the line's end where there is none. */
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
      // `<<-` and `<<~` end at an indented line as well.
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
