import type { Snapshot } from '../snapshot.ts';

/**
 * Marks that belong to a prompt's format, never to an answer: the template's own words, other models'
 * tokens, and the header of a file in our prompt.
 */
const SENTINEL =
  /\[(?:PREFIX|SUFFIX|MIDDLE|\/INST)\]|<[|｜][\w▁]{1,40}[|｜]>|<fim_\w{1,20}>|(?<!<)<(?:EOT|PRE|SUF|MID)>|<\/s>|(?:^|\n)\+{5} /g;

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
  const at = Math.min(firstMark(raw, snapshot), firstBroken(raw));
  const text = raw.slice(0, at);
  const inner = snapshot.language.prose ? { text, isCut: false } : unfence(text);
  return { text: inner.text, isCut: inner.isCut || at < raw.length };
}

/** Where the first mark of a prompt stands; a document that speaks of such marks may go on to do so. */
function firstMark(raw: string, { prefix, suffix }: Snapshot): number {
  for (const { 0: mark, index } of raw.matchAll(SENTINEL)) {
    const isHeader = mark.endsWith('+ ');
    if (!isHeader && (prefix.includes(mark) || suffix.includes(mark))) continue;
    // `<s>struck</s>` is HTML.
    if (mark === '</s>' && /<s[\s>]/.test(prefix.slice(-200) + raw.slice(0, index))) continue;
    return index;
  }
  return raw.length;
}

/** Where half a surrogate pair or a NUL stands: what is no text must never reach the document. */
function firstBroken(raw: string): number {
  const at = raw.search(/[\p{Surrogate}\0]/u);
  return at < 0 ? raw.length : at;
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
