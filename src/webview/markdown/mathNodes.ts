import type { MathToken } from '../../chat/markdown/mathTokens.ts';
import { escapeHidden } from '../../base/hiddenCharacters.ts';
import type { LazyMath } from '../math/lazyMath.ts';
import { createElement } from './dom.ts';
import { scrollFrame } from './scrollFrame.ts';

/** The context for rendering formulas. */
export interface MathContext {
  readonly strings: { readonly formula: string };
  /** Undefined to show the TeX. */
  readonly math: Pick<LazyMath, 'fill'> | undefined;
}

/** A formula in a line of text. */
export function inlineMathNode({ raw, text, isBlock }: MathToken, { math }: MathContext): Node {
  const element = createElement('span', isBlock ? 'math math-display' : 'math', [
    escapeHidden(raw),
  ]);
  math?.fill(element, text, isBlock);
  return element;
}

/** A formula on its own, which scrolls sideways if it is wide. */
export function blockMathNode({ raw, text }: MathToken, { strings, math }: MathContext): Node {
  const content = createElement('span', 'math', [escapeHidden(raw.trim())]);
  const scroller = createElement('div', 'math-scroll', [content]);
  scroller.tabIndex = 0;
  scroller.setAttribute('role', 'group');
  scroller.setAttribute('aria-label', strings.formula);
  math?.fill(content, text, true);
  return scrollFrame(scroller, content);
}
