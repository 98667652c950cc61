import type { LanguageSyntax } from '../syntaxPresets.ts';
import type { LineState, Literal, LiteralScan, OpenLiteral } from './literal.ts';
import type { LiteralRule } from './literalRule.ts';
import { quoted } from './literalRule.ts';

/** Maximum number of here-documents that one line begins; real scripts have one or two. */
const MAX_PENDING = 8;

const LINE_FEED = 0x0a;
const BACKSLASH = 0x5c;

/** An open literal with its rule. */
interface RuleLiteral extends OpenLiteral {
  readonly rule: LiteralRule;
  readonly depth: number;
  /** The token that nests. */
  readonly nests?: string | undefined;
}

interface ScannerState extends LineState {
  readonly open?: RuleLiteral | undefined;
  /** Here-documents that begin on the next line, in order. */
  readonly pending: readonly RuleLiteral[];
}

/**
 * Finds the literals of a text by the rules of its language, without a grammar. `start` is the state of its first
 * line, as an earlier scan returned it. Linear in the length of the text.
 */
export function scanLiterals(text: string, syntax: LanguageSyntax, start?: LineState): LiteralScan {
  return new LiteralScanner(text, syntax, start as ScannerState | undefined).scan();
}

class LiteralScanner {
  readonly #text: string;
  readonly #lexicon: Lexicon;
  readonly #literals: Literal[] = [];
  #lineState: ScannerState | undefined;
  #open: RuleLiteral | undefined;
  #pending: readonly RuleLiteral[];
  #at = 0;

  constructor(text: string, syntax: LanguageSyntax, start: ScannerState | undefined) {
    this.#text = text;
    this.#lexicon = lexiconOf(syntax);
    this.#lineState = start;
    this.#open = start?.open;
    this.#pending = start?.pending ?? [];
  }

  scan(): LiteralScan {
    if (this.#open) this.#readLiteral(0);
    while (this.#at < this.#text.length) this.#readCode();
    return { literals: this.#literals, lineState: this.#lineState, open: this.#open };
  }

  #readCode(): void {
    const { isSignificant } = this.#lexicon;
    const text = this.#text;
    let code = text.charCodeAt(this.#at);
    // Skips most characters, which makes the scan fast.
    while (isSignificant[code] !== 1 && this.#at < text.length) {
      this.#at += 1;
      code = text.charCodeAt(this.#at);
    }
    if (this.#at >= text.length) return;
    if (code === LINE_FEED) {
      this.#at += 1;
      const [next, ...others] = this.#pending;
      this.#open = next;
      this.#pending = others;
      this.#endLine();
      if (next) this.#readLiteral(this.#at);
      return;
    }
    const from = this.#at;
    const rules = this.#lexicon.rules.get(code) ?? [];
    if (!rules.some((rule) => this.#begin(rule, from))) this.#at += 1;
  }

  #endLine(): void {
    this.#lineState = { open: this.#open, pending: this.#pending };
  }

  /** Whether a literal begins here; then it is read. */
  #begin(rule: LiteralRule, from: number): boolean {
    const opening = this.#opening(rule, from);
    if (!opening) return false;
    const end = from + (opening[0]?.length ?? 0);
    const { kind } = rule;
    this.#at = end;
    if (rule.isLine) {
      const lineEnd = this.#text.indexOf('\n', end);
      this.#at = lineEnd < 0 ? this.#text.length : lineEnd;
      this.#literals.push({ kind, from, to: this.#at, isLine: true });
      return true;
    }
    if (rule.close === undefined) {
      this.#literals.push({ kind, from, to: end, close: this.#text.charAt(end - 1) });
      return true;
    }
    const close = typeof rule.close === 'string' ? rule.close : rule.close(opening);
    const nests = typeof rule.nests === 'function' ? rule.nests(opening) : rule.nests;
    const open: RuleLiteral = { kind, close, rule, depth: 1, nests };
    if (rule.isHeredoc) {
      if (this.#pending.length < MAX_PENDING) this.#pending = [...this.#pending, open];
      return true;
    }
    this.#open = open;
    this.#readLiteral(from);
    return true;
  }

  /** The opening token of a rule at this place, with its captured parts; undefined if there is none. */
  #opening(rule: LiteralRule, from: number): readonly string[] | undefined {
    const { open } = rule;
    if (typeof open !== 'string') {
      open.lastIndex = from;
      return open.exec(this.#text) ?? undefined;
    }
    if (!this.#text.startsWith(open, from)) return undefined;
    if (rule.mayBeApostrophe && isApostrophe(this.#text, from)) return undefined;
    return rule.isLine && isWithinWord(this.#text, from) ? undefined : [open];
  }

  /** Reads the open literal to its end, or to the end of the text. */
  #readLiteral(from: number): void {
    const text = this.#text;
    let open = this.#open;
    while (open && this.#at < text.length) {
      const { rule, close } = open;
      const code = text.charCodeAt(this.#at);
      const escape = rule.isHeredoc ? 0 : escapeLength(text, this.#at, rule, close);
      if (escape > 0) {
        for (let index = 0; index < escape; index += 1) this.#pass();
      } else if (code === close.charCodeAt(0) && this.#closes(open)) {
        this.#at += close.length;
        open = open.depth > 1 ? { ...open, depth: open.depth - 1 } : undefined;
        this.#open = open;
        if (!open) this.#literals.push({ kind: rule.kind, from, to: this.#at, close });
      } else if (open.nests !== undefined && text.startsWith(open.nests, this.#at)) {
        this.#at += open.nests.length;
        open = { ...open, depth: open.depth + 1 };
        this.#open = open;
      } else if (code === LINE_FEED && !rule.isMultiline) {
        this.#literals.push({ kind: rule.kind, from, to: this.#at, brokenAt: this.#at });
        this.#open = undefined;
        return;
      } else this.#pass();
    }
    if (open) this.#literals.push({ kind: open.kind, from, to: text.length });
  }

  /** Passes over one character within a literal. */
  #pass(): void {
    const isBreak = this.#text.charCodeAt(this.#at) === LINE_FEED;
    this.#at = Math.min(this.#at + 1, this.#text.length);
    if (isBreak) this.#endLine();
  }

  #closes({ rule, close }: RuleLiteral): boolean {
    const text = this.#text;
    if (!text.startsWith(close, this.#at)) return false;
    if (!rule.isHeredoc) return true;
    const line = text.slice(text.lastIndexOf('\n', this.#at - 1) + 1, this.#at);
    return line.trim() === '' && !/\w/.test(text.charAt(this.#at + close.length));
  }
}

/** The number of characters that an escape at this place has; 0 if there is none. */
function escapeLength(
  text: string,
  at: number,
  { escapes, escapedBy = '', isDoubled, escapesInWord }: LiteralRule,
  close: string,
): number {
  const char = text.charAt(at);
  if (escapes !== undefined && escapes !== '' && escapes.includes(char)) return 2;
  if (isDoubled && text.startsWith(close, at) && text.startsWith(close, at + close.length))
    return 2 * close.length;
  if (escapedBy !== '' && text.startsWith(close, at)) {
    const next = text.charAt(at + close.length);
    if (next !== '' && escapedBy.includes(next)) return close.length + 1;
  }
  const isWord = escapesInWord && text.charCodeAt(at) === BACKSLASH;
  return isWord && text.startsWith(close, at + 1) && /\w/.test(text.charAt(at + 2)) ? 2 : 0;
}

/** The rules of a language by the codes of their first characters. */
interface Lexicon {
  readonly rules: ReadonlyMap<number, readonly LiteralRule[]>;
  /** 1 for the codes of line breaks and of characters that may begin a literal. */
  readonly isSignificant: Uint8Array;
}

const lexicons = new WeakMap<LanguageSyntax, Lexicon>();

function lexiconOf(syntax: LanguageSyntax): Lexicon {
  let lexicon = lexicons.get(syntax);
  if (!lexicon) {
    const rules = new Map<number, LiteralRule[]>();
    const isSignificant = new Uint8Array(128);
    isSignificant[LINE_FEED] = 1;
    for (const rule of rulesOf(syntax)) {
      for (const char of rule.starts) {
        const code = char.charCodeAt(0);
        isSignificant[code] = 1;
        rules.set(code, [...(rules.get(code) ?? []), rule]);
      }
    }
    lexicon = { rules, isSignificant };
    lexicons.set(syntax, lexicon);
  }
  return lexicon;
}

/** All rules of a language, those that are tried first in front. */
function rulesOf({
  literals,
  lineComments,
  blockComments,
  multilineQuotes,
  quotes,
}: LanguageSyntax): LiteralRule[] {
  return [
    ...literals,
    ...blockComments.map(([open, close]): LiteralRule => {
      return { kind: 'comment', starts: open.charAt(0), open, close, isMultiline: true };
    }),
    ...lineComments.map((open): LiteralRule => {
      return { kind: 'comment', starts: open.charAt(0), open, isLine: true };
    }),
    ...multilineQuotes.map((quote) => quoted(quote, { isMultiline: true })),
    ...Array.from(quotes, (quote) => quoted(quote, { mayBeApostrophe: true })),
  ];
}

/** `don't`, `a'b`: between two letters it is not a quote, but for `f'text'` and the like. */
function isApostrophe(text: string, at: number): boolean {
  if (text.charAt(at) !== "'" || !/^\w'\w/.test(text.slice(Math.max(0, at - 1), at + 2)))
    return false;
  return !/(?:^|\W)(?:[bfru]{1,2}|[LU]|u8)$/i.test(text.slice(Math.max(0, at - 3), at));
}

/** `${#list}`, `a#b`, `https://`: no comment begins there. `#[` is an attribute. */
function isWithinWord(text: string, at: number): boolean {
  if (text.charAt(at) === '#') return at > 0 && !/\s/.test(text.charAt(at - 1));
  return text.charAt(at - 1) === ':' && text.startsWith('//', at);
}
