import type { Locator, Page } from 'playwright-core';
import type { Drawn } from './drawn.ts';

/** How long the editor may take for something that it always does, in ms. */
export const patienceMs = 20_000;

/** A row of a quick pick. */
export interface QuickRow {
  readonly label: string;
  /** The dimmed text behind the label. */
  readonly description: string;
  /** The second line. */
  readonly detail: string;
}

/** VS Code's quick input: the palette, quick picks and input boxes. */
export class QuickInput {
  private readonly widget: Locator;
  private readonly box: Locator;

  constructor(private readonly page: Page) {
    this.widget = page.locator('.quick-input-widget:not(.hidden):visible');
    this.box = this.widget.locator('.quick-input-filter input').first();
  }

  /** Opens the palette with `text` in place of its `>`, which makes it any kind of quick open. */
  async open(text: string): Promise<void> {
    const until = performance.now() + patienceMs;
    for (;;) {
      await this.page.keyboard.press('F1');
      try {
        await this.box.fill(text, { timeout: 3_000 });
        return;
      } catch (error) {
        // Something else took the focus at this moment: an editor that has just opened, or the chat.
        if (performance.now() > until) throw error;
      }
    }
  }

  /** Waits until an input or a pick is open; with `title`, the one whose title that is. */
  async waitUntilOpen(title?: string): Promise<void> {
    await this.box.waitFor({ timeout: patienceMs });
    if (title === undefined) return;
    await this.widget
      .locator('.quick-input-title', { hasText: title })
      .waitFor({ timeout: patienceMs });
  }

  /** Whether one is open now. */
  isOpen(): Promise<boolean> {
    return this.box.isVisible();
  }

  /** The line above the box; '' for none. */
  async title(): Promise<string> {
    return (await this.widget.locator('.quick-input-title').textContent())?.trim() ?? '';
  }

  /** The prompt, or the complaint about what was entered, below an input box. */
  async message(): Promise<string> {
    return (await this.widget.locator('.quick-input-message').textContent())?.trim() ?? '';
  }

  /** The grey text in the empty box. */
  async placeholder(): Promise<string> {
    return (await this.box.getAttribute('placeholder')) ?? '';
  }

  /** Whether what is typed is hidden, as for keys. */
  async masked(): Promise<boolean> {
    return (await this.box.getAttribute('type')) === 'password';
  }

  /** Replaces the text of the box. */
  async fill(text: string): Promise<void> {
    await this.box.fill(text);
  }

  /** Presses Enter in the box. */
  async accept(): Promise<void> {
    await this.box.press('Enter');
  }

  /** Closes it as Escape does. */
  async cancel(): Promise<void> {
    await this.box.press('Escape');
    await this.widget.waitFor({ state: 'hidden', timeout: patienceMs });
  }

  /** The rows that are drawn; a long list draws only those in view. */
  async rows(): Promise<QuickRow[]> {
    const drawn = await this.widget
      .locator('.quick-input-list .monaco-list-row')
      .evaluateAll((rows: Drawn[]) =>
        rows.map((row) => ({
          label: row.querySelector('.quick-input-list-row .label-name')?.textContent,
          description: row.querySelector('.quick-input-list-row .label-description')?.textContent,
          // Rows are used again for other items; a second line that is not shown may be an old one.
          detail: row.querySelector(
            '.quick-input-list-label-meta .monaco-icon-label:not([style*="none"]) .label-name',
          )?.textContent,
        })),
      );
    return drawn.map(({ label, description, detail }) => ({
      label: plain(label),
      description: plain(description),
      detail: plain(detail),
    }));
  }

  /** Waits for the row with this label and chooses it. */
  async pick(label: string): Promise<void> {
    await this.rowWith(label).click({ timeout: patienceMs });
  }

  /** Waits until the row that Enter would choose has this label and presses Enter. */
  async acceptFirst(label: string): Promise<void> {
    await this.rowWith(label, '.focused').waitFor({ timeout: patienceMs });
    await this.accept();
  }

  private rowWith(label: string, state = ''): Locator {
    const exactly = new RegExp(`^\\s*${escape(label)}\\s*$`);
    const labels = this.page.locator('.quick-input-list-row:first-child .label-name');
    return this.widget
      .locator(`.quick-input-list .monaco-list-row${state}`)
      .filter({ has: labels.filter({ hasText: exactly }) })
      .first();
  }
}

function plain(text: string | null | undefined): string {
  return (text ?? '').replaceAll('\u00a0', ' ').trim();
}

/** VS Code draws blanks of labels as no-break spaces in places. */
function escape(label: string): string {
  return label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '[ \\u00a0]');
}
