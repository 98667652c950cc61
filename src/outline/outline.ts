import type { Ecosystem } from '../languages/ecosystems.ts';
import { ecosystemOf } from '../languages/ecosystems.ts';
import { leadingWhitespace } from '../base/indentation.ts';
import { assignedFields } from './assignedFields.ts';
import type { Declaration } from './declaration.ts';
import { declaredName } from './declaredNames.ts';
import { docLine } from './docLine.ts';
import type { DeclarationLines } from './lineRanges.ts';
import { lineRangesIn } from './lineRanges.ts';
import { MAX_HEADER_LINES, headerText } from './headerText.ts';

/** Maximum number of lines read of a file, and of declarations and members kept. */
const MAX_LINES = 6000;
const MAX_DECLARATIONS = 1000;
const MAX_MEMBERS = 200;
/** Maximum length of a line in characters: longer lines are generated or minified. */
const MAX_LINE_LENGTH = 1000;
/** Maximum depth of members: a class in a namespace in a module. */
const MAX_DEPTH = 3;

/** What has members. A constant has them if its value is a list in braces. */
const CONTAINER =
  /\b(?:class|interface|enum|struct|trait|impl|union|namespace|object|record|protocol|extension|actor|mod|module|defmodule)\b/;
const GROUP = /^(?:const|var|type|import)\s*\($/;

/** Beginnings of declarations outside of types; in other ecosystems, everything there declares something. */
const DECLARES: Readonly<Partial<Record<Ecosystem | 'other', RegExp>>> = {
  javascript:
    /^(?:(?:export|declare|abstract|async|function|class|interface|enum|type|namespace|module|const|let|var)\b|(?:module\.)?exports\b|[\w$]+(?:\.prototype)?\.[\w$]+\s*=)/,
  python: /^(?:async\s|def\s|class\s|\w+\s*(?::[^=]|=[^=]))/,
  go: /^(?:func|type|var|const)\b/,
  rust: /^(?:pub\b|fn\b|struct\b|enum\b|trait\b|impl\b|type\b|const\b|static\b|mod\b|union\b|unsafe\b|async\b|extern\b|macro_rules!)/,
  ruby: /^(?:def|class|module|attr_\w+|[A-Z]\w*\s*=)\b/,
  php: /^(?:abstract|final|readonly|class|interface|trait|enum|function|const)\b/,
  elixir: /^(?:def|defp|defmodule|defmacro|defstruct)\b/,
  c: /^(?!#(?!\s*define\s+\w+(?:\(|\s+\S))|using\b|extern\s+"C"\s*\{|\})/,
  other:
    /^(?:(?:local|pub|public|private|export)\s+)?(?:function|class|struct|enum|interface|def|fn|func|fun|sub|proc|type|trait|module|object)\b/,
};
const IMPORTS =
  /^(?:import|package|using|use|require|include|from|#include|export\s+(?:\*|\{|type\s+\{)|(?:pub(?:\([^)]*\))?\s+)?mod\s+\w+\s*;)/;
const REQUIRED = /=\s*(?:require|__importDefault)\s*\(/;
/** Members that other files cannot use. */
const HIDDEN = /^(?:private\b|#[\p{L}_$])/u;

/** The declarations of a file, in order. Reads a limited number of lines; never throws. */
export function outlineOf(lines: readonly string[], languageId: string): Declaration[] {
  const ecosystem = ecosystemOf(languageId);
  const read = lines.slice(0, MAX_LINES).map((line) => (line.length > MAX_LINE_LENGTH ? '' : line));
  const found: Declaration[] = [];
  for (const range of lineRangesIn(read, 0, read.length, ecosystem)) {
    if (found.length >= MAX_DECLARATIONS) break;
    const first = (read[range.line] ?? '').trim();
    if (IMPORTS.test(first) || REQUIRED.test(first)) continue;
    const declares = DECLARES[ecosystem ?? 'other'];
    if (declares && !declares.test(first)) continue;
    found.push(...declarationsOf(read, range, { ecosystem, depth: 0 }));
  }
  return found;
}

interface OutlineContext {
  readonly ecosystem: Ecosystem | undefined;
  readonly depth: number;
}

function declarationsOf(
  lines: readonly string[],
  range: DeclarationLines,
  context: OutlineContext,
): Declaration[] {
  const { ecosystem, depth } = context;
  const { line, end } = range;
  const header = headerText(lines.slice(line, Math.min(end, line + MAX_HEADER_LINES)), ecosystem);
  if (header.text === '') return [];
  if (ecosystem === 'go' && GROUP.test((lines[line] ?? '').trim())) {
    const word = header.text.split(/\W/)[0] ?? '';
    return membersOf(lines, range, { ecosystem, depth: MAX_DEPTH }, line).map((member) => ({
      ...member,
      text: `${word} ${member.text}`,
    }));
  }
  const text = (header.text.endsWith('=') ? header.text.slice(0, -1) : header.text).trimEnd();
  const alias =
    ecosystem === 'c' ? /^\}\s*\**(\w+)\s*[;,]/.exec(lines[end - 1] ?? '')?.[1] : undefined;
  const declared =
    declaredName(header.text, ecosystem) ?? (alias === undefined ? alias : { name: alias });
  if (!declared) return [];
  const hasMembers =
    end > line + 1 && depth < MAX_DEPTH && (isContainer(text) || isValueList(header.text, context));
  const body = { line: line + header.lines - 1, end };
  const members = hasMembers ? membersOf(lines, body, { ecosystem, depth: depth + 1 }, line) : [];
  const doc = docLine(lines, range, ecosystem);
  const names = [...new Set([declared.name, ...(alias === undefined ? [] : [alias])])];
  const owner = declared.owner === undefined ? {} : { owner: declared.owner };
  return [{ names, ...owner, line, end, text, doc, members }];
}

function isContainer(text: string): boolean {
  return CONTAINER.test(text.split(/[=:(]/, 1)[0] ?? '');
}

/** `const a = {` and `type A = {`: their members are declared in the braces. */
function isValueList(header: string, { ecosystem }: OutlineContext): boolean {
  return ecosystem === 'javascript' && /=(?:\s*Object\.freeze\()?$/.test(header);
}

/** The members in a body, which follows the last line of a header that begins at `line`. */
function membersOf(
  lines: readonly string[],
  body: DeclarationLines,
  context: OutlineContext,
  line: number,
): Declaration[] {
  const { ecosystem } = context;
  const headerIndentation = leadingWhitespace(lines[line] ?? '').length;
  const found: Declaration[] = [];
  for (const member of lineRangesIn(lines, body.line + 1, body.end, ecosystem, headerIndentation)) {
    if (found.length >= MAX_MEMBERS) break;
    if (HIDDEN.test((lines[member.line] ?? '').trim())) continue;
    found.push(...declarationsOf(lines, member, context));
    if (ecosystem === 'python' || ecosystem === 'javascript') {
      found.push(...assignedFields(lines, member, found));
    }
  }
  return found;
}
