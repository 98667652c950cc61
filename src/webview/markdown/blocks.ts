import type { WrittenCode } from '../../chat/markdown/codeBlocks.ts';
import { writtenCode } from '../../chat/markdown/codeBlocks.ts';
import type { MarkdownToken } from '../../chat/markdown/lexing.ts';
import { visible } from '../../chat/markdown/visible.ts';
import { make } from './dom.ts';
import { inlineNodes } from './inline.ts';
import type { Outline } from './outline.ts';
import type { MarkdownWords } from './words.ts';

/** What the blocks of a segment are made with. */
export interface BlockContext {
  readonly words: MarkdownWords;
  readonly outline: Outline;
  /** Makes a piece of code; called in the order of its beginning. */
  readonly code: (written: WrittenCode, index: number) => HTMLElement;
}

type Of<T extends MarkdownToken['type']> = Extract<MarkdownToken, { type: T }>;

/** The nodes of blocks. Only the elements named in this folder ever come out of it. */
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
      return [make(`h${context.outline.level(block.depth)}`, '', inline(block.tokens, context))];
    case 'paragraph':
      return [make('p', '', inline(block.tokens, context))];
    case 'blockquote':
      return [make('blockquote', '', blockNodes(block.tokens, context))];
    case 'hr':
      return [make('hr')];
    case 'list':
      return [list(block, context)];
    case 'table':
      return [table(block, context)];
    case 'text':
      return block.tokens ? inline(block.tokens, context) : [plain(block.text)];
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
  }
}

function inline(tokens: readonly unknown[], { words }: BlockContext): Node[] {
  return inlineNodes(tokens as readonly MarkdownToken[], words);
}

/** Text that is too long or too deep to be read as Markdown. */
function plain(text: string): HTMLElement {
  return make('p', 'plain', [visible(text)]);
}

function list(block: Of<'list'>, context: BlockContext): HTMLElement {
  const items = block.items.map((item) => listItem(item, context));
  if (!block.ordered) return make('ul', '', items);
  const ordered = make('ol', '', items);
  if (typeof block.start === 'number' && block.start !== 1) ordered.start = block.start;
  return ordered;
}

function listItem(item: Of<'list_item'>, context: BlockContext): HTMLElement {
  const content = blockNodes(item.tokens, context);
  if (!item.task) return make('li', '', content);
  const box = make('input');
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
  return make('li', 'task', [box, ' ', ...content]);
}

function table(block: Of<'table'>, context: BlockContext): HTMLElement {
  const row = (cells: Of<'table'>['header'], tag: 'th' | 'td'): HTMLElement =>
    make(
      'tr',
      '',
      cells.map(({ tokens, align }) => {
        const cell = make(tag, align ? `align-${align}` : '', inline(tokens, context));
        if (tag === 'th') cell.setAttribute('scope', 'col');
        return cell;
      }),
    );
  const body = block.rows.map((cells) => row(cells, 'td'));
  const scroller = make('div', 'table-scroll', [
    make('table', '', [make('thead', '', [row(block.header, 'th')]), make('tbody', '', body)]),
  ]);
  scroller.tabIndex = 0;
  scroller.setAttribute('role', 'region');
  scroller.setAttribute('aria-label', context.words.table);
  return scroller;
}
