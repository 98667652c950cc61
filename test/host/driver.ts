import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, isAbsolute, join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Drawn } from './drawn.ts';
import { ghostTextIn, watchGhostText, type GhostTextWatch } from './ghostText.ts';
import { patienceMs, QuickInput } from './quickInput.ts';

/** A file of a test is saved well within this; in milliseconds. */
const SAVING_MS = 3_000;

/** A status-bar item as one sees and hears it. */
export interface StatusItem {
  /** Its visible text; icons have none. */
  readonly text: string;
  /** Its accessible name. */
  readonly label: string;
  readonly background: 'error' | 'warning' | 'none';
}

/** Waits until the workbench of a fresh window is complete enough to take keys. */
export async function waitForWorkbench(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .statusbar .right-items').waitFor({ timeout: 60_000 });
}

/** An open editor, used through its window alone: keys, mouse and what is to be seen. */
export class Session {
  constructor(
    readonly page: Page,
    private readonly workspace: string,
    private readonly end: () => Promise<void>,
  ) {}

  /** Opens a file of the workspace, or any by its absolute path, and puts the cursor into it. */
  async openFile(path: string): Promise<void> {
    const file = isAbsolute(path) ? path : join(this.workspace, path);
    const input = this.quickInput();
    await input.open(file);
    const name = basename(file);
    await input.acceptFirst(name);
    const group = this.page.locator('.editor-group-container.active');
    await group
      .locator(`.tab.active[data-resource-name=${JSON.stringify(name)}]`)
      .waitFor({ timeout: patienceMs });
    await group.locator('.editor-instance:focus-within').waitFor({ timeout: patienceMs });
  }

  /** Types into whatever has the focus; a line end becomes Enter. `delayMs` lies between two keys. */
  async type(text: string, delayMs = 30): Promise<void> {
    await this.page.keyboard.type(text, { delay: delayMs });
  }

  /** Presses a key in Playwright's notation: `Tab`, `ControlOrMeta+ArrowRight`. */
  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }

  /** Puts the cursor there in the active editor; lines and characters count from one. */
  async goTo(line: number, column: number): Promise<void> {
    const input = this.quickInput();
    await input.open(`:${line},${column}`);
    await input.accept();
    await this.page
      .locator('[id="status.editor.selection"]', { hasText: new RegExp(`Ln ${line}\\b`) })
      .waitFor({ timeout: patienceMs });
  }

  /** The ghost text that is visible now, its lines joined by `\n`; '' for none. */
  ghostText(): Promise<string> {
    return ghostTextIn(this.page);
  }

  /** Looks at the ghost text of every frame from now on, until it is asked what there was. */
  watchGhostText(): Promise<GhostTextWatch> {
    return watchGhostText(this.page);
  }

  /** Waits for ghost text, of a form if `matching` says one, and gives it. */
  async waitForGhostText(
    options: { readonly timeoutMs?: number; readonly matching?: RegExp } = {},
  ): Promise<string> {
    const { timeoutMs = patienceMs, matching = /[^]/ } = options;
    const until = performance.now() + timeoutMs;
    let [before, now] = ['', await this.ghostText()];
    // Its first line and those below are drawn one after the other; it is complete when it stays.
    while (now === '' || now !== before || !matching.test(now)) {
      if (performance.now() > until) {
        const last = JSON.stringify(now);
        throw new Error(`No ghost text ${String(matching)} in ${timeoutMs} ms; last: ${last}`);
      }
      await this.page.waitForTimeout(25);
      [before, now] = [now, await this.ghostText()];
    }
    return now;
  }

  /** The whole document of the active editor, which must be a file: it is saved and then read. */
  async editorText(): Promise<string> {
    const tab = this.page.locator('.editor-group-container.active .tab.active');
    const saved = this.page.locator('.editor-group-container.active .tab.active:not(.dirty)');
    const until = performance.now() + patienceMs;
    do {
      // What was done just before may arrive after the saving, and has to be saved, too.
      await this.press('ControlOrMeta+s');
      await saved.waitFor({ timeout: SAVING_MS }).catch(() => undefined);
    } while (!(await saved.isVisible()) && performance.now() < until);
    await saved.waitFor({ timeout: SAVING_MS });
    const label = (await tab.locator('.tab-label').getAttribute('aria-label')) ?? '';
    const path = label.replace(/ • .*$/, ''); // decorations, such as "1 problem in this file"
    return readFile(path.replace(/^~(?=[\\/])/, homedir()), 'utf8');
  }

  /** Runs a command by the title that the palette shows: `Codestral: Show Menu`. */
  async runCommand(title: string): Promise<void> {
    const input = this.quickInput();
    await input.open(`>${title}`);
    await input.pick(title);
  }

  /** Chooses a row of the open quick pick by its label. */
  async pick(label: string): Promise<void> {
    await this.quickInput().pick(label);
  }

  /** The quick pick or input box at the top of the window. */
  quickInput(): QuickInput {
    return new QuickInput(this.page);
  }

  /** Waits for the status-bar item whose accessible name starts with `name` and gives its look. */
  async statusItem(name = 'Codestral'): Promise<StatusItem> {
    const item = this.page.locator(`.statusbar-item.right[aria-label^=${JSON.stringify(name)}]`);
    await item.waitFor({ timeout: patienceMs });
    return item.evaluate((element: Drawn) => ({
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
   * The messages of all notifications that are not dismissed, newest first; equal ones count once.
   * It opens the notifications centre, since toasts never show in development mode.
   */
  async notifications(): Promise<string[]> {
    await this.runCommand('Notifications: Show Notifications');
    const centre = this.page.locator('.notifications-center.visible');
    await centre.waitFor({ timeout: patienceMs });
    const messages = await centre.locator('.notification-list-item-message').allTextContents();
    await this.runCommand('Notifications: Hide Notifications');
    await centre.waitFor({ state: 'hidden', timeout: patienceMs });
    return messages;
  }

  /** Saves a picture of the window as PNG. */
  async screenshot(file: string): Promise<void> {
    await this.page.screenshot({ path: file });
  }

  /** Closes the editor and removes everything that it left: processes, browser, data. */
  close(): Promise<void> {
    return this.end();
  }

  /** The same for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
