import type { TextAttachment } from '../session/conversation.ts';
import { cleanText } from '../../base/sanitizeText.ts';
import { beginningOf } from '../../base/textExcerpt.ts';
import { baseName } from '../../base/baseName.ts';

/** Maximum length of an attached text, in characters: half of a context window of 256k tokens. */
export const MAX_TEXT_LENGTH = 400_000;

/** The input of a text attachment. */
export type TextSource = Omit<TextAttachment, 'text' | 'cut'> & {
  readonly text: string;
  /** The full length in characters if `text` is only a part. */
  readonly fullLength?: number | undefined;
};

/** Creates a text attachment: normalized, and truncated at its end if it is too long. */
export function makeTextAttachment({ text: raw, fullLength, ...rest }: TextSource): TextAttachment {
  const whole = cleanText(raw);
  const text = beginningOf(whole, MAX_TEXT_LENGTH);
  const length = Math.max(fullLength ?? 0, whole.length);
  if (text.length === length) return { ...rest, text };
  return { ...rest, text, cut: { kept: text.length, of: length } };
}

/** The label of a file or a part of it: `cart.ts:3-9`. Lines count from 1. */
export function attachmentLabel(path: string, lines?: TextAttachment['lines']): string {
  const name = baseName(path) || path;
  if (!lines) return name;
  const { first, last } = lines;
  return first === last ? `${name}:${first}` : `${name}:${first}-${last}`;
}
