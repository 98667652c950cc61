import type { Frame, Locator, Page } from 'playwright-core';
import { WAIT_MS } from './timeouts.ts';

/** The chat panel of an open editor. */
export class Panel {
  private constructor(readonly frame: Frame) {}

  /** Waits for the visible panel. VS Code creates a new one each time it is shown. */
  static async find(page: Page): Promise<Panel> {
    const until = performance.now() + WAIT_MS;
    for (;;) {
      for (const frame of page.frames()) {
        const box = frame.getByRole('textbox', { name: 'Message', exact: true });
        // Frames are replaced while the workbench builds them.
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

  /** A button by its accessible name; the last one if there are several. */
  button(name: string | RegExp): Locator {
    const exact = typeof name === 'string';
    return this.frame.getByRole('button', { name, ...(exact ? { exact } : {}) }).last();
  }

  /** The attachments above the message box whose label contains a text. */
  chip(label: string | RegExp): Locator {
    return this.frame.locator('.composer .chip', { hasText: label });
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

  /** Sends a question and waits for the end of the answer. */
  async ask(text: string): Promise<void> {
    // In place of Stop, so that no answer streams.
    await this.frame.locator('button.round[type="submit"]').waitFor();
    const before = await this.answers.count();
    await this.send(text);
    await this.answers.nth(before).waitFor({ timeout: WAIT_MS });
    await this.waitUntilFinished();
  }

  /** Waits until no answer streams. */
  async waitUntilFinished(): Promise<void> {
    await this.button('Stop').waitFor({ state: 'hidden', timeout: WAIT_MS });
  }

  /** Presses a button. */
  async press(name: string | RegExp): Promise<void> {
    await this.button(name).click({ timeout: WAIT_MS });
  }
}
