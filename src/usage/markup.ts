/** HTML that was made by {@link html} and by nothing else. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What may stand in a template: text is escaped, markup is not, undefined is nothing. */
export type Piece = string | number | Markup | undefined | readonly Piece[];

/**
 * HTML or SVG from a template; every text put into it is escaped, also within attributes. What indents
 * the template in its source is left out.
 */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  const texts = parts.map((part, at) => {
    return textOf(pieces[at - 1]) + part.replaceAll(/\n\s+/g, '\n');
  });
  return new Markup(texts.join(''));
}

function textOf(piece: Piece): string {
  if (piece === undefined) return '';
  if (piece instanceof Markup) return piece.text;
  if (typeof piece === 'object') return piece.map(textOf).join('');
  return escaped(String(piece));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? '');
}

/** A longer name tells nobody more. */
const LONGEST_NAME = 80;

/**
 * A name from outside as it can be shown: what is invisible, breaks lines or turns the direction of
 * text becomes `�`, and its end is cut off where it is too long.
 */
export function shownName(name: string): string {
  const characters = Array.from(name.slice(0, 4 * LONGEST_NAME));
  const kept = characters
    .slice(0, LONGEST_NAME)
    .join('')
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '�');
  return kept.length < name.length ? `${kept}…` : kept;
}
