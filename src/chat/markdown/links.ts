import { isDeceiving } from './visible.ts';

/** Where a link of an answer leads. */
export type LinkTarget =
  /** A page; `host` as the network knows it, with its port. */
  | { readonly kind: 'web'; readonly url: string; readonly host: string }
  /** A file, relative to the workspace; a fragment like `#L12` may follow. */
  | { readonly kind: 'file'; readonly url: string };

/** No link is longer, in characters. */
const LONGEST_LINK = 4_000;

/**
 * Reads the address of a link, character references resolved. Undefined for all that is neither a web page nor
 * a file below the workspace: commands, scripts, data, other schemes, user names in front of hosts, addresses
 * with characters that cannot be seen. Such links are text.
 */
export function readLink(href: string): LinkTarget | undefined {
  if (href === '' || href.length > LONGEST_LINK || isDeceiving(href) || /[\t\n\\]/.test(href)) {
    return undefined;
  }
  return /^\s*[a-z][a-z\d+.-]*:/i.test(href) ? readWeb(href) : readFile(href);
}

function readWeb(href: string): LinkTarget | undefined {
  if (!/^https?:\/\/[^/]/i.test(href) || !URL.canParse(href)) return undefined;
  const { protocol, host, username, password, href: url } = new URL(href);
  if (!/^https?:$/.test(protocol) || host === '' || username !== '' || password !== '')
    return undefined;
  return { kind: 'web', url, host };
}

function readFile(href: string): LinkTarget | undefined {
  let path: string;
  try {
    path = decodeURIComponent(href.replace(/[#?].*$/, ''));
  } catch {
    return undefined;
  }
  const parts = path.replace(/^\.\//, '').split('/');
  const isBelow = parts.every((part) => part !== '' && part !== '..' && part !== '.');
  // A colon would make a scheme or a drive of it, to somebody who reads it more generously.
  return isBelow && !isDeceiving(path) && !/[:\\<>"|*\t\n]|^[\s~]/.test(path)
    ? { kind: 'file', url: href }
    : undefined;
}
