import type { Locator, Page } from 'playwright-core';
import { WAIT_MS } from './timeouts.ts';

/** The menus, light bulb and editor buttons that run code commands. */
export class Menus {
  constructor(private readonly page: Page) {}

  /** The lines of the active editor that contain a text; in a diff, those of both sides. */
  linesWith(text: string): Locator {
    const lines = this.page.locator('.editor-group-container.active .view-lines .view-line');
    return lines.filter({ hasText: text });
  }

  /** Waits until the language service knows the symbol at the cursor of the active editor. */
  async waitForSymbol(symbol: string): Promise<void> {
    await this.page
      .locator('.editor-group-container.active .breadcrumbs-control .monaco-breadcrumb-item')
      .filter({ hasText: exactly(symbol) })
      .waitFor({ timeout: WAIT_MS });
  }

  /** Opens the context menu of an element, then the given submenus in order. */
  async open(on: Locator, ...submenus: readonly string[]): Promise<void> {
    await on.click({ button: 'right', timeout: WAIT_MS });
    for (const [at, name] of submenus.entries()) {
      await this.item(name).hover({ timeout: WAIT_MS });
      await this.page
        .locator('.monaco-menu')
        .nth(at + 1)
        .waitFor({ timeout: WAIT_MS });
    }
  }

  /** An item of the open menus. */
  item(name: string): Locator {
    return this.page
      .locator('.monaco-menu .action-menu-item')
      .filter({ has: this.page.locator('.action-label', { hasText: exactly(name) }) })
      .last();
  }

  /** Chooses an item of the open menus. */
  async choose(name: string): Promise<void> {
    const item = this.item(name);
    const until = performance.now() + WAIT_MS;
    for (;;) {
      // A menu that has just opened ignores clicks.
      await item.click({ timeout: WAIT_MS });
      try {
        await item.waitFor({ state: 'hidden', timeout: 1_000 });
        return;
      } catch (error) {
        if (performance.now() > until) throw error;
      }
    }
  }

  /** Presses the quick fix shortcut at the cursor until an action with this title is listed. */
  async waitForCodeAction(title: string): Promise<Locator> {
    const widget = this.page.locator('.action-widget');
    const row = widget.locator('.monaco-list-row.action', { hasText: exactly(title) });
    const until = performance.now() + WAIT_MS;
    for (;;) {
      await this.page.keyboard.press('ControlOrMeta+.');
      try {
        await row.waitFor({ timeout: 3_000 });
        return row;
      } catch (error) {
        // The language service may not have found the problem yet.
        if (performance.now() > until) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /** A button in the title of the active editor. */
  editorTitleButton(name: string): Locator {
    const title = this.page.locator('.editor-group-container.active > .title .editor-actions');
    // The names of buttons with a shortcut end with it: "Accept (Ctrl+Enter)".
    return title.getByRole('button', { name: new RegExp(`^${name}( \\(.*\\))?$`) });
  }
}

function exactly(text: string): RegExp {
  const pattern = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '[ \\u00a0]');
  return new RegExp(`^\\s*${pattern}\\s*$`);
}
