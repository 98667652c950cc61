import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, isAbsolute, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { DomElement } from './domElement.ts';
import { ghostTextIn, watchGhostText, type GhostTextWatch } from './ghostText.ts';
import { QuickInput } from './quickInput.ts';
import { WAIT_MS } from './timeouts.ts';

/** Maximum time for saving a test file, in milliseconds. */
const SAVING_MS = 3_000;

/** A status bar item as shown and as announced by screen readers. */
export interface StatusItem {
  /** The visible text without icons. */
  readonly text: string;
  /** Its accessible name. */
  readonly label: string;
  readonly background: 'error' | 'warning' | 'none';
}

/** Waits until the workbench of a new window accepts keys. */
export async function waitForWorkbench(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .statusbar .right-items').waitFor({ timeout: WAIT_MS });
}

/** An open editor, driven through its window only: keyboard, mouse and visible content. */
export class Session {
  constructor(
    readonly page: Page,
    private readonly workspace: string,
    private readonly end: () => Promise<void>,
  ) {}

  /** Opens a file by its path in the workspace or its absolute path, and focuses it. */
  async openFile(path: string): Promise<void> {
    const file = isAbsolute(path) ? path : join(this.workspace, path);
    const input = this.quickInput();
    const name = basename(file);
    // A search that a change of files interrupts shows no results until the text is entered again.
    for (let attempt = 1; ; attempt += 1) {
      await input.open(file);
      try {
        await input.acceptFirst(name, WAIT_MS / 4);
        break;
      } catch (error) {
        if (attempt === 3) throw error;
        // It may be closed already: another part of the window took the focus.
        await this.press('Escape');
      }
    }
    const group = this.page.locator('.editor-group-container.active');
    await group
      .locator(`.tab.active[data-resource-name=${JSON.stringify(name)}]`)
      .waitFor({ timeout: WAIT_MS });
    await group.locator('.editor-instance:focus-within').waitFor({ timeout: WAIT_MS });
  }

  /** Types into the focused element; a line break becomes Enter. `delayMs` is the time between two keys. */
  async type(text: string, delayMs = 30): Promise<void> {
    await this.page.keyboard.type(text, { delay: delayMs });
  }

  /** Presses a key in Playwright's notation: `Tab`, `ControlOrMeta+ArrowRight`. */
  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }

  /** Moves the cursor in the active editor; lines and columns start at one. */
  async goTo(line: number, column: number): Promise<void> {
    const input = this.quickInput();
    await input.open(`:${line},${column}`);
    await input.accept();
    await this.page
      .locator('[id="status.editor.selection"]', { hasText: new RegExp(`Ln ${line}\\b`) })
      .waitFor({ timeout: WAIT_MS });
  }

  /** The visible ghost text, its lines joined by `\n`; '' for none. */
  ghostText(): Promise<string> {
    return ghostTextIn(this.page);
  }

  /** Records the ghost text of every frame until the watch ends. */
  watchGhostText(): Promise<GhostTextWatch> {
    return watchGhostText(this.page);
  }

  /** Waits for ghost text that matches `matching` and resolves to it. */
  async waitForGhostText(
    options: { readonly timeoutMs?: number; readonly matching?: RegExp } = {},
  ): Promise<string> {
    const { timeoutMs = WAIT_MS, matching = /[^]/ } = options;
    const until = performance.now() + timeoutMs;
    let [before, now] = ['', await this.ghostText()];
    // The first line and the lines below are drawn separately; the text is complete when it no longer changes.
    while (now === '' || now !== before || !matching.test(now)) {
      if (performance.now() > until) {
        const last = JSON.stringify(now);
        throw new Error(`No ghost text ${String(matching)} in ${timeoutMs} ms; last: ${last}`);
      }
      await this.page.waitForTimeout(50);
      [before, now] = [now, await this.ghostText()];
    }
    return now;
  }

  /** The text of the active editor, which must show a file: it is saved and then read. */
  async editorText(): Promise<string> {
    const tab = this.page.locator('.editor-group-container.active .tab.active');
    const saved = this.page.locator('.editor-group-container.active .tab.active:not(.dirty)');
    const until = performance.now() + WAIT_MS;
    do {
      // An edit just before may arrive after saving and must be saved as well.
      await this.press('ControlOrMeta+s');
      await saved.waitFor({ timeout: SAVING_MS }).catch(() => undefined);
    } while (!(await saved.isVisible()) && performance.now() < until);
    await saved.waitFor({ timeout: SAVING_MS });
    const label = (await tab.locator('.tab-label').getAttribute('aria-label')) ?? '';
    const path = label.replace(/ • .*$/, ''); // decorations, such as "1 problem in this file"
    return readSaved(path.replace(/^~(?=[\\/])/, homedir()));
  }

  /** Runs a command by its title in the Command Palette: `Codestral: Show Menu`. */
  async runCommand(title: string): Promise<void> {
    const input = this.quickInput();
    await input.open(`>${title}`);
    await input.pick(title);
  }

  /** Selects a row of the open quick pick by its label. */
  async pick(label: string): Promise<void> {
    await this.quickInput().pick(label);
  }

  /** The quick pick or input box at the top of the window. */
  quickInput(): QuickInput {
    return new QuickInput(this.page);
  }

  /** Waits for the status bar item whose accessible name starts with `name`. */
  async statusItem(name = 'Codestral'): Promise<StatusItem> {
    const item = this.page.locator(`.statusbar-item.right[aria-label^=${JSON.stringify(name)}]`);
    await item.waitFor({ timeout: WAIT_MS });
    return item.evaluate((element: DomElement) => ({
      text: (element.textContent ?? '').trim(),
      label: element.getAttribute('aria-label') ?? '',
      background: element.classList.contains('error-kind')
        ? 'error'
        : element.classList.contains('warning-kind')
          ? 'warning'
          : 'none',
    }));
  }

  /**
   * The messages of all notifications that are not dismissed, newest first; equal ones are listed once.
   * Opens the notification center, because toasts are never shown in development mode.
   */
  async notifications(): Promise<string[]> {
    await this.runCommand('Notifications: Show Notifications');
    const center = this.page.locator('.notifications-center.visible');
    await center.waitFor({ timeout: WAIT_MS });
    const messages = await center.locator('.notification-list-item-message').allTextContents();
    await this.runCommand('Notifications: Hide Notifications');
    await center.waitFor({ state: 'hidden', timeout: WAIT_MS });
    return messages;
  }

  /** Saves a screenshot of the window as PNG. */
  async screenshot(file: string): Promise<void> {
    await this.page.evaluate("document.getElementById('unpainted')?.remove()");
    await this.page.screenshot({ path: file });
  }

  /** Closes the editor and removes its processes, browser and data. */
  close(): Promise<void> {
    return this.end();
  }

  /** The same for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Reads a file that the editor may be writing: it empties a file before it writes it, even without a change. */
async function readSaved(path: string): Promise<string> {
  const until = performance.now() + SAVING_MS;
  for (;;) {
    const text = await readFile(path, 'utf8');
    if (text !== '' || performance.now() > until) return text;
    await sleep(50);
  }
}
