import type { Page } from 'playwright-core';

/** When a key was struck and when its ghost text was drawn, both in milliseconds since the epoch. */
export interface Strike {
  readonly struckAt: number;
  readonly drawnAt: number;
}

/** Strikes a key and waits for the first ghost text after it; both times are taken by the window itself. */
export async function strike(page: Page, key: string): Promise<Strike> {
  const watch = await page.evaluateHandle(() => {
    const window = globalThis as unknown as MeasuredWindow;
    const strike = { struckAt: 0, drawnAt: 0 };
    const drawn = new Promise<Strike>((resolve) => {
      new window.MutationObserver((_, observer) => {
        if (strike.struckAt === 0) return;
        if (window.document.querySelector('.view-lines .ghost-text-decoration') === null) return;
        observer.disconnect();
        strike.drawnAt = performance.timeOrigin + performance.now();
        resolve(strike);
      }).observe(window.document.body, { childList: true, subtree: true });
    });
    const once = { capture: true, once: true };
    window.addEventListener(
      'keydown',
      ({ timeStamp }) => {
        strike.struckAt = performance.timeOrigin + timeStamp;
      },
      once,
    );
    return { drawn };
  });
  await page.keyboard.press(key);
  return watch.evaluate(({ drawn }) => drawn);
}

/** The little of a window that is used there; the project compiles without the DOM's types. */
interface MeasuredWindow {
  readonly document: { readonly body: object; querySelector(selector: string): object | null };
  readonly MutationObserver: new (see: (records: unknown, observer: Observer) => void) => Observer;
  addEventListener(
    type: 'keydown',
    hear: (event: { readonly timeStamp: number }) => void,
    options: object,
  ): void;
}

interface Observer {
  observe(node: object, options: object): void;
  disconnect(): void;
}
