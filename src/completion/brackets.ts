import type { Language } from './language.ts';

const CLOSER_OF: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const OPENER_OF: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** A bracket or quote in a text, and where it stands. */
export interface Mark {
  readonly char: string;
  readonly at: number;
}

/** Where a scan stands: inside which string or comment, with which brackets open. */
export interface ScanState {
  /** The token that ends the string or comment the text is in; '\n' for a line comment. */
  readonly inside?: string;
}

/** The brackets of a text that have no partner in it. */
export interface Brackets {
  /** Openers left open, outermost first. */
  readonly open: readonly Mark[];
  /** Closers (and a quote that ends a string begun before the text) without an opener, in order. */
  readonly stray: readonly Mark[];
  /** Closers that met an opener of another kind, and line ends that broke off a string, in order. */
  readonly wrong: readonly Mark[];
  readonly end: ScanState;
}

interface Token {
  readonly text: string;
  readonly until: string;
}

/**
 * Scans a text for brackets, passing over strings and comments. It knows no grammar: `'` in a regular
 * expression or a lifetime may mislead it, so callers compare two scans rather than trust one.
 */
export function scanBrackets(text: string, language: Language, start: ScanState = {}): Brackets {
  const open: Mark[] = [];
  const stray: Mark[] = [];
  const wrong: Mark[] = [];
  let inside = start.inside;
  let begunBefore = inside !== undefined;
  const openings = tokensOf(language);
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (inside !== undefined) {
      if (char === '\\' && isQuote(inside)) at += 1;
      else if (text.startsWith(inside, at)) {
        if (begunBefore && isQuote(inside)) stray.push({ char: inside, at });
        begunBefore = false;
        at += inside.length - 1;
        inside = undefined;
      } else if (char === '\n' && inside.length === 1 && inside !== '`') {
        wrong.push({ char, at });
        begunBefore = false;
        inside = undefined;
      }
      continue;
    }
    const token = openings.find((candidate) => text.startsWith(candidate.text, at));
    if (token && !isApostrophe(text, at)) {
      inside = token.until;
      at += token.text.length - 1;
      continue;
    }
    if (char in CLOSER_OF) open.push({ char, at });
    else if (char in OPENER_OF) {
      const last = open.at(-1);
      if (!last) stray.push({ char, at });
      else if (CLOSER_OF[last.char] === char) open.pop();
      else wrong.push({ char, at });
    }
  }
  return { open, stray, wrong, end: inside === undefined || inside === '\n' ? {} : { inside } };
}

const tokens = new WeakMap<Language, readonly Token[]>();

function tokensOf(language: Language): readonly Token[] {
  let known = tokens.get(language);
  if (!known) {
    known = [
      ...language.lineComments.map((text) => ({ text, until: '\n' })),
      ...language.blockComments.map(([text, until]) => ({ text, until })),
      ...language.longQuotes.map((text) => ({ text, until: text })),
      ...Array.from(language.quotes, (text) => ({ text, until: text })),
    ];
    tokens.set(language, known);
  }
  return known;
}

function isQuote(token: string): boolean {
  return /^["'`]+$/.test(token);
}

/** `don't`, `a'b`: between two letters it is no quote. */
function isApostrophe(text: string, at: number): boolean {
  return text.charAt(at) === "'" && /^\w'\w/.test(text.slice(Math.max(0, at - 1), at + 2));
}

/**
 * How far a text is from balanced: openers without closer, closers without opener, mismatches, broken and
 * unfinished strings. Only differences mean something.
 */
export function imbalance(text: string, language: Language): number {
  const { open, stray, wrong, end } = scanBrackets(text, language);
  return open.length + stray.length + wrong.length + (end.inside && isQuote(end.inside) ? 1 : 0);
}
