import { hasHidden } from '../../base/hiddenCharacters.ts';

/** The target of a link in an answer. */
export type LinkTarget =
  /** A web page; `host` is in ASCII form, with its port. */
  | { readonly kind: 'web'; readonly url: string; readonly host: string }
  /** A file, relative to the workspace, optionally with a fragment like `#L12`. */
  | { readonly kind: 'file'; readonly url: string };

/** Maximum length of a link, in characters. */
const MAX_LINK_LENGTH = 4_000;

/**
 * Parses the address of a link with decoded character references. Undefined for anything except web pages and files
 * in the workspace: commands, scripts, data, other schemes, user names in the host, addresses with invisible
 * characters. Such links are shown as text.
 */
export function readLink(href: string): LinkTarget | undefined {
  if (href === '' || href.length > MAX_LINK_LENGTH || hasHidden(href) || /[\t\n\\]/.test(href)) {
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
  const [address = ''] = href.split(/[#?]/, 1);
  // Of the rest, only the number of a line has a meaning.
  const line = /#L\d{1,9}/.exec(href)?.[0] ?? '';
  let path: string;
  try {
    path = decodeURIComponent(address);
  } catch {
    return undefined;
  }
  const parts = path.replace(/^\.\//, '').split('/');
  const isBelow = parts.every((part) => part !== '' && part !== '..' && part !== '.');
  // A colon might be interpreted as the end of a scheme or drive.
  return isBelow && !hasHidden(path) && !/[:\\<>"|*\t\n]|^[\s~]/.test(path)
    ? { kind: 'file', url: address + line }
    : undefined;
}
