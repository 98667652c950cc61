/**
 * Calls back before the next frame. A hidden page renders no frames, so the callback then waits until the page is
 * visible, without a timer.
 */
export function onNextFrame(callback: () => void): void {
  if (document.visibilityState === 'visible') {
    requestAnimationFrame(callback);
    return;
  }
  const onVisible = (): void => {
    if (document.visibilityState !== 'visible') return;
    document.removeEventListener('visibilitychange', onVisible);
    callback();
  };
  document.addEventListener('visibilitychange', onVisible);
}
