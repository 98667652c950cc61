/**
 * Calls back before the next frame. A hidden page draws no frames: there it waits for the page to be seen,
 * without a timer.
 */
export function onFrame(callback: () => void): void {
  if (document.visibilityState === 'visible') {
    requestAnimationFrame(callback);
    return;
  }
  const whenSeen = (): void => {
    if (document.visibilityState !== 'visible') return;
    document.removeEventListener('visibilitychange', whenSeen);
    callback();
  };
  document.addEventListener('visibilitychange', whenSeen);
}
