import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { ensureBrowser, launchBrowser } from './browser.ts';
import { FAST_PAGE, forceLanguage } from './pageScripts.ts';
import { Session, waitForWorkbench } from './session.ts';
import { openSuitesPage } from './suitesPage.ts';
import type { Host, RunOptions, SessionOptions, SuiteRun } from './host.ts';
import { copyInstalled } from './installedExtensions.ts';
import type { ServerFiles } from './installServer.ts';
import type { Log } from './log.ts';
import { runProgram, startProgram, type RunningProgram } from './processes.ts';
import { readReport, reportVariable, suiteLines, type SuiteResult } from './suiteReport.ts';
import { makeRunFolders, type RunFolders } from './runFolders.ts';
import { runEnvironment } from './settings.ts';
import { suiteTimeoutMs, WAIT_MS, within } from './timeouts.ts';

/** Large enough for the side bar, the editor and the panel. */
const viewport = { width: 1280, height: 800 };

/** A host for the server build of VS Code with a headless browser as its window. */
export async function serverHost(files: ServerFiles, log: Log): Promise<Host> {
  await ensureBrowser(log);
  return {
    kind: 'server',
    version: files.version,
    runSuites: (run) => runSuites(files, run, log),
    open: (options) => open(files, options),
    openForUser: (options) => openForUser(files, options, log),
  };
}

async function runSuites(files: ServerFiles, run: SuiteRun, log: Log): Promise<SuiteResult> {
  await using editor = await Editor.start(files, run, { development: true, person: false });
  const page = await openSuitesPage(await editor.newBrowser(), {
    viewport,
    script: FAST_PAGE,
    onLine: suiteLines(run.log ?? log),
  });
  await page.navigate(
    editor.url(run.workspace, {
      extensionDevelopmentPath:
        run.vsix === undefined ? run.extensionPath : editor.folders.idleExtension,
      extensionTestsPath: run.suites,
    }),
  );
  await within(suiteTimeoutMs, 'The suites', page.exited, editor.ended());
  return await readReport(editor.folders.report, editor.output());
}

async function open(files: ServerFiles, options: SessionOptions): Promise<Session> {
  const editor = await Editor.start(files, options, { ...modeOf(options), person: false });
  try {
    const page = await editor.newPage(options.locale);
    if (options.isPainted === false) await page.addInitScript({ content: FAST_PAGE });
    await page.goto(sessionUrl(editor, options));
    await waitForWorkbench(page);
    return new Session(page, options.workspace, () => editor.close());
  } catch (error) {
    await editor.close();
    throw error;
  }
}

/** Without a display only the URL is logged, and Ctrl+C ends it. */
async function openForUser(files: ServerFiles, options: SessionOptions, log: Log): Promise<void> {
  await using editor = await Editor.start(files, options, { ...modeOf(options), person: true });
  const url = sessionUrl(editor, options);
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) {
    log(`VS Code is running: open ${url} in a browser; Ctrl+C ends it`);
    return await editor.ended();
  }
  await ensureBrowser(log, { visible: true });
  log(`VS Code is running at ${url}; closing its window or Ctrl+C ends it`);
  const page = await editor.newWindow(options.locale);
  const closed = page.waitForEvent('close', { timeout: 0 });
  await page.goto(url);
  await Promise.race([closed, editor.ended()]);
}

function modeOf({ extensionPath }: SessionOptions): Pick<ServerMode, 'development'> {
  return { development: extensionPath !== undefined };
}

function sessionUrl(editor: Editor, { workspace, extensionPath }: SessionOptions): string {
  const payload = extensionPath === undefined ? {} : { extensionDevelopmentPath: extensionPath };
  return editor.url(workspace, payload);
}

/** Whether a server runs an extension from source, and whether a user drives it. */
interface ServerMode {
  readonly development: boolean;
  readonly person: boolean;
}

/** One server and one browser with the folders of the run; closing removes all of them. */
class Editor {
  private browser: Browser | undefined;

  private constructor(
    readonly folders: RunFolders,
    private readonly server: RunningProgram,
    private readonly port: number,
  ) {}

  static async start(files: ServerFiles, options: RunOptions, mode: ServerMode): Promise<Editor> {
    const folders = await makeRunFolders(options.settings);
    try {
      const env = runEnvironment({ ...options.env, [reportVariable]: folders.report });
      const { vsix } = options;
      if (vsix !== undefined) {
        await copyInstalled(vsix, files.version, folders.extensions, async (extensions) => {
          const install = [
            ...dataArguments({ ...folders, extensions }),
            '--install-extension',
            vsix,
          ];
          await runProgram(files.node, [files.main, ...install], { env });
        });
      }
      const server = startProgram(
        files.node,
        [files.main, ...dataArguments(folders), ...serverArguments(options, mode)],
        { env },
      );
      try {
        const [, port] = await server.waitFor(/Extension host agent listening on (\d+)/, WAIT_MS);
        await server.waitFor(/Extension host agent started/, WAIT_MS);
        return new Editor(folders, server, Number(port));
      } catch (error) {
        await server.stop();
        throw error;
      }
    } catch (error) {
      await folders.remove();
      throw error;
    }
  }

  /** Starts the browser, which is closed with the server. */
  async newBrowser(visible = false): Promise<Browser> {
    this.browser = await launchBrowser({ visible });
    return this.browser;
  }

  /** Opens a page of a headless browser. */
  newPage(locale?: string): Promise<Page> {
    return this.launch({ visible: false, viewport, locale });
  }

  /** Opens a page in a window on the user's display. */
  newWindow(locale?: string): Promise<Page> {
    return this.launch({ visible: true, viewport: null, locale });
  }

  private async launch(look: {
    readonly visible: boolean;
    readonly viewport: typeof viewport | null;
    readonly locale: string | undefined;
  }): Promise<Page> {
    const { visible, viewport, locale } = look;
    const browser = await this.newBrowser(visible);
    const context = await browser.newContext({ viewport, locale: locale ?? 'en-US' });
    if (locale !== undefined) await context.addInitScript({ content: forceLanguage(locale) });
    context.setDefaultTimeout(WAIT_MS);
    return context.newPage();
  }

  /** The address of the workbench with a folder; `payload` are its development options, as paths. */
  url(workspace: string, payload: Readonly<Record<string, string>>): string {
    const authority = `127.0.0.1:${this.port}`;
    const pairs = Object.entries(payload).map(([name, path]) => [
      name,
      `vscode-remote://${authority}${pathToFileURL(path).pathname}`,
    ]);
    const query = new URLSearchParams({ folder: pathToFileURL(workspace).pathname });
    if (pairs.length > 0) query.set('payload', JSON.stringify(pairs));
    return `http://${authority}/?${query.toString()}`;
  }

  output(): string {
    return this.server.output();
  }

  /** Rejects when the server exits. */
  async ended(): Promise<never> {
    const code = await this.server.exit;
    throw new Error(`The editor's server ended (${code ?? 'killed'}):\n${this.output()}`);
  }

  async close(): Promise<void> {
    await this.browser?.close();
    await this.server.stop();
    await this.folders.remove();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function dataArguments(folders: RunFolders): string[] {
  return [
    ...['--server-data-dir', folders.serverData],
    ...['--user-data-dir', folders.userData],
    ...['--extensions-dir', folders.extensions],
  ];
}

function serverArguments(options: RunOptions, { development, person }: ServerMode): string[] {
  return [
    ...['--host', '127.0.0.1', '--port', '0'],
    '--without-connection-token',
    '--accept-server-license-terms',
    // Everything is on this machine; compression took 5 % of the processor time of a test run.
    '--disable-websocket-compression',
    ...['--telemetry-level', 'off'],
    // If this process is killed, the server shuts down after some minutes. A user's
    // server may wait longer for its first window and for a sleeping laptop.
    ...(person ? [] : ['--enable-remote-auto-shutdown', '--reconnection-grace-time', '30']),
    ...(options.trust === false ? [] : ['--disable-workspace-trust']),
    // The workbench ignores development options without it and shows no toasts with it.
    ...(development ? ['--enable-smoke-test-driver'] : []),
  ];
}
