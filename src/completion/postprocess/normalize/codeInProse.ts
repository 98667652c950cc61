import { columnsOf } from '../../../base/indentation.ts';
import { languageIdOf } from '../../../languages/fenceLanguages.ts';
import { syntaxOf } from '../../../languages/syntax.ts';
import { SYNTAXES } from '../../../languages/syntaxPresets.ts';
import { scanBrackets } from '../range/scanBrackets.ts';
import type { Snapshot } from '../../snapshot.ts';
import { lineAbove, linesBelow } from '../../snapshot.ts';
import { openerOf } from '../stop/blockEnd.ts';

/** The code around the cursor, in its own language. */
export interface CodeSite {
  /** In prose, the snapshot of the block of code alone; otherwise that of the document. */
  readonly snapshot: Snapshot;
  /** The line that ends a block of code in prose; undefined if none does. */
  readonly fence?: string;
  /** Whether the document has that line. */
  readonly isClosed?: boolean;
}

/** The beginning of a fenced block, with its language: ```` ```py ````, ```` ```{r} ````. */
export const FENCE = /^\s*(`{3,}|~{3,})\s*\{?\.?([\w+#-]*)/;
/** The beginning of a block of code in Org or LaTeX, with its language. */
const BEGIN_CODE =
  /^\s*(?:#\+begin_(src|example)(?:[ \t]+([\w+#-]+))?|\\begin\{(verbatim|lstlisting|minted)\})/i;
/** The first and last line of a block of code in AsciiDoc. */
const CODE_DELIMITER = /^([-.])\1{3,}\s*$/;
/** The directive of reStructuredText whose indented body is code, with its language. */
const CODE_DIRECTIVE = /^\s*\.\. (?:code|code-block|sourcecode)::[ \t]*([\w+#-]*)/;

/** The code around the cursor: a block of code in prose, or else the document. */
export function codeSiteAt(snapshot: Snapshot): CodeSite {
  if (!snapshot.syntax.isProse) return { snapshot };
  return fencedAt(snapshot) ?? { snapshot: unfencedAt(snapshot) ?? snapshot };
}

/**
 * The code around the cursor that no line ends: a call or block in Typst, such as `#figure(█)`, and the body of a
 * directive in reStructuredText. Undefined in prose and in other languages.
 */
function unfencedAt(snapshot: Snapshot): Snapshot | undefined {
  if (snapshot.languageId === 'restructuredtext') return codeOfDirective(snapshot);
  if (snapshot.languageId !== 'typst') return undefined;
  const opener = scanBrackets(snapshot.prefix, snapshot.syntax).open.at(-1)?.char;
  if (opener !== '(' && opener !== '{') return undefined;
  return { ...snapshot, syntax: SYNTAXES.braces };
}

function codeOfDirective(snapshot: Snapshot): Snapshot | undefined {
  const columns = columnsOf(snapshot.lineBefore, snapshot.indent.tabSize);
  const above = columns === 0 ? (lineAbove(snapshot) ?? '') : openerOf(columns, snapshot).text;
  const name = CODE_DIRECTIVE.exec(above)?.[1];
  if (name === undefined) return undefined;
  const languageId = languageIdOf(name) ?? name.toLowerCase();
  const syntax = syntaxOf(languageId);
  return syntax.isProse ? undefined : { ...snapshot, languageId, syntax };
}

/** If a line begins a block of code: the line that ends it, and the name of its language, empty if it has none. */
function codeOf(line: string, { languageId }: Snapshot): { end: string; name: string } | undefined {
  const [, fence, language = ''] = FENCE.exec(line) ?? [];
  if (fence !== undefined) return { end: fence, name: language };
  if (languageId === 'asciidoc' && CODE_DELIMITER.test(line)) return { end: line.trim(), name: '' };
  const [, block, name = '', environment] = BEGIN_CODE.exec(line) ?? [];
  if (block !== undefined) return { end: `#+end_${block}`, name };
  return environment === undefined ? undefined : { end: `\\end{${environment}}`, name: '' };
}

/** The metadata at the beginning of a document, between two lines of hyphens, if the window begins with it. */
function frontMatterAt({ firstLine, prefix }: Snapshot): ReturnType<typeof codeOf> {
  return firstLine === 0 && /^---[ \t]*\n/.test(prefix) ? { end: '---', name: 'yaml' } : undefined;
}

/** Whether a line is `fence`, the end of a block of code. Ignores case, as Org does. */
export function isFence(line: string, fence: string): boolean {
  return line.trim().toLowerCase() === fence.toLowerCase();
}

/** The block of code around the cursor that a line ends, in a prose document; undefined if there is none. */
function fencedAt(snapshot: Snapshot): CodeSite | undefined {
  let code = frontMatterAt(snapshot);
  let begin = 0;
  let at = 0;
  for (const [index, line] of snapshot.prefix.split('\n').slice(0, -1).entries()) {
    at += line.length + 1;
    if (index === 0 && code !== undefined) begin = at;
    else if (code === undefined) {
      code = codeOf(line, snapshot);
      begin = at;
    } else if (isFence(line, code.end)) code = undefined;
  }
  if (code === undefined) return undefined;
  const languageId = languageIdOf(code.name) ?? code.name.toLowerCase();
  const syntax = syntaxOf(languageId);
  if (syntax.isProse) return undefined;
  const close = closeOf(code.end, snapshot);
  return {
    fence: code.end,
    isClosed: close !== undefined,
    snapshot: {
      ...snapshot,
      languageId,
      syntax,
      prefix: snapshot.prefix.slice(begin),
      // Without an end, the text below is prose.
      suffix: snapshot.suffix.slice(0, close ?? snapshot.lineAfter.length),
    },
  };
}

/** Offset after the cursor at which the block of code ends; undefined if another one begins first. */
function closeOf(end: string, snapshot: Snapshot): number | undefined {
  let at = snapshot.lineAfter.length;
  for (const line of linesBelow(snapshot)) {
    if (isFence(line, end)) return at;
    if (codeOf(line, snapshot)?.end === end) return undefined;
    at += line.length + 1;
  }
  return undefined;
}
