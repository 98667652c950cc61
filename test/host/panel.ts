import type { Frame, Locator, Page } from 'playwright-core';
import { patienceMs } from './quickInput.ts';

/** The chat panel of an open editor, used as a person does. */
export class Panel {
  private constructor(readonly frame: Frame) {}

  /** Waits for the panel that is on screen. VS Code makes a new one each time it is shown. */
  static async find(page: Page): Promise<Panel> {
    const until = performance.now() + patienceMs;
    for (;;) {
      for (const frame of page.frames()) {
        const box = frame.getByRole('textbox', { name: 'Message', exact: true });
        // Frames come and go while the workbench builds them.
        if (await box.isVisible().catch(() => false)) return new Panel(frame);
      }
      if (performance.now() > until) throw new Error('there is no chat panel');
      await page.waitForTimeout(50);
    }
  }

  /** The message box. */
  get box(): Locator {
    return this.frame.getByRole('textbox', { name: 'Message', exact: true });
  }

  /** A button by its accessible name; the last one where there are several. */
  button(name: string | RegExp): Locator {
    const exact = typeof name === 'string';
    return this.frame.getByRole('button', { name, ...(exact ? { exact } : {}) }).last();
  }

  /** The answers, oldest first. */
  get answers(): Locator {
    return this.frame.locator('article.answer');
  }

  /** The questions, oldest first. */
  get questions(): Locator {
    return this.frame.locator('article.question');
  }

  /** Writes a message and sends it. */
  async send(text: string): Promise<void> {
    await this.box.fill(text);
    await this.box.press('Enter');
  }

  /** Asks, and waits until the answer is over. */
  async ask(text: string): Promise<void> {
    const before = await this.answers.count();
    await this.send(text);
    await this.answers.nth(before).waitFor({ timeout: patienceMs });
    await this.over();
  }

  /** Waits until no answer streams. */
  async over(): Promise<void> {
    await this.button('Stop').waitFor({ state: 'hidden', timeout: patienceMs });
  }

  /** Presses a button. */
  async press(name: string | RegExp): Promise<void> {
    await this.button(name).click({ timeout: patienceMs });
  }
}
