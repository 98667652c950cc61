import type { LiteralKind } from './literal.ts';

/** How a kind of literal begins and ends. */
export interface LiteralRule {
  readonly kind: LiteralKind;
  /** The characters with which it may begin. */
  readonly starts: string;
  /** The opening token; a sticky expression for one that varies or depends on the text before it. */
  readonly open: string | RegExp;
  /** The closing token, which may depend on the opening one. Without one, `open` matches the whole literal. */
  readonly close?: string | ((opening: readonly string[]) => string);
  /** The token that nests: as many closing tokens must follow. */
  readonly nests?: string | ((opening: readonly string[]) => string | undefined);
  /** Characters that escape the next one. */
  readonly escapes?: string;
  /** Characters that, after a closing token, make it an escape: `''$` in Nix. */
  readonly escapedBy?: string;
  /** Whether a doubled closing token is an escaped one. */
  readonly isDoubled?: true;
  /** Whether a backslash escapes a quote only in front of a word: `'O\'Brien'` but `'\'`. */
  readonly escapesInWord?: true;
  /** Whether it may contain line breaks. */
  readonly isMultiline?: true;
  /** Whether it begins on the next line and ends at a line that begins with the closing token. */
  readonly isHeredoc?: true;
  /** Whether it ends with the line and is complete there: a comment. */
  readonly isLine?: true;
  /** Whether a letter on both sides makes the opening token an apostrophe: `don't`. */
  readonly mayBeApostrophe?: true;
}

/** A string from a quote to the same quote on the same line; a backslash escapes. */
export function quoted(quote: string, more: Partial<LiteralRule> = {}): LiteralRule {
  return {
    kind: 'string',
    starts: quote.charAt(0),
    open: quote,
    close: quote,
    escapes: '\\',
    ...more,
  };
}

/** A string in which a backslash is an ordinary character, and a doubled quote is an escaped quote. */
export function doubled(quote: string, more: Partial<LiteralRule> = {}): LiteralRule {
  return quoted(quote, { escapes: '', isDoubled: true, ...more });
}

/** A string in which nothing escapes. */
export function raw(quote: string, more: Partial<LiteralRule> = {}): LiteralRule {
  return quoted(quote, { escapes: '', ...more });
}

/** A literal that an expression matches as a whole, on one line. */
export function whole(kind: LiteralKind, starts: string, open: RegExp): LiteralRule {
  return { kind, starts, open };
}

/** A comment over several lines, which may contain others of its kind. */
export function nestedComment(open: string, close: string): LiteralRule {
  return {
    kind: 'comment',
    starts: open.charAt(0),
    open,
    close,
    nests: open,
    isMultiline: true,
  };
}

/** A text that begins on the next line and ends with the name that the expression captures last. */
export function heredoc(open: RegExp): LiteralRule {
  return {
    kind: 'string',
    starts: '<',
    open,
    close: (match) => match.at(-1) ?? '',
    isMultiline: true,
    isHeredoc: true,
  };
}

const CLOSING_BRACKETS: Readonly<Record<string, string>> = {
  '(': ')',
  '[': ']',
  '{': '}',
  '<': '>',
};

/** A literal whose delimiter is what the expression captures last: `%w[a b]`, `qr{a}`, `~r/a/`. */
export function delimited(kind: LiteralKind, starts: string, open: RegExp): LiteralRule {
  return {
    kind,
    starts,
    open,
    close: (match) => CLOSING_BRACKETS[match.at(-1) ?? ''] ?? match.at(-1) ?? '',
    nests: (match) => ((match.at(-1) ?? '') in CLOSING_BRACKETS ? match.at(-1) : undefined),
    escapes: '\\',
    isMultiline: true,
  };
}
