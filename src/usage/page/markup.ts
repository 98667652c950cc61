/** HTML that only {@link html} can create. */
export class Markup {
  constructor(readonly text: string) {}
}

/** Values in a template: text is escaped, markup is inserted unchanged, undefined is omitted. */
export type Piece = string | number | Markup | undefined | readonly Piece[];

/**
 * Creates HTML or SVG from a template. All text in it is escaped, also within attributes. Indentation of the template
 * is removed.
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

/** Longest name shown, in characters. */
const MAX_NAME_LENGTH = 80;

/**
 * Makes an external name safe to display: invisible characters, line breaks and bidirectional controls become `�`,
 * and a long name is truncated.
 */
export function sanitizeName(name: string): string {
  const characters = Array.from(name.slice(0, 4 * MAX_NAME_LENGTH));
  const retained = characters
    .slice(0, MAX_NAME_LENGTH)
    .join('')
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '�');
  return retained.length < name.length ? `${retained}…` : retained;
}
