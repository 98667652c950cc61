import { decodeEntities } from '../../chat/markdown/htmlEntities.ts';
import type { MarkdownToken } from '../../chat/markdown/boundedLexer.ts';
import { readLink } from '../../chat/markdown/linkTarget.ts';
import { escapeHidden } from '../../base/hiddenCharacters.ts';
import { formatString } from '../strings.ts';
import { createElement } from './dom.ts';
import type { MarkdownStrings } from './markdownStrings.ts';
import type { MathContext } from './mathNodes.ts';
import { inlineMathNode } from './mathNodes.ts';

/** The context for rendering text. */
export interface InlineContext extends MathContext {
  readonly strings: MarkdownStrings;
  /** The address of a cited source, by its number from 1. */
  readonly sourceAt: (number: number) => string | undefined;
}

/** Renders inline tokens. HTML is shown as text, and an image as its description and address. */
export function inlineNodes(tokens: readonly MarkdownToken[], context: InlineContext): Node[] {
  return tokens.flatMap((token) => nodesOf(token, context));
}

function nodesOf(token: MarkdownToken, context: InlineContext): Node[] {
  const inner = (tokens: readonly unknown[] | undefined): Node[] =>
    inlineNodes((tokens ?? []) as MarkdownToken[], context);
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del':
      return [createElement(token.type, '', inner(token.tokens))];
    case 'codespan':
      return [createElement('code', '', [escapeHidden(token.text)])];
    case 'math':
      return [inlineMathNode(token, context)];
    case 'br':
      return [createElement('br')];
    case 'link':
      return link(token.href, inner(token.tokens), context);
    case 'image':
      return [image(token.href, token.text, context.strings)];
    case 'html':
      // Models use `<br>` for line breaks in tables, where Markdown has no syntax for them.
      return /^<br\s*\/?>$/i.test(token.text) ? [createElement('br')] : [text(token.text)];
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
      // Block tokens do not occur inline.
      return [text(token.raw)];
  }
}

function text(content: string): Text {
  return document.createTextNode(escapeHidden(content));
}

/**
 * A link, followed by its host unless its text shows it. It has no `href`, because the page around the webview would
 * open that without asking. A link that cannot be opened is shown as its text and address.
 */
function link(href: string, content: Node[], context: InlineContext): Node[] {
  const address = decodeEntities(href);
  const target = readLink(address);
  const label = content.map(({ textContent }) => textContent ?? '').join('');
  if (!target) {
    const isShown = address === '' || label.includes(escapeHidden(address));
    return isShown ? content : [...content, text(` (${address})`)];
  }
  const anchor = createElement('a', '', content);
  anchor.setAttribute('role', 'link');
  anchor.tabIndex = 0;
  anchor.dataset.href = target.url;
  anchor.title = target.url;
  if (isCitation(label, target.url, context)) return [createElement('sup', 'citation', [anchor])];
  if (target.kind === 'file' || showsHost(label, target.host)) return [anchor];
  return [anchor, createElement('span', 'link-host', [` (${target.host})`])];
}

/** Whether a link is the number of a source in the list below the answer. Any other link with such a text shows its host. */
function isCitation(label: string, url: string, { sourceAt }: InlineContext): boolean {
  const [, number] = /^\[(\d{1,3})\]$/.exec(label) ?? [];
  return number !== undefined && sourceAt(Number(number)) === url;
}

/** Whether a link's text is an address at this host, so that it cannot mislead. */
function showsHost(label: string, host: string): boolean {
  const [, shown] = /^(?:https?:\/\/)?([^\s/?#\\]+)(?:[/?#]\S*)?$/i.exec(label.trim()) ?? [];
  return shown?.toLowerCase() === host;
}

function image(href: string, description: string, strings: MarkdownStrings): HTMLElement {
  const parts = [description, href].map(decodeEntities).filter((part) => part !== '');
  return createElement('span', 'image-chip', [
    escapeHidden(formatString(strings.image, parts.join(' · '))),
  ]);
}
