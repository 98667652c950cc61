import type { Attachment, Turn } from '../conversation.ts';

/**
 * Tokens that a picture takes, at most. An estimate: vision models see a picture in patches and scale a
 * large one down to some 40 × 40 of them; the service counts exactly.
 */
export const IMAGE_TOKENS = 1_600;

/** Characters a token, before an answer's usage tells: between English prose and code. */
export const CHARACTERS_PER_TOKEN = 3.5;

/** Tokens that a message takes for being one, beside its text. An estimate, rather too much. */
export const MESSAGE_TOKENS = 8;

/** Estimated tokens of a text. */
export function tokensOf(text: string, charactersPerToken: number): number {
  return Math.ceil(text.length / charactersPerToken);
}

/** Estimated tokens of an attachment, for its chip. */
export function attachmentTokens(attachment: Attachment, charactersPerToken: number): number {
  if (attachment.kind === 'image') return IMAGE_TOKENS;
  return tokensOf(attachment.text, charactersPerToken);
}

/** Estimated tokens of turns with all that is attached to them, whether or not it fits into a window. */
export function turnTokens(turns: readonly Turn[], charactersPerToken: number): number {
  let tokens = 0;
  for (const turn of turns) {
    tokens += MESSAGE_TOKENS + tokensOf(turn.text, charactersPerToken);
    if (turn.role === 'assistant') tokens += tokensOf(turn.thinking, charactersPerToken);
    else for (const each of turn.attachments) tokens += attachmentTokens(each, charactersPerToken);
  }
  return tokens;
}
