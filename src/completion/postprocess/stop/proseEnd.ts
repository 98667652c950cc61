import { opensBlock } from '../../../languages/blocks.ts';
import { syntaxOf } from '../../../languages/syntax.ts';
import type { Snapshot } from '../../snapshot.ts';
import { lineAbove, lineBelow, linesBelow } from '../../snapshot.ts';
import type { AnswerText } from './answerLines.ts';
import { nextFilled } from './answerLines.ts';
import { FENCE } from '../normalize/codeInProse.ts';
import { stopAtEnclosingBracket } from './enclosingBracket.ts';
import type { StopPoint } from './stopRule.ts';

/** The beginning of an environment in LaTeX, of a block in Org, or of an element, alone on its line. */
const BEGIN = /^\s*(?:\\begin\{([\w*]+)\}|#\+begin_(\w+)|<([a-z]\w*)(?:\s[^<>]*)?>\s*$)/i;

/** The first and last line of a block in AsciiDoc: `----`, `====`, `|===`. */
const DELIMITER = /^(?:([-.=*_+/])\1{3,}|--|\|={3,})\s*$/;

/** If a line of prose begins a block: the line that ends it. */
function endingOf(line: string, { languageId }: Snapshot): string | undefined {
  if (languageId === 'asciidoc' && DELIMITER.test(line)) return line.trim();
  if (line.trim() === '$$') return '$$';
  const fence = FENCE.exec(line)?.[1];
  if (fence !== undefined) return fence;
  const [, environment, block, element] = BEGIN.exec(line) ?? [];
  if (environment !== undefined) return `\\end{${environment}}`;
  if (block !== undefined) return `#+end_${block}`;
  return element !== undefined && opensBlock(line, syntaxOf('html')) ? `</${element}>` : undefined;
}

/** In prose, stops after one line, or after the whole fenced block, environment or element. */
export function stopProse(answer: AnswerText, added: string): StopPoint | undefined {
  const encloses = added.trim() === '' ? /^\s*(?:<\/|[)\]}])/ : /^\s*<\//;
  if (encloses.test(answer.snapshot.lineAfter)) return stopAtEnclosingBracket(answer);
  const isFinished = added.trim() === '' && answer.snapshot.lineAfter.trim() === '';
  const first = nextFilled(answer, isFinished ? 1 : 0);
  if (first < 0) return undefined;
  // The block begins on the cursor's line, or it is the answer.
  const own = isFinished ? endingOf(answer.lines[0]?.text ?? '', answer.snapshot) : undefined;
  const ending = own ?? endingOf(answer.lines[first]?.text ?? '', answer.snapshot);
  const isItem = /^\s*\\item\b/.test(answer.lines[first]?.text ?? '');
  const body = own === undefined && !isItem ? emptyEnvironment(answer.snapshot) : undefined;
  if (body !== undefined) {
    const close = closingIndex(answer, 0, body);
    return close < 0 ? undefined : { lines: close, rule: 'closed already' };
  }
  if (ending === undefined)
    return beginsTag(answer, first) ? endOfTag(answer, first) : endOfRows(answer, first);
  // The document has the rest of the element whose beginning is typed.
  const isTyped = own === undefined && answer.snapshot.lineBefore.trim() !== '';
  const isWhole = isTyped && linesBelow(answer.snapshot).some((line) => line.trim() === ending);
  if (isWhole && !/^\W+$/.test(ending)) return { lines: first + 1, rule: 'line' };
  const close = closingIndex(answer, own === undefined ? first + 1 : first, ending);
  return close < 0 ? undefined : { lines: close + 1, rule: 'one block' };
}

/** Whether a line begins a component whose attributes are on separate lines: `<Chart⏎  data={a}⏎/>`. */
function beginsTag({ lines }: AnswerText, first: number): boolean {
  return /^\s*<[A-Z][\w.]*$/.test(lines[first]?.text ?? '');
}

/** The end of such a component. */
function endOfTag({ lines }: AnswerText, first: number): StopPoint | undefined {
  const end = lines.findIndex(
    ({ columns, text }, index) =>
      index > first && columns === lines[first]?.columns && text.trim().startsWith('/>'),
  );
  return end < 0 ? undefined : { lines: end + 1, rule: 'one block' };
}

/** What may follow the line break at the end of a row in LaTeX: a distance, a rule, a comment. */
const AFTER_ROW = /^(?:\[[^\]]*\])?(?:\\[a-z]+rule|\\hline)?(?:%.*)?$/;

/** Whether a line has a row of a table or of aligned equations in LaTeX that another one follows. */
function isRow(line: string): boolean {
  const end = line.lastIndexOf('\\\\');
  return end >= 0 && AFTER_ROW.test(line.slice(end + 2).replaceAll(/\s/g, ''));
}

/** A ruler of a table in reStructuredText, which has several that are alike: `=====  =====`, `+-----+-----+`. */
const TABLE_RULER = /^\s*(?:=+(?:\s+=+)+|\+[-=+]+\+)\s*$/;

/** Whether a line is the first row of a table in Markdown, which is of no use alone. */
function beginsTable(line: string, snapshot: Snapshot): boolean {
  const isRow = (text: string) => /^\s*\|.*\|\s*$/.test(text);
  return isRow(line) && snapshot.lineBefore.trim() === '' && !isRow(lineAbove(snapshot) ?? '');
}

/** The end of a line at index `first`, or of the rows of a table that begin there. */
function endOfRows({ lines, snapshot }: AnswerText, first: number): StopPoint | undefined {
  if (snapshot.languageId === 'restructuredtext' && TABLE_RULER.test(lines[first]?.text ?? '')) {
    const end = lines.findIndex(({ isBlank }, index) => index > first && isBlank);
    return end < 0 ? undefined : { lines: end, rule: 'one block' };
  }
  if (beginsTable(lines[first]?.text ?? '', snapshot)) {
    const end = lines.findIndex(({ text }, index) => index > first && !/^\s*\|/.test(text));
    return end < 0 ? undefined : { lines: end, rule: 'one block' };
  }
  if (snapshot.languageId !== 'latex') return { lines: first + 1, rule: 'line' };
  const last = lines.findIndex(({ text }, index) => index >= first && !isRow(text));
  return last < 0 ? undefined : { lines: last + 1, rule: 'line' };
}

/** The end of an environment of LaTeX whose body is only the cursor's line; undefined elsewhere. */
function emptyEnvironment(snapshot: Snapshot): string | undefined {
  const [, environment] = BEGIN.exec(lineAbove(snapshot) ?? '') ?? [];
  const end = `\\end{${environment ?? ''}}`;
  const isEmpty = snapshot.lineBefore.trim() === '' && lineBelow(snapshot)?.trim() === end;
  return environment !== undefined && isEmpty ? end : undefined;
}

/** Index of the line that ends a block whose lines begin at index `from`; -1 if it has not arrived. */
function closingIndex({ lines, snapshot }: AnswerText, from: number, ending: string): number {
  let depth = 1;
  for (let at = from; at < lines.length; at += 1) {
    const text = lines[at]?.text ?? '';
    if (text.trim().toLowerCase() === ending.toLowerCase()) depth -= 1;
    else if (!/^\W+$/.test(ending) && endingOf(text, snapshot) === ending) depth += 1;
    if (depth === 0) return at;
  }
  return -1;
}
