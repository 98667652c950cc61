import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Session } from '../host/driver.ts';
import type { Host } from '../host/host.ts';
import { findHost } from '../host/host.ts';
import type { FimBody, RequestRecord } from '../server/protocol.ts';
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
  /** Makes the workspace what it has to be before it is opened. */
  readonly prepare?: (workspace: string) => Promise<void>;
}

/** Completions come from the local Mistral service, with its key in the environment. */
export const onMistral: Wishes = {
  settings: (server) => ({
    'codestral.services.mistral.url': server.mistral.url,
    'codestral.completion.service': 'mistral',
  }),
  env: (server) => ({ MISTRAL_API_KEY: server.mistral.key }),
};

/** A VS Code with the package installed, a local server, and a workspace of its own. */
export class Stage {
  private constructor(
    readonly session: Session,
    readonly server: LocalServer,
    readonly workspace: string,
  ) {}

  static async set({ settings, env, locale, prepare }: Wishes = {}): Promise<Stage> {
    const workspace = await mkdtemp(join(tmpdir(), 'codestral-stage-'));
    await cp('test/fixtures/workspace', workspace, { recursive: true });
    await prepare?.(workspace);
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

  /** The completions that were asked for, since {@link clear}. */
  get requests(): readonly RequestRecord[] {
    return this.server.requests.filter(({ path }) => path.endsWith('/fim/completions'));
  }

  /** Forgets requests and scripts; answers come at once again. */
  async clear(): Promise<void> {
    await this.server.idle();
    this.server.reset();
    await this.server.configure({ firstTokenMs: 0, tokenMs: 0 });
  }

  /** Writes a file of the workspace and opens it with the cursor at its end. */
  async write(name: string, text: string): Promise<void> {
    await writeFile(join(this.workspace, name), text);
    await this.session.openFile(name);
    await this.session.press('ControlOrMeta+End');
  }

  /** Waits until something is so; rejects with what it was waiting for. */
  async until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
    const end = performance.now() + 15_000;
    while (!(await isSo())) {
      if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
      await this.session.page.waitForTimeout(20);
    }
  }

  /** Waits until so many completions were asked for. */
  asked(count: number): Promise<void> {
    return this.until(`request ${count}`, () => this.requests.length >= count);
  }

  /** Types and waits for the ghost text that follows. */
  async suggested(keys: string, matching: RegExp): Promise<void> {
    await this.session.type(keys);
    await this.session.waitForGhostText({ matching });
  }

  /**
   * Types a key that nothing known fits, and sees that its request is the first beyond those `before`: one
   * that left for an earlier key would be there too.
   */
  async asksNext(key: string, before: number): Promise<void> {
    await this.session.type(key);
    await this.asked(before + 1);
    const prompts = this.requests.map(({ body }) => (body as FimBody).prompt);
    if (prompts.length > before + 1 || prompts[before]?.endsWith(key) !== true) {
      throw new Error(`unexpected requests: ${JSON.stringify(prompts)}`);
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
