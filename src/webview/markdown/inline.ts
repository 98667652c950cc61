import { decodeEntities } from '../../chat/markdown/entities.ts';
import type { MarkdownToken } from '../../chat/markdown/lexing.ts';
import { readLink } from '../../chat/markdown/links.ts';
import { visible } from '../../chat/markdown/visible.ts';
import { make } from './dom.ts';
import type { MarkdownWords } from './words.ts';

/** The nodes of the pieces of a line. HTML is text, and an image is its description and address. */
export function inlineNodes(tokens: readonly MarkdownToken[], words: MarkdownWords): Node[] {
  return tokens.flatMap((token) => nodesOf(token, words));
}

function nodesOf(token: MarkdownToken, words: MarkdownWords): Node[] {
  const inner = (tokens: readonly unknown[] | undefined): Node[] =>
    inlineNodes((tokens ?? []) as MarkdownToken[], words);
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del':
      return [make(token.type, '', inner(token.tokens))];
    case 'codespan':
      return [make('code', '', [visible(token.text)])];
    case 'br':
      return [make('br')];
    case 'link':
      return link(token.href, inner(token.tokens));
    case 'image':
      return [image(token.href, token.text, words)];
    case 'html':
      // Models break lines in tables by it, where Markdown has no other way.
      return /^<br\s*\/?>$/i.test(token.text) ? [make('br')] : [text(token.text)];
    case 'escape':
      return [text(token.text)];
    case 'text':
      return token.tokens ? inner(token.tokens) : [text(decodeEntities(token.text))];
    case 'checkbox':
      return [];
    case 'blockquote':
    case 'code':
    case 'def':
    case 'heading':
    case 'hr':
    case 'list':
    case 'list_item':
    case 'paragraph':
    case 'space':
    case 'table':
      // Blocks do not stand in lines.
      return [text(token.raw)];
  }
}

function text(content: string): Text {
  return document.createTextNode(visible(content));
}

/**
 * A link, and its host where its words do not show it. It has no `href`: the page around a webview would open
 * that by itself. Where it leads nowhere we open, its words are followed by the address they stood for.
 */
function link(href: string, words: Node[]): Node[] {
  const address = decodeEntities(href);
  const target = readLink(address);
  const label = words.map(({ textContent }) => textContent ?? '').join('');
  if (!target) {
    const isShown = address === '' || label.includes(visible(address));
    return isShown ? words : [...words, text(` (${address})`)];
  }
  const anchor = make('a', '', words);
  anchor.setAttribute('role', 'link');
  anchor.tabIndex = 0;
  anchor.dataset.href = target.url;
  anchor.title = target.url;
  if (target.kind === 'file' || shows(label, target.host)) return [anchor];
  return [anchor, make('span', 'link-host', [` (${target.host})`])];
}

/** Whether words are an address of this host, so that nothing else can be believed. */
function shows(label: string, host: string): boolean {
  const [, shown] = /^(?:https?:\/\/)?([^\s/?#\\]+)(?:[/?#]\S*)?$/i.exec(label.trim()) ?? [];
  return shown?.toLowerCase() === host;
}

function image(href: string, description: string, words: MarkdownWords): HTMLElement {
  const parts = [words.image, decodeEntities(description), decodeEntities(href)];
  return make('span', 'image-chip', [visible(parts.filter((part) => part !== '').join(' · '))]);
}
