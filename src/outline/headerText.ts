import type { Ecosystem } from '../languages/ecosystems.ts';

/** Maximum number of lines read of a header. */
export const MAX_HEADER_LINES = 24;
/** Maximum number of characters read of a header. */
const MAX_HEADER_LENGTH = 2000;
/** Maximum length of a signature, and of a declared value, in characters. */
const MAX_SIGNATURE_LENGTH = 320;
const MAX_VALUE_LENGTH = 120;

/** Ecosystems whose statements end with the line. */
const ENDS_WITH_LINE: ReadonlySet<Ecosystem | undefined> = new Set([
  'javascript',
  'python',
  'go',
  'ruby',
  'elixir',
  'swift',
  'jvm',
  undefined,
]);

/** A line that continues the header above it. */
const CONTINUES =
  /^(?:[|&?:.=>]|->|=>|extends\b|implements\b|with\b|where\b|throws\b|permits\b|derives\b)/;
/** The end of a line whose header continues below. */
const CONTINUED = /(?:[=|&,+<(?:.]|=>|->|\bextends|\bimplements)$/;

/** The header of a declaration: its text in one line, and how it ends. */
export interface HeaderText {
  readonly text: string;
  /** Whether a body in braces, an indented body or a list of values follows. */
  readonly hasBody: boolean;
  /** Number of lines of the header. */
  readonly lines: number;
}

/**
 * The header of the declaration whose lines these are: everything before its body, in one line. Strings are skipped;
 * reads a limited number of characters.
 */
export function headerText(lines: readonly string[], ecosystem: Ecosystem | undefined): HeaderText {
  const state = new HeaderScan(ecosystem);
  let count = 0;
  for (let at = 0; at < Math.min(lines.length, MAX_HEADER_LINES); at += 1) {
    const line = (lines[at] ?? '').trim();
    count = at + 1;
    if (state.read(line, (lines[at + 1] ?? '').trim())) break;
  }
  return { ...state.result(), lines: count };
}

/** Reads a header character by character until its body or its end. */
class HeaderScan {
  readonly #ecosystem: Ecosystem | undefined;
  #text = '';
  #depth = 0;
  #hasBody = false;
  #isInComment = false;
  /** Where the value after the first `=` begins; -1 before. */
  #valueAt = -1;

  constructor(ecosystem: Ecosystem | undefined) {
    this.#ecosystem = ecosystem;
  }

  /** Reads a line; returns whether the header is complete. */
  read(line: string, next: string): boolean {
    if (this.#isComment(line)) return false;
    if (line.startsWith('#') && this.#text !== '') return this.#text.startsWith('#');
    if (this.#text !== '') this.#text += ' ';
    for (let at = 0; at < line.length; at += 1) {
      const char = line.charAt(at);
      if (this.#text.length > MAX_HEADER_LENGTH) return true;
      if (this.#isLineComment(line, at)) break;
      if (char === '"' || char === "'" || char === '`') {
        const end = this.#endOfString(line, at);
        this.#text += line.slice(at, end);
        at = end - 1;
        continue;
      }
      if (this.#depth === 0 && this.#endsAt(line, at)) return true;
      if ('([{'.includes(char)) this.#depth += 1;
      else if (')]}'.includes(char)) this.#depth -= 1;
      if (this.#depth < 0) return true;
      this.#text += char;
    }
    return this.#isCompleteBefore(next);
  }

  result(): Omit<HeaderText, 'lines'> {
    const text = this.#text
      .replace(/\s+/g, ' ')
      .replace(/([([]) /g, '$1')
      .replace(/(?<=\w<) /g, '')
      .replace(/,? ([)\]])/g, '$1')
      .replace(/, >/g, '>')
      .trim();
    return { text: cut(text, MAX_SIGNATURE_LENGTH), hasBody: this.#hasBody };
  }

  /** Whether a whole line is a comment, or in one. */
  #isComment(line: string): boolean {
    if (this.#isInComment || (line.startsWith('/*') && !/\*\/./.test(line))) {
      this.#isInComment = !line.includes('*/');
      return true;
    }
    return line.startsWith('//');
  }

  #isLineComment(line: string, at: number): boolean {
    if (line.startsWith('/*', at)) {
      this.#isInComment = !line.includes('*/', at);
      return true;
    }
    if (line.startsWith('//', at)) return line.charAt(at - 1) !== ':';
    const isHash =
      this.#ecosystem === 'python' || this.#ecosystem === 'ruby' || this.#ecosystem === 'elixir';
    return isHash && line.charAt(at) === '#' && /\s/.test(line.charAt(at - 1));
  }

  /** The offset after a string; a quote without a partner on its line (a lifetime, an apostrophe) is one character. */
  #endOfString(line: string, at: number): number {
    const quote = line.charAt(at);
    for (let end = at + 1; end < line.length; end += 1) {
      if (line.charAt(end) === '\\') end += 1;
      else if (line.charAt(end) === quote) return end + 1;
    }
    return at + 1;
  }

  /** Whether the header ends before a character outside of brackets. */
  #endsAt(line: string, at: number): boolean {
    const char = line.charAt(at);
    if (char === ';') return true;
    if (char === '=' && line.charAt(at + 1) === '>' && this.#valueAt >= 0 && !this.#isType()) {
      this.#hasBody = true;
      this.#text += '=>';
      return true;
    }
    if (char === '=' && this.#valueAt < 0 && !/[=><!]/.test(line.charAt(at + 1))) {
      this.#valueAt = this.#text.length;
    }
    if (this.#ecosystem === 'python') {
      const rest = line.slice(at + 1);
      const isDefinition = /^(?:async\s|def\s|class\s)/.test(this.#text);
      if (char !== ':' || !isDefinition) return false;
      this.#hasBody = /^\s*(?:#.*)?$/.test(rest);
      return true;
    }
    if (char !== '{') return false;
    // An object type: `: { a: string }`, `| { … }`. After `=`, a list of values or members.
    const before = this.#text.trimEnd();
    const isArrow = before.endsWith('=>');
    if (/[:|&<,(]$/.test(before) && !isArrow) return false;
    this.#hasBody = true;
    if (isArrow) this.#text = before.slice(0, -2);
    return true;
  }

  #isType(): boolean {
    return /^(?:export\s+)?(?:declare\s+)?type\s/.test(this.#text);
  }

  #isCompleteBefore(next: string): boolean {
    if (this.#depth > 0) return this.#valueAt >= 0 && this.#hasLongValue();
    if (/^\{/.test(next)) {
      this.#hasBody = true;
      return true;
    }
    if (this.#text.startsWith('#')) return !this.#text.endsWith('\\');
    if (!ENDS_WITH_LINE.has(this.#ecosystem)) return false;
    return !CONTINUES.test(next) && !CONTINUED.test(this.#text.trimEnd());
  }

  /** Values are not needed in full, types are. */
  #hasLongValue(): boolean {
    return !this.#isType() && this.#text.length - this.#valueAt > MAX_VALUE_LENGTH;
  }
}

/** The beginning of a text with a mark where it was cut. */
function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
