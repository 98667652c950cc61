import type { ChatMessage } from './protocol.ts';
import { hash } from './random.ts';
import { tokenize } from './tokens.ts';

/**
 * The tokens of an image. The service counts by size, which this server ignores; 1,024 is the count for 896 by 896
 * pixels in patches of 28.
 */
const imageTokens = 1_024;

/** The text of a message, without reasoning and images. */
export function textOf({ content = '' }: ChatMessage): string {
  if (typeof content === 'string') return content;
  return (content ?? []).flatMap(({ text = [] }) => text).join('\n');
}

/** The URLs of a message's images. */
export function imagesOf({ content }: ChatMessage): readonly string[] {
  if (typeof content === 'string') return [];
  return (content ?? []).flatMap(({ image_url: image }) =>
    image === undefined ? [] : typeof image === 'string' ? image : image.url,
  );
}

/** The text of the last question. */
export function questionOf(messages: readonly ChatMessage[]): string {
  const last = messages.findLast(({ role }) => role === 'user');
  return last ? textOf(last) : '';
}

/** The prefix of the answer; undefined if there is none. */
export function prefixOf(messages: readonly ChatMessage[]): string | undefined {
  const last = messages.at(-1);
  return last?.role === 'assistant' && last.prefix ? textOf(last) : undefined;
}

/** The tokens of a conversation: roles, text, reasoning, images and calls of all messages. */
export function tokensOf(messages: readonly ChatMessage[]): string[] {
  return messages.flatMap((message) => [
    `<${message.role}>`,
    ...tokenize(textOf(message)),
    ...tokenize(thoughtsIn(message)),
    ...imagesOf(message).flatMap((url) => {
      const name = `<image ${hash(url)}>`;
      return Array.from({ length: imageTokens }, () => name);
    }),
    ...(message.tool_calls ? tokenize(JSON.stringify(message.tool_calls)) : []),
  ]);
}

function thoughtsIn({ content }: ChatMessage): string {
  if (typeof content === 'string') return '';
  return (content ?? [])
    .flatMap(({ thinking = [] }) => thinking.map(({ text = '' }) => text))
    .join('');
}
