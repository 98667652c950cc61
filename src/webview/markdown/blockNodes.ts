import type { WrittenCode } from '../../chat/markdown/codeBlocks.ts';
import { writtenCode } from '../../chat/markdown/codeBlocks.ts';
import type { MarkdownToken } from '../../chat/markdown/boundedLexer.ts';
import { escapeHidden } from '../../base/hiddenCharacters.ts';
import { createElement } from './dom.ts';
import type { InlineContext } from './inlineNodes.ts';
import { inlineNodes } from './inlineNodes.ts';
import { blockMathNode } from './mathNodes.ts';
import type { AnswerOutline } from './headingOutline.ts';
import { scrollFrame } from './scrollFrame.ts';

/** The context for rendering blocks. */
export interface BlockContext extends InlineContext {
  readonly outline: AnswerOutline;
  /** Renders a code block. Called in document order. */
  readonly code: (written: WrittenCode, index: number) => HTMLElement;
}

type TokenOf<T extends MarkdownToken['type']> = Extract<MarkdownToken, { type: T }>;

/** Renders block tokens. Creates only the elements that are named in this folder. */
export function blockNodes(blocks: readonly unknown[], context: BlockContext): Node[] {
  return (blocks as readonly MarkdownToken[]).flatMap((block) => nodesOf(block, context));
}

function nodesOf(block: MarkdownToken, context: BlockContext): Node[] {
  switch (block.type) {
    case 'space':
    case 'def':
    case 'checkbox':
      return [];
    case 'code':
      return [context.code(writtenCode(block), context.outline.nextCode())];
    case 'heading':
      return [
        createElement(`h${context.outline.level(block.depth)}`, '', inline(block.tokens, context)),
      ];
    case 'paragraph':
      return [createElement('p', '', inline(block.tokens, context))];
    case 'blockquote':
      return [createElement('blockquote', '', blockNodes(block.tokens, context))];
    case 'hr':
      return [createElement('hr')];
    case 'list':
      return [list(block, context)];
    case 'table':
      return [table(block, context)];
    case 'text':
      return block.tokens ? inline(block.tokens, context) : [plainText(block.text)];
    case 'br':
    case 'codespan':
    case 'del':
    case 'em':
    case 'escape':
    case 'html':
    case 'image':
    case 'link':
    case 'strong':
      return inline([block], context);
    case 'list_item':
      return [listItem(block, context)];
    case 'math':
      return [blockMathNode(block, context)];
  }
}

function inline(tokens: readonly unknown[], context: BlockContext): Node[] {
  return inlineNodes(tokens as readonly MarkdownToken[], context);
}

/** Text that is too long or too deeply nested to be parsed as Markdown. */
function plainText(text: string): HTMLElement {
  return createElement('p', 'plain', [escapeHidden(text)]);
}

function list(block: TokenOf<'list'>, context: BlockContext): HTMLElement {
  const items = block.items.map((item) => listItem(item, context));
  if (!block.ordered) return createElement('ul', '', items);
  const ordered = createElement('ol', '', items);
  if (typeof block.start === 'number' && block.start !== 1) ordered.start = block.start;
  return ordered;
}

function listItem(item: TokenOf<'list_item'>, context: BlockContext): HTMLElement {
  const content = blockNodes(item.tokens, context);
  if (!item.task) return createElement('li', '', content);
  const box = createElement('input');
  box.type = 'checkbox';
  box.disabled = true;
  box.toggleAttribute('checked', item.checked === true);
  const label = content.filter(({ nodeName }) => !/^(UL|OL|DIV|BLOCKQUOTE)$/.test(nodeName));
  box.setAttribute(
    'aria-label',
    label
      .map(({ textContent }) => textContent)
      .join('')
      .trim(),
  );
  return createElement('li', 'task', [box, ' ', ...content]);
}

function table(block: TokenOf<'table'>, context: BlockContext): HTMLElement {
  const row = (cells: TokenOf<'table'>['header'], tag: 'th' | 'td'): HTMLElement =>
    createElement(
      'tr',
      '',
      cells.map(({ tokens, align }) => {
        const cell = createElement(tag, align ? `align-${align}` : '', inline(tokens, context));
        if (tag === 'th') cell.setAttribute('scope', 'col');
        return cell;
      }),
    );
  const body = block.rows.map((cells) => row(cells, 'td'));
  const content = createElement('table', '', [
    createElement('thead', '', [row(block.header, 'th')]),
    createElement('tbody', '', body),
  ]);
  const scroller = createElement('div', 'table-scroll', [content]);
  scroller.tabIndex = 0;
  scroller.setAttribute('role', 'group');
  scroller.setAttribute('aria-label', context.strings.table);
  return scrollFrame(scroller, content);
}
