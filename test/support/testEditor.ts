import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Session } from '../host/session.ts';
import type { Host } from '../host/host.ts';
import { findHost } from '../host/host.ts';
import type { FimBody, RequestRecord } from '../server/protocol.ts';
import type { LocalServer } from '../server/server.ts';
import { startServer } from '../server/server.ts';
import { packageExtension } from '../tools/packageExtension.ts';
import { WAIT_MS } from '../host/timeouts.ts';
import { makeShop } from './shopProject.ts';

const VSIX = 'codestral.vsix';

let host: Promise<Host> | undefined;

/** The VS Code of all tests of this process. */
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

/** How a session differs from the default: both services at the local server, without keys. */
export interface StartOptions {
  readonly settings?: (server: LocalServer) => Readonly<Record<string, unknown>>;
  readonly env?: (server: LocalServer) => Readonly<Record<string, string>>;
  readonly locale?: string;
  /** Prepares the workspace before it is opened. */
  readonly prepare?: (workspace: string) => Promise<void>;
}

/** Without keys, as after the installation. */
export const withoutKeys: StartOptions = {};

/**
 * A Mistral key in the environment, another URL that is not encrypted, a deprecated completion model, and enough code
 * for several requests of the index.
 */
export const keyOfEnvironment: StartOptions = {
  settings: (server) => ({
    'codestral.services.mistral.url': server.mistral.url,
    'codestral.completion.service': 'mistral',
    'codestral.services.codestral.url': 'http://codestral.example',
    'codestral.completion.delay': 0,
    'codestral.completion.model': 'codestral-2507',
  }),
  env: (server) => ({ MISTRAL_API_KEY: server.mistral.key }),
  prepare: (workspace) => cp('src/chat/archive', join(workspace, 'archive'), { recursive: true }),
};

/** Completions of the local Mistral service with its key in the environment. */
export const onMistral: StartOptions = {
  settings: (server) => ({
    'codestral.services.mistral.url': server.mistral.url,
    'codestral.completion.service': 'mistral',
  }),
  env: (server) => ({ MISTRAL_API_KEY: server.mistral.key }),
};

/** A project with git for the chat and the actions; completions do not interfere. */
export const inShop: StartOptions = {
  settings: (server) => ({
    'codestral.services.mistral.url': server.mistral.url,
    'codestral.completion.enabled': false,
    'git.enabled': true,
    'git.autoRepositoryDetection': true,
  }),
  env: (server) => ({ MISTRAL_API_KEY: server.mistral.key }),
  prepare: makeShop,
};

let shared: { readonly options: StartOptions; readonly editor: TestEditor } | undefined;

/** Closes the shared editor if there is one. */
export async function closeSharedEditor(): Promise<void> {
  const last = shared;
  shared = undefined;
  await last?.editor.stop();
}

/** A VS Code with the installed package, a local server and a temporary workspace. */
export class TestEditor {
  private constructor(
    readonly session: Session,
    readonly server: LocalServer,
    readonly workspace: string,
  ) {}

  static async start({ settings, env, locale, prepare }: StartOptions = {}): Promise<TestEditor> {
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
        isPainted: false,
        settings: settings?.(server) ?? {
          'codestral.services.mistral.url': server.mistral.url,
          'codestral.services.codestral.url': server.codestral.url,
        },
        ...(env ? { env: env(server) } : {}),
        ...(locale === undefined ? {} : { locale }),
      });
      await session.statusItem();
      return new TestEditor(session, server, workspace);
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  /**
   * The editor of the previous test file if it was started with the same options, else a
   * new one. Its files are still open.
   */
  static async shared(options: StartOptions): Promise<TestEditor> {
    if (shared?.options !== options) {
      await closeSharedEditor();
      shared = { options, editor: await TestEditor.start(options) };
    }
    return shared.editor;
  }

  /** The completion requests since {@link clear}. */
  get requests(): readonly RequestRecord[] {
    return this.server.requests.filter(({ path }) => path.endsWith('/fim/completions'));
  }

  /** Resets the server: no requests, no scripted answers, no delays. */
  async clear(): Promise<void> {
    await this.server.idle();
    this.server.reset();
    await this.server.configure({ firstTokenMs: 0, tokenMs: 0 });
  }

  /** Writes a file of the workspace and opens it with the cursor at the end. */
  async write(name: string, text: string): Promise<void> {
    await writeFile(join(this.workspace, name), text);
    await this.session.openFile(name);
    await this.session.press('ControlOrMeta+End');
  }

  /** Waits until a condition is true; rejects with its description. */
  async until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
    const end = performance.now() + WAIT_MS;
    while (!(await isSo())) {
      if (performance.now() > end) throw new Error(`timed out waiting for ${what}`);
      await this.session.page.waitForTimeout(50);
    }
  }

  /** Waits for at least `count` completion requests. */
  waitForRequests(count: number): Promise<void> {
    return this.until(`request ${count}`, () => this.requests.length >= count);
  }

  /** Types text and waits for ghost text. */
  async waitForSuggestion(keys: string, matching: RegExp): Promise<void> {
    await this.session.type(keys);
    await this.session.waitForGhostText({ matching });
  }

  /**
   * Types a key that fits no cached suggestion and checks that its request is the first after the `before` ones:
   * a request for an earlier key would have arrived as well.
   */
  async expectOneRequestFor(key: string, before: number): Promise<void> {
    await this.session.type(key);
    await this.waitForRequests(before + 1);
    const prompts = this.requests.map(({ body }) => (body as FimBody).prompt);
    if (prompts.length > before + 1 || prompts[before]?.endsWith(key) !== true) {
      throw new Error(`unexpected requests: ${JSON.stringify(prompts)}`);
    }
  }

  /** Waits until the accessible name of the status bar item matches. */
  async waitForStatus(wanted: RegExp): Promise<{ label: string; background: string }> {
    const until = performance.now() + WAIT_MS;
    for (;;) {
      const item = await this.session.statusItem();
      if (wanted.test(item.label)) return item;
      if (performance.now() > until) throw new Error(`the status item says "${item.label}"`);
      await this.session.page.waitForTimeout(50);
    }
  }

  /** Presses a button of the notification with this message. */
  async pressNotificationButton(message: string | RegExp, button: string): Promise<void> {
    const toast = this.session.page
      .locator('.notifications-toasts .notification-list-item')
      .filter({ hasText: message });
    await toast.getByRole('button', { name: button, exact: true }).click({ timeout: WAIT_MS });
  }

  /** Waits for a notification with this message. */
  async waitForNotification(message: string | RegExp): Promise<void> {
    await this.session.page
      .locator('.notifications-toasts .notification-list-item-message')
      .filter({ hasText: message })
      .first()
      .waitFor({ timeout: WAIT_MS });
  }

  /** Waits for a validation message of the open input box. */
  async waitForValidationMessage(message: RegExp): Promise<void> {
    const complaint = this.session.page.locator('.quick-input-message', { hasText: message });
    await complaint.waitFor({ timeout: WAIT_MS });
  }

  /** Saves a screenshot if the test failed. */
  async screenshotIfFailed(test: Mocha.Test | undefined): Promise<void> {
    if (test?.state !== 'failed') return;
    const name = test.fullTitle().replace(/\W+/g, '-');
    await this.session.screenshot(join('.vscode-test', `failed-${name}.png`));
  }

  /** Closes everything. */
  async stop(): Promise<void> {
    await this.session.close();
    await this.server.close();
    await rm(this.workspace, { recursive: true, force: true });
  }
}

/** The completion of most tests: it fits after `total = ` in any language. */
export const ANSWER = 'price * quantity;';

/** The remark below the keys: the server build counts as a remote window. */
export const REMOTE_REMARK = 'Requests are sent from the machine the code is on';

/** Shares an editor with the tests of a suite, and with those of other suites with the same options. */
export function useEditor(options: StartOptions, use: (editor: TestEditor) => void): void {
  let editor: TestEditor | undefined;

  before(async () => {
    editor = await TestEditor.shared(options);
    use(editor);
  });

  afterEach(async function () {
    await editor?.screenshotIfFailed(this.currentTest);
  });
}

/** Shares the editor with completions of Mistral with the tests of a suite; each starts without requests on the server. */
export function useCompletionEditor(use: (editor: TestEditor) => void): void {
  let editor: TestEditor;

  useEditor(onMistral, (shared) => {
    editor = shared;
    use(editor);
  });

  beforeEach(async () => {
    await editor.clear();
    editor.server.answer(ANSWER);
  });
}
