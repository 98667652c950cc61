/**
 * Gives the focus to `target` when the focused element is removed and nothing else takes the focus, for example when a
 * pressed button disappears. Otherwise, the keyboard would start again at the top of the panel. While another part of
 * VS Code has the focus, it waits until the panel has it again.
 */
export function keepFocus(root: HTMLElement, target: () => HTMLElement | null): void {
  let focused: Element | undefined;
  const restore = (): void => {
    if (focused === undefined || focused.isConnected || !document.hasFocus()) return;
    focused = undefined;
    if (document.activeElement === document.body) target()?.focus();
  };
  root.addEventListener('focusin', (event) => {
    focused = event.target instanceof Element ? event.target : undefined;
  });
  new MutationObserver(restore).observe(root, { childList: true, subtree: true });
  window.addEventListener('focus', restore);
}
