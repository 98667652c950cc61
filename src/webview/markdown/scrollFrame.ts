import { createElement } from './dom.ts';

/** The least hidden width that counts as more content, in CSS pixels: layout rounds to fractions of one. */
const MIN_HIDDEN_PX = 2;

/**
 * Wraps an element that scrolls sideways in a frame that shows whether there is more to the left or right, because
 * some systems hide scroll bars. `content` is the element inside whose width changes.
 */
export function scrollFrame(scroller: HTMLElement, content: HTMLElement): HTMLElement {
  const frame = createElement('div', 'scroll-frame', [scroller]);
  const update = (): void => {
    const { scrollLeft, scrollWidth, clientWidth } = scroller;
    // Negative where the text runs from right to left.
    const hidden = scrollWidth - clientWidth;
    const start = Math.abs(scrollLeft);
    const isReversed = scrollLeft < 0;
    const before = start >= MIN_HIDDEN_PX;
    const after = hidden - start >= MIN_HIDDEN_PX;
    frame.classList.toggle('more-left', isReversed ? after : before);
    frame.classList.toggle('more-right', isReversed ? before : after);
  };
  scroller.addEventListener('scroll', update, { passive: true });
  const observer = new ResizeObserver(update);
  observer.observe(scroller);
  observer.observe(content);
  return frame;
}
