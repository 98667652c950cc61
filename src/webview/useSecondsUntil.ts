import { useEffect, useState } from 'preact/hooks';

/** Seconds until a time in milliseconds since the epoch; 0 without one. Ticks only while the page is visible. */
export function useSecondsUntil(at: number | undefined): number {
  const [now, setNow] = useState(Date.now);
  const seconds = at === undefined ? 0 : Math.max(0, Math.ceil((at - now) / 1000));
  const isWaiting = seconds > 0;
  useEffect(() => {
    if (!isWaiting) return undefined;
    let timer: ReturnType<typeof setInterval> | undefined;
    const tick = (): void => {
      setNow(Date.now());
    };
    const onVisibilityChange = (): void => {
      clearInterval(timer);
      if (document.visibilityState !== 'visible') return;
      tick();
      timer = setInterval(tick, 1000);
    };
    onVisibilityChange();
    document.addEventListener('visibilitychange', onVisibilityChange);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', onVisibilityChange);
    };
  }, [isWaiting]);
  return seconds;
}
