import type { LineState, Literal, OpenLiteral } from '../../../languages/literals/literal.ts';
import { scanLiterals } from '../../../languages/literals/literalScanner.ts';
import type { LanguageSyntax } from '../../../languages/syntaxPresets.ts';

const CLOSER_OF: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const OPENER = 1;
const CLOSER = 2;
/** Kinds of bracket by character code. */
const BRACKETS = new Uint8Array(128);
for (const [opener, closer] of Object.entries(CLOSER_OF)) {
  BRACKETS[opener.charCodeAt(0)] = OPENER;
  BRACKETS[closer.charCodeAt(0)] = CLOSER;
}

/** A bracket or quote, and its offset. */
export interface BracketMark {
  readonly char: string;
  readonly at: number;
}

/** State of a scan between two texts. */
export interface ScanState {
  /** The closing token of the string or comment that is open; absent for a comment to the end of the line. */
  readonly inside?: string | undefined;
  /** Whether there is text on the line already. */
  readonly isMidLine?: boolean;
  /** The text of the line so far: a literal that begins in it may end in the next text. */
  readonly lead?: string;
  /** What the line took over from the line above it. */
  readonly line?: LineState | undefined;
  /** The literal that is open. */
  readonly open?: OpenLiteral | undefined;
}

/** The unmatched brackets of a text. */
export interface Brackets {
  /** Unclosed opening brackets, outermost first. */
  readonly open: readonly BracketMark[];
  /** Closers (and the end of a string that begins before the text) without an opener, in order. */
  readonly unopened: readonly BracketMark[];
  /** Closers that meet an opener of another kind, and line breaks within a string, in order. */
  readonly mismatched: readonly BracketMark[];
  readonly end: ScanState;
}

/**
 * Scans a text for brackets outside of strings, comments and other literals. `onBracket` is called for each opener, and
 * with the opener again where it is closed.
 */
export function scanBrackets(
  text: string,
  syntax: LanguageSyntax,
  start: ScanState = {},
  onBracket?: (char: string, at: number, isOpening: boolean) => void,
): Brackets {
  const { lead = '', line } = start;
  const all = lead + text;
  const { literals, lineState, open } =
    syntax.source?.scan(all, line) ?? scanLiterals(all, syntax, line);
  const matcher = new BracketMatcher(all, lead.length, onBracket);
  const casePatterns = syntax.hasCasePatterns ? new CasePatternReader(all, start) : undefined;
  for (const [index, literal] of literals.entries()) {
    matcher.readCode(literal.from, casePatterns);
    const startsBefore =
      (literal.begin ?? literal.from) < lead.length || (index === 0 && line?.open !== undefined);
    // In the comment of the cursor, brackets are matched like those of code.
    if (literal.isLine && literal.from < lead.length) matcher.readCode(literal.to, casePatterns);
    else matcher.passLiteral(literal, startsBefore);
  }
  matcher.readCode(all.length, casePatterns);
  const lineStart = all.lastIndexOf('\n') + 1;
  const isMidLine =
    all.slice(lineStart).trim() !== '' ||
    (lineStart === 0 && lead === '' && start.isMidLine === true);
  const end = { inside: open?.close, isMidLine, lead: all.slice(lineStart), line: lineState, open };
  return { ...matcher.brackets, end };
}

/** Matches the brackets of the code between literals. */
class BracketMatcher {
  readonly #text: string;
  /** Length of the text before the one that is scanned. */
  readonly #leadLength: number;
  readonly #onBracket: ((char: string, at: number, isOpening: boolean) => void) | undefined;
  readonly #open: BracketMark[] = [];
  readonly #unopened: BracketMark[] = [];
  readonly #mismatched: BracketMark[] = [];
  #at: number;

  constructor(
    text: string,
    lead: number,
    onBracket?: (char: string, at: number, isOpening: boolean) => void,
  ) {
    this.#text = text;
    this.#leadLength = lead;
    this.#at = lead;
    this.#onBracket = onBracket;
  }

  get brackets(): Omit<Brackets, 'end'> {
    return { open: this.#open, unopened: this.#unopened, mismatched: this.#mismatched };
  }

  /** Matches brackets up to an offset. */
  readCode(to: number, casePatterns: CasePatternReader | undefined): void {
    for (; this.#at < to; this.#at += 1) {
      const kind = BRACKETS[this.#text.charCodeAt(this.#at)];
      if (kind === undefined || kind === 0) continue;
      this.#match(this.#text.charAt(this.#at), kind === OPENER, casePatterns);
    }
  }

  #match(char: string, isOpener: boolean, casePatterns: CasePatternReader | undefined): void {
    const at = this.#at - this.#leadLength;
    if (isOpener) {
      this.#open.push({ char, at });
      this.#onBracket?.(char, at, true);
      return;
    }
    const last = this.#open.at(-1);
    if (char === ')' && last?.char !== '(' && casePatterns?.isCasePattern(this.#at) === true)
      return;
    if (!last) this.#unopened.push({ char, at });
    else if (CLOSER_OF[last.char] === char) {
      this.#open.pop();
      this.#onBracket?.(last.char, at, false);
    } else this.#mismatched.push({ char, at });
  }

  /** Passes over a literal. The end of one that begins before the text is an unmatched closer. */
  passLiteral({ kind, to, close, brokenAt }: Literal, isBegun: boolean): void {
    if (to <= this.#at) return;
    this.#at = to;
    if (brokenAt !== undefined)
      this.#mismatched.push({ char: '\n', at: brokenAt - this.#leadLength });
    // The name that ends a here-document is not a closer: it is alone on its line.
    if (!isBegun || kind === 'comment' || close === undefined || /^\w/.test(close)) return;
    this.#unopened.push({ char: close, at: Math.max(0, to - close.length - this.#leadLength) });
  }
}

/** What the pattern of a branch may hold. */
const CASE_PATTERN = /[\w*?"'.|[\]@ /-]/;

/**
 * Finds the branches of a shell's `case`: `start)`, `-h | --help)`. Continues from the last
 * offset, so that a line with many brackets is read once.
 */
class CasePatternReader {
  readonly #text: string;
  #at = 0;
  /** Whether nothing but a pattern, with whitespace in front of it, is on the line so far. */
  #isPattern: boolean;
  #hasBegun = false;
  #last = '';

  constructor(text: string, { isMidLine, lead }: ScanState) {
    this.#text = text;
    this.#isPattern = lead !== undefined || isMidLine !== true;
  }

  /** Whether the bracket at this offset ends a pattern. Offsets must increase from call to call. */
  isCasePattern(offset: number): boolean {
    for (; this.#at < offset; this.#at += 1) this.#read(this.#text.charAt(this.#at));
    return this.#isPattern && (this.#hasBegun || this.#last === ' ');
  }

  #read(char: string): void {
    this.#last = char;
    if (char === '\n') {
      this.#isPattern = true;
      this.#hasBegun = false;
    } else if (this.#isPattern && (this.#hasBegun || !/\s/.test(char))) {
      this.#hasBegun = true;
      this.#isPattern = CASE_PATTERN.test(char);
    }
  }
}

/**
 * How far a text is from balanced: openers without closer, closers without opener, mismatches, broken and
 * unfinished strings. Only differences mean something.
 */
export function imbalanceOf({ open, unopened, mismatched, end }: Brackets): number {
  return (
    open.length +
    unopened.length +
    mismatched.length +
    (end.open && end.open.kind !== 'comment' ? 1 : 0)
  );
}

/** How far a text is from balanced, scanned from its beginning. */
export function imbalance(text: string, syntax: LanguageSyntax): number {
  return imbalanceOf(scanBrackets(text, syntax));
}
