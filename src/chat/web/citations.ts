import type { AssistantTurn, WebSource } from '../session/conversation.ts';

/** The number of a source as Markdown: a link to it, whose label the panel shows raised. */
export function citation(number: number, { url }: WebSource): string {
  if (url === undefined) return `[${number}]`;
  // In Markdown, an ampersand may begin a character reference.
  return `[\\[${number}\\]](${url.replaceAll('&', '&amp;')})`;
}

/**
 * The text of an answer for later requests: citations as plain numbers, with the sources below. Without sources, it is
 * the text as it is.
 */
export function textWithSources({
  text,
  webSources = [],
}: Pick<AssistantTurn, 'text' | 'webSources'>): string {
  if (webSources.length === 0 || text === '') return text;
  const plain = webSources.reduce(
    (said, source, at) => said.replaceAll(citation(at + 1, source), `[${at + 1}]`),
    text,
  );
  return `${plain.trimEnd()}\n\nSources:\n${sourceList(webSources)}`;
}

/** The sources as numbered lines: `[1] title, address`. */
function sourceList(sources: readonly WebSource[]): string {
  return sources
    .map(({ title, url }, at) => `[${at + 1}] ${[title, url].filter(Boolean).join(', ')}`)
    .join('\n');
}
