import type { ChatMessage } from './protocol.ts';
import { hash } from './random.ts';
import { tokenise } from './tokens.ts';

/**
 * Tokens that an image takes. The service counts by the size of the picture, which this server never
 * looks at; 1,024 are a picture of 896 by 896 in patches of 28.
 */
const imageTokens = 1_024;

/** What a message says; thoughts and images are left out. */
export function textOf({ content = '' }: ChatMessage): string {
  if (typeof content === 'string') return content;
  return (content ?? []).flatMap(({ text = [] }) => text).join('\n');
}

/** The addresses of a message's images. */
export function imagesOf({ content }: ChatMessage): readonly string[] {
  if (typeof content === 'string') return [];
  return (content ?? []).flatMap(({ image_url: image }) =>
    image === undefined ? [] : typeof image === 'string' ? image : image.url,
  );
}

/** What the last question says. */
export function questionOf(messages: readonly ChatMessage[]): string {
  const last = messages.findLast(({ role }) => role === 'user');
  return last ? textOf(last) : '';
}

/** The beginning that the answer is given; undefined where it begins by itself. */
export function prefixOf(messages: readonly ChatMessage[]): string | undefined {
  const last = messages.at(-1);
  return last?.role === 'assistant' && last.prefix ? textOf(last) : undefined;
}

/** The tokens of a conversation: each message's role, text, thoughts, images and calls. */
export function tokensOf(messages: readonly ChatMessage[]): string[] {
  return messages.flatMap((message) => [
    `<${message.role}>`,
    ...tokenise(textOf(message)),
    ...tokenise(thoughtsIn(message)),
    ...imagesOf(message).flatMap((url) => {
      const name = `<image ${hash(url)}>`;
      return Array.from({ length: imageTokens }, () => name);
    }),
    ...(message.tool_calls ? tokenise(JSON.stringify(message.tool_calls)) : []),
  ]);
}

function thoughtsIn({ content }: ChatMessage): string {
  if (typeof content === 'string') return '';
  return (content ?? [])
    .flatMap(({ thinking = [] }) => thinking.map(({ text = '' }) => text))
    .join('');
}
