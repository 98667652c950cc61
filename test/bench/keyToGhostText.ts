import type { Page } from 'playwright-core';

/** The times of a keystroke and of its ghost text, both in milliseconds since the epoch. */
export interface Keystroke {
  readonly struckAt: number;
  readonly drawnAt: number;
}

/**
 * Presses a key and waits for the first ghost text after it that `right` starts with. The window itself measures both
 * times.
 */
export async function measureKeystroke(page: Page, key: string, right: string): Promise<Keystroke> {
  const watch = await page.evaluateHandle((right) => {
    const window = globalThis as unknown as MeasuredWindow;
    const times = { struckAt: 0, drawnAt: 0 };
    const drawn = new Promise<Keystroke>((resolve) => {
      new window.MutationObserver((_, observer) => {
        if (times.struckAt === 0) return;
        const ghostText = window.document.querySelector('.view-lines .ghost-text-decoration');
        const text = ghostText?.textContent.replaceAll('\u00a0', ' ') ?? '';
        if (text === '' || !right.startsWith(text)) return;
        observer.disconnect();
        times.drawnAt = performance.timeOrigin + performance.now();
        resolve(times);
      }).observe(window.document.body, { childList: true, subtree: true, characterData: true });
    });
    const once = { capture: true, once: true };
    window.addEventListener(
      'keydown',
      ({ timeStamp }) => {
        times.struckAt = performance.timeOrigin + timeStamp;
      },
      once,
    );
    return { drawn };
  }, right);
  await page.keyboard.press(key);
  return watch.evaluate(({ drawn }) => drawn);
}

/** The part of a window that is used here; the project compiles without DOM types. */
interface MeasuredWindow {
  readonly document: {
    readonly body: object;
    querySelector(selector: string): { readonly textContent: string } | null;
  };
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
