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
  /** Whether something stands on the line already. */
  readonly isMidLine?: boolean;
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

const BACKSLASH = 0x5c;
const LINE_FEED = 0x0a;

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
  const { openings, isTelling } = lexOf(language);
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (inside !== undefined) {
      if (code !== BACKSLASH && code !== LINE_FEED && code !== inside.charCodeAt(0)) continue;
      if (code === BACKSLASH && isQuote(inside)) at += 1;
      else if (text.startsWith(inside, at)) {
        if (begunBefore && isQuote(inside)) stray.push({ char: inside, at });
        begunBefore = false;
        at += inside.length - 1;
        inside = undefined;
      } else if (code === LINE_FEED && inside.length === 1 && inside !== '`') {
        wrong.push({ char: '\n', at });
        begunBefore = false;
        inside = undefined;
      }
      continue;
    }
    // Most characters tell nothing, and windows are long: this line is what makes a scan quick.
    if (isTelling[code] !== 1) continue;
    const char = text.charAt(at);
    const token = openings.find((candidate) => text.startsWith(candidate.text, at));
    if (token && !isApostrophe(text, at) && !isWithinWord(text, at)) {
      inside = token.until;
      at += token.text.length - 1;
      continue;
    }
    if (char in CLOSER_OF) open.push({ char, at });
    else if (char in OPENER_OF) {
      const last = open.at(-1);
      if (char === ')' && last?.char !== '(' && language.arms && isArm(text, at, start)) continue;
      if (!last) stray.push({ char, at });
      else if (CLOSER_OF[last.char] === char) open.pop();
      else wrong.push({ char, at });
    }
  }
  const isMidLine = endsMidLine(text, start);
  if (inside === undefined || inside === '\n') return { open, stray, wrong, end: { isMidLine } };
  return { open, stray, wrong, end: { inside, isMidLine } };
}

function endsMidLine(text: string, start: ScanState): boolean {
  const from = text.lastIndexOf('\n') + 1;
  return text.slice(from).trim() !== '' || (from === 0 && start.isMidLine === true);
}

/** `start)` or `-h | --help)`: a branch of a shell's `case`. */
function isArm(text: string, at: number, start: ScanState): boolean {
  const from = text.lastIndexOf('\n', at) + 1;
  return (from > 0 || !start.isMidLine) && /^\s*[\w*?"'.|[\]@ /-]+$/.test(text.slice(from, at));
}

/** What a scan looks for in a language. */
interface Lexicon {
  readonly openings: readonly Token[];
  /** 1 for the codes of characters that are brackets or begin a string or comment. */
  readonly isTelling: Uint8Array;
}

const lexicons = new WeakMap<Language, Lexicon>();

function lexOf(language: Language): Lexicon {
  let lexicon = lexicons.get(language);
  if (!lexicon) {
    const openings = [
      ...language.lineComments.map((text) => ({ text, until: '\n' })),
      ...language.blockComments.map(([text, until]) => ({ text, until })),
      ...language.longQuotes.map((text) => ({ text, until: text })),
      ...Array.from(language.quotes, (text) => ({ text, until: text })),
    ];
    const isTelling = new Uint8Array(128);
    for (const char of ['()[]{}', ...openings.map(({ text }) => text.charAt(0))].join('')) {
      isTelling[char.charCodeAt(0)] = 1;
    }
    lexicon = { openings, isTelling };
    lexicons.set(language, lexicon);
  }
  return lexicon;
}

function isQuote(token: string): boolean {
  return /^["'`]+$/.test(token);
}

/** `don't`, `a'b`: between two letters it is no quote, but for `f'text'` and the like. */
function isApostrophe(text: string, at: number): boolean {
  if (text.charAt(at) !== "'" || !/^\w'\w/.test(text.slice(Math.max(0, at - 1), at + 2)))
    return false;
  return !/(?:^|\W)(?:[bfru]{1,2}|[LU]|u8)$/i.test(text.slice(Math.max(0, at - 3), at));
}

/** `${#list}`, `a#b`, `https://`: no comment begins there. */
function isWithinWord(text: string, at: number): boolean {
  if (text.charAt(at) === '#') return at > 0 && !/\s/.test(text.charAt(at - 1));
  return text.charAt(at - 1) === ':' && text.startsWith('//', at);
}

/**
 * How far a text is from balanced: openers without closer, closers without opener, mismatches, broken and
 * unfinished strings. Only differences mean something.
 */
export function imbalanceOf({ open, stray, wrong, end }: Brackets): number {
  return open.length + stray.length + wrong.length + (end.inside && isQuote(end.inside) ? 1 : 0);
}

/** How far a text is from balanced, scanned from its beginning. */
export function imbalance(text: string, language: Language): number {
  return imbalanceOf(scanBrackets(text, language));
}
