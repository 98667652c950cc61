import type { TextAttachment } from '../conversation.ts';
import { beginningOf, cleanText } from './text.ts';

/** More of one text is not kept, in characters: half of what a window of 256k tokens holds. */
export const LONGEST_TEXT = 400_000;

/** What an attachment is made from. */
export type TextSource = Omit<TextAttachment, 'text' | 'cut'> & {
  readonly text: string;
  /** The whole length in characters where `text` is not all there was. */
  readonly of?: number | undefined;
};

/** A text as an attachment: cleaned, and cut at its end where it is too long. */
export function makeTextAttachment({ text: raw, of, ...rest }: TextSource): TextAttachment {
  const whole = cleanText(raw);
  const text = beginningOf(whole, LONGEST_TEXT);
  const length = Math.max(of ?? 0, whole.length);
  if (text.length === length) return { ...rest, text };
  return { ...rest, text, cut: { kept: text.length, of: length } };
}

/** A chip's name for a file or a part of it: `cart.ts:3-9`. Lines count from 1. */
export function labelOf(path: string, lines?: TextAttachment['lines']): string {
  const name = path.split('/').at(-1) || path;
  if (!lines) return name;
  const { first, last } = lines;
  return first === last ? `${name}:${first}` : `${name}:${first}-${last}`;
}
