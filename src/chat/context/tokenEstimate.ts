import type { Attachment, ToolStep, Turn } from '../session/conversation.ts';

/**
 * Maximum number of tokens of an image. An estimate: vision models read images in patches, and scale a large one down
 * to about 40 × 40 of them; the service counts exactly.
 */
export const IMAGE_TOKENS = 1_600;

/** Estimated tokens of a page of a document that was not read yet: about 2,800 characters. */
const PAGE_TOKENS = 800;

/** Estimated characters per token: between English prose and code. */
export const CHARACTERS_PER_TOKEN = 3.5;

/** The tokens of a message in addition to its text. A high estimate. */
export const MESSAGE_TOKENS = 8;

/** Estimated tokens of a text. */
export function tokensOf(text: string, charactersPerToken: number): number {
  return Math.ceil(text.length / charactersPerToken);
}

/** Estimated tokens of an attachment, for its chip. */
export function attachmentTokens(attachment: Attachment, charactersPerToken: number): number {
  if (attachment.kind === 'image') return IMAGE_TOKENS;
  const { document, text } = attachment;
  if (document?.isRead === false) return document.chosen * PAGE_TOKENS;
  return tokensOf(text, charactersPerToken);
}

function stepTokens({ arguments: text, result }: ToolStep, charactersPerToken: number): number {
  return (
    2 * MESSAGE_TOKENS + tokensOf(text, charactersPerToken) + tokensOf(result, charactersPerToken)
  );
}

/** Estimated tokens of turns with all their attachments, whether or not they fit into a window. */
export function turnTokens(turns: readonly Turn[], charactersPerToken: number): number {
  let tokens = 0;
  for (const turn of turns) {
    tokens += MESSAGE_TOKENS + tokensOf(turn.text, charactersPerToken);
    if (turn.role === 'assistant') {
      tokens += tokensOf(turn.thinking, charactersPerToken);
      for (const step of turn.steps ?? []) tokens += stepTokens(step, charactersPerToken);
    } else
      for (const each of turn.attachments) tokens += attachmentTokens(each, charactersPerToken);
  }
  return tokens;
}
