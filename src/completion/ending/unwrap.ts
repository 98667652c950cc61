import type { Snapshot } from '../snapshot.ts';

/**
 * Marks that belong to a prompt's format, never to an answer: the template's own words, other models'
 * tokens, and the header of a file in our prompt.
 */
const SENTINEL = /\[(?:PREFIX|SUFFIX|MIDDLE)\]|<\|[\w▁]{1,40}\|>|(?:^|\n)\+{5} /;

/** An answer without its wrapping, and whether something after its end was cut off. */
export interface Unwrapped {
  readonly text: string;
  readonly isCut: boolean;
}

/**
 * Takes an answer out of what models put around it: prompt marks, a Markdown fence, a sentence to the
 * reader. In prose a fence is content.
 */
export function unwrap(raw: string, snapshot: Snapshot): Unwrapped {
  const sentinel = SENTINEL.exec(raw);
  const text = sentinel ? raw.slice(0, sentinel.index) : raw;
  const inner = snapshot.language.prose ? { text, isCut: false } : unfence(text);
  return { text: inner.text, isCut: inner.isCut || sentinel !== null };
}

function unfence(text: string): Unwrapped {
  const opening = /^\s*(?:[^\n`]{0,200}:[ \t]*\n+)?[ \t]*```[\w+-]*[ \t]*\n/.exec(text);
  const body = opening ? text.slice(opening[0].length) : text;
  // A closing fence, alone on its line. Inside template literals and doc comments three backticks are
  // never alone at the beginning of a line.
  const closing = /(?:^|\n)```[ \t]*(?:\n|$)/.exec(body);
  return closing
    ? { text: body.slice(0, closing.index), isCut: true }
    : { text: body, isCut: false };
}
