import type { Locator, Page } from 'playwright-core';
import type { DomElement } from './domElement.ts';
import { WAIT_MS } from './timeouts.ts';

/** A row of a quick pick. */
export interface QuickRow {
  readonly label: string;
  /** The dimmed text behind the label. */
  readonly description: string;
  /** The second line. */
  readonly detail: string;
}

/** VS Code's quick input: the Command Palette, quick picks and input boxes. */
export class QuickInput {
  private readonly widget: Locator;
  private readonly box: Locator;

  constructor(private readonly page: Page) {
    this.widget = page.locator('.quick-input-widget:not(.hidden):visible');
    this.box = this.widget.locator('.quick-input-filter input').first();
  }

  /** Opens the Command Palette with `text` instead of `>`, which allows every kind of quick open. */
  async open(text: string): Promise<void> {
    const until = performance.now() + WAIT_MS;
    for (;;) {
      await this.page.keyboard.press('F1');
      try {
        await this.box.fill(text, { timeout: 3_000 });
        return;
      } catch (error) {
        // An editor that has just opened, or the chat, took the focus.
        if (performance.now() > until) throw error;
      }
    }
  }

  /** Waits until a quick input is open, with this title if one is given. */
  async waitUntilOpen(title?: string): Promise<void> {
    await this.box.waitFor({ timeout: WAIT_MS });
    if (title === undefined) return;
    await this.widget
      .locator('.quick-input-title', { hasText: title })
      .waitFor({ timeout: WAIT_MS });
  }

  /** Whether a quick input is open. */
  isOpen(): Promise<boolean> {
    return this.box.isVisible();
  }

  /** The line above the box; '' for none. */
  async title(): Promise<string> {
    return (await this.widget.locator('.quick-input-title').textContent())?.trim() ?? '';
  }

  /** The prompt or validation message below an input box. */
  async message(): Promise<string> {
    return (await this.widget.locator('.quick-input-message').textContent())?.trim() ?? '';
  }

  /** The gray text in the empty box. */
  async placeholder(): Promise<string> {
    return (await this.box.getAttribute('placeholder')) ?? '';
  }

  /** Whether the input is masked. */
  async isMasked(): Promise<boolean> {
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

  /** Closes it with Escape. */
  async cancel(): Promise<void> {
    await this.box.press('Escape');
    await this.widget.waitFor({ state: 'hidden', timeout: WAIT_MS });
  }

  /** The rendered rows; a long list renders only the visible ones. */
  async rows(): Promise<QuickRow[]> {
    const drawn = await this.widget
      .locator('.quick-input-list .monaco-list-row')
      .evaluateAll((rows: DomElement[]) =>
        rows.map((row) => ({
          label: row.querySelector('.quick-input-list-row .label-name')?.textContent,
          description: row.querySelector('.quick-input-list-row .label-description')?.textContent,
          // Rows are reused; a hidden second line may belong to another item.
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

  /** Waits for the row with this label and clicks it. */
  async pick(label: string): Promise<void> {
    await this.rowWith(label).click({ timeout: WAIT_MS });
  }

  /** Waits until the focused row has this label and presses Enter. */
  async acceptFirst(label: string, timeoutMs = WAIT_MS): Promise<void> {
    await this.rowWith(label, '.focused').waitFor({ timeout: timeoutMs });
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

/** VS Code renders some spaces of labels as non-breaking spaces. */
function escape(label: string): string {
  return label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '[ \\u00a0]');
}
