import { escapeHidden } from '../../base/hiddenCharacters.ts';
import { oneLine } from '../../base/sanitizeText.ts';
import type { NamedSource } from '../../mistral/conversations/conversationEvent.ts';
import { readLink } from '../markdown/linkTarget.ts';
import type { WebSource } from '../session/conversation.ts';

/** Longer titles are truncated, in characters. */
const MAX_TITLE = 200;

/**
 * A source that is safe to store and show. Its texts come from web pages: the title is one line in which hidden
 * characters are visible, and an address that is not a web page's, or could mislead, is left out.
 */
export function webSource({ title, url }: NamedSource): WebSource {
  const link = url === undefined ? undefined : readLink(url);
  const line = escapeHidden(oneLine(title.toWellFormed()));
  const shown = line.length > MAX_TITLE ? `${line.slice(0, MAX_TITLE).toWellFormed()}…` : line;
  return link?.kind === 'web' ? { title: shown, url: withoutMarkup(link.url) } : { title: shown };
}

/**
 * An address without characters that end a link in Markdown, or that a table, a formula or an emphasis could take: they
 * are escaped as URLs allow, so that the address is the same in the text and in the list.
 */
function withoutMarkup(url: string): string {
  // The host may be an IPv6 address in brackets.
  const path = url.indexOf('/', url.indexOf('//') + 2);
  const escaped = url
    .slice(path)
    .replace(/[()[\]\\`|$<>*~^]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return url.slice(0, path) + escaped;
}

/** The real host of a source, in ASCII form; undefined without an address. */
export function hostOfSource({ url }: WebSource): string | undefined {
  const link = url === undefined ? undefined : readLink(url);
  return link?.kind === 'web' ? link.host : undefined;
}
