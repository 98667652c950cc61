import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Session } from '../host/driver.ts';
import type { Host } from '../host/host.ts';
import { findHost } from '../host/host.ts';
import type { LocalServer } from '../server/server.ts';
import { startServer } from '../server/server.ts';
import { packageExtension } from '../tools/packageExtension.ts';

const VSIX = 'codestral.vsix';

let host: Promise<Host> | undefined;

/** The one VS Code that these tests use. */
export function theHost(): Promise<Host> {
  host ??= findHost((line) => {
    console.log(`    ${line}`);
  });
  return host;
}

/** The package as `npm run package` writes it. */
export async function thePackage(): Promise<string> {
  if (!existsSync(VSIX)) await packageExtension(VSIX);
  return VSIX;
}

/** How a session differs from the usual: both services at the local server, no keys. */
export interface Wishes {
  readonly settings?: (server: LocalServer) => Readonly<Record<string, unknown>>;
  readonly env?: (server: LocalServer) => Readonly<Record<string, string>>;
  readonly locale?: string;
}

/** A VS Code with the package installed, a local server, and a workspace of its own. */
export class Stage {
  private constructor(
    readonly session: Session,
    readonly server: LocalServer,
    readonly workspace: string,
  ) {}

  static async set({ settings, env, locale }: Wishes = {}): Promise<Stage> {
    const workspace = await mkdtemp(join(tmpdir(), 'codestral-stage-'));
    await cp('test/fixtures/workspace', workspace, { recursive: true });
    const server = await startServer({ folder: workspace });
    try {
      const session = await (
        await theHost()
      ).open({
        workspace,
        vsix: await thePackage(),
        settings: settings?.(server) ?? {
          'codestral.services.mistral.url': server.mistral.url,
          'codestral.services.codestral.url': server.codestral.url,
        },
        ...(env ? { env: env(server) } : {}),
        ...(locale === undefined ? {} : { locale }),
      });
      await session.statusItem();
      return new Stage(session, server, workspace);
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  /** Waits until the status item's accessible name is as wished, and gives its look. */
  async status(wanted: RegExp): Promise<{ label: string; background: string }> {
    const until = performance.now() + 15_000;
    for (;;) {
      const item = await this.session.statusItem();
      if (wanted.test(item.label)) return item;
      if (performance.now() > until) throw new Error(`the status item says "${item.label}"`);
      await this.session.page.waitForTimeout(50);
    }
  }

  /** Presses a button of the notification that says this, and waits for it to go. */
  async answer(message: string | RegExp, button: string): Promise<void> {
    const toast = this.session.page
      .locator('.notifications-toasts .notification-list-item')
      .filter({ hasText: message });
    await toast.getByRole('button', { name: button, exact: true }).click({ timeout: 15_000 });
  }

  /** Waits for a notification that says this. */
  async told(message: string | RegExp): Promise<void> {
    await this.session.page
      .locator('.notifications-toasts .notification-list-item-message')
      .filter({ hasText: message })
      .first()
      .waitFor({ timeout: 15_000 });
  }

  /** Waits until the open input box complains about what was entered. */
  async complained(message: RegExp): Promise<void> {
    const complaint = this.session.page.locator('.quick-input-message', { hasText: message });
    await complaint.waitFor({ timeout: 15_000 });
  }

  /** Leaves a picture of what a failed test saw. */
  async picture(test: Mocha.Test | undefined): Promise<void> {
    if (test?.state !== 'failed') return;
    const name = test.fullTitle().replace(/\W+/g, '-');
    await this.session.screenshot(join('.vscode-test', `failed-${name}.png`));
  }

  /** Closes everything. */
  async strike(): Promise<void> {
    await this.session.close();
    await this.server.close();
    await rm(this.workspace, { recursive: true, force: true });
  }
}
