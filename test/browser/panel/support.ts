import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import type { Browser, Locator, Page, Request } from 'playwright-core';
import { lazyPanelOptions, panelOptions } from '../../../esbuild.config.mjs';
import type { FromPanel } from '../../../src/protocol/fromPanel.ts';
import { sharedBrowser } from '../../host/browser.ts';
import type { FakeHost, HostMessage, Scenario } from './fakeHost.ts';
import { themeOf } from '../../support/themes.ts';
import type { ThemeName } from '../../support/themes.ts';
import { panelStrings } from '../../support/hostStrings.ts';

/** Options of a page. Default: English, dark, 400 × 720 pixels. */
export interface PageOptions {
  readonly theme?: ThemeName;
  /** CSS pixels. */
  readonly width?: number;
  readonly height?: number;
  readonly language?: 'en' | 'fr';
  /** For axe, which the panel's policy blocks. */
  readonly bypassCSP?: boolean;
  /** Whether the page is painted; by default if its policy is bypassed. Not painting it saves processor time. */
  readonly isPainted?: boolean;
}

const NONCE = 'c3RhZ2U';
/** The extension's policy, with this server as `cspSource`. */
const POLICY = `default-src 'none'; script-src 'nonce-${NONCE}'; style-src 'self'; img-src 'self' data:; require-trusted-types-for 'script'; trusted-types 'none'`;

/** The parts of VS Code's default webview styles that affect the panel. */
const VSCODE_CSS = `@layer vscode-default {
  body { margin: 0; padding: 0 20px; color: var(--vscode-editor-foreground);
    font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); }
  a { color: var(--vscode-textLink-foreground); }
  code { color: var(--vscode-textPreformat-foreground); background: var(--vscode-textPreformat-background); }
}
html { background: var(--vscode-sideBar-background); }
html.unpainted { opacity: 0; }`;

/** The panel in a browser page, with a fake host that the test controls. */
export class PanelPage {
  /** URLs of all requests of the page. */
  readonly requests: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly pool: Page[],
  ) {
    page.on('request', this.record);
  }

  /** Opens a scenario and waits until the panel is rendered. */
  static async open(
    panelServer: PanelServer,
    scenario: Scenario,
    options: PageOptions = {},
  ): Promise<PanelPage> {
    const { width = 400, height = 720, bypassCSP = false } = options;
    const pool = panelServer.idlePages[bypassCSP ? 'bypassing' : 'strict'];
    const page = pool.pop() ?? (await panelServer.browser.newPage({ bypassCSP }));
    const address = panelServer.serve(scenario, options);
    await page.setViewportSize({ width, height });
    const panel = new PanelPage(page, pool);
    await page.goto(address);
    await page.locator('main').waitFor();
    return panel;
  }

  /** The message box. */
  get box(): Locator {
    return this.page.getByRole('textbox', { name: 'Message' });
  }

  /** Sends messages from the host to the panel. */
  async send(...messages: readonly HostMessage[]): Promise<void> {
    await this.page.evaluate((all) => {
      for (const message of all) window.fakeHost.send(message);
    }, messages);
    await this.settled();
  }

  /** Sends messages as they are, for example invalid ones. */
  async sendRaw(...messages: readonly unknown[]): Promise<void> {
    await this.page.evaluate((all) => {
      for (const message of all) window.fakeHost.sendRaw(message);
    }, messages);
    await this.settled();
  }

  /** The messages of a type that the panel has posted. */
  async posted<T extends FromPanel['type']>(type: T): Promise<Extract<FromPanel, { type: T }>[]> {
    const all = await this.host((host) => host.posted);
    return all.filter(
      (message): message is Extract<FromPanel, { type: T }> => message.type === type,
    );
  }

  /** Reads from the fake host in the page. */
  host<R>(read: (host: FakeHost) => R): Promise<R> {
    return this.page.evaluate(`(${read.toString()})(window.fakeHost)`);
  }

  /** Resolves once sent messages have arrived and are rendered. */
  async settled(): Promise<void> {
    await this.page.evaluate(() => window.fakeHost.settled());
  }

  /** Ends the panel. The next one may use the same page: opening one takes longer than most tests. */
  async stop(): Promise<void> {
    this.page.off('request', this.record);
    await this.page.mouse.move(0, 0);
    // Forgets the state that the panel stored, from a page of the same origin.
    await this.page.goto(new URL('/favicon.ico', this.page.url()).href);
    await this.page.evaluate(() => {
      sessionStorage.clear();
    });
    if (!this.pool.includes(this.page)) this.pool.push(this.page);
  }

  private readonly record = (request: Request): void => {
    this.requests.push(request.url());
  };
}

let shared: Promise<PanelServer> | undefined;

/** Closes the shared server. */
export async function closeSharedPages(): Promise<void> {
  const last = await shared;
  shared = undefined;
  await last?.close();
}

/** Serves the built panel. Shared by all pages, like the browser. */
export class PanelServer {
  /** Pages that no test uses, those that the panel's policy applies to and those that bypass it. */
  readonly idlePages = { strict: [] as Page[], bypassing: [] as Page[] };
  private readonly scenarios = new Map<
    string,
    { readonly scenario: Scenario; readonly options: PageOptions }
  >();

  private constructor(
    readonly browser: Browser,
    private readonly server: Server,
    /** The built files by name. */
    readonly files: ReadonlyMap<string, string>,
    private readonly strings: Readonly<Record<'en' | 'fr', string>>,
  ) {}

  /** The server of this process: the panel is built once for all test files. */
  static open(): Promise<PanelServer> {
    return (shared ??= PanelServer.start());
  }

  private static async start(): Promise<PanelServer> {
    const files = await builtFiles();
    const strings = {
      en: JSON.stringify(await panelStrings('en')),
      fr: JSON.stringify(await panelStrings('fr')),
    };
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const panelServer = new PanelServer(await sharedBrowser(), server, files, strings);
    server.on('request', ({ url = '' }, response) => {
      const answer = panelServer.answer(new URL(url, 'http://panel').pathname);
      response.writeHead(answer === undefined ? 404 : 200, {
        'content-type': answer?.type ?? 'text/plain',
      });
      response.end(answer?.body ?? '');
    });
    return panelServer;
  }

  /** The URL of a page for a scenario. */
  serve(scenario: Scenario, options: PageOptions): string {
    const name = `/${this.scenarios.size}.html`;
    this.scenarios.set(name, { scenario, options });
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${name}`;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(path: string): { readonly type: string; readonly body: string } | undefined {
    const entry = this.scenarios.get(path);
    if (entry)
      return { type: 'text/html; charset=utf-8', body: this.html(entry.scenario, entry.options) };
    if (path === '/vscode.css') return { type: 'text/css', body: VSCODE_CSS };
    const body = this.files.get(path.slice(1));
    if (body === undefined)
      return path === '/favicon.ico' ? { type: 'image/x-icon', body: '' } : undefined;
    return { type: path.endsWith('.css') ? 'text/css' : 'text/javascript', body };
  }

  private html(
    scenario: Scenario,
    { theme = 'dark-modern', language = 'en', bypassCSP, isPainted = bypassCSP }: PageOptions,
  ): string {
    const { bodyClass } = themeOf(theme);
    const json = (id: string, text: string): string =>
      `<script type="application/json" id="${id}">${text.replaceAll('<', '\\u003c')}</script>`;
    return `<!doctype html><html lang="${language}" class="${isPainted ? '' : 'unpainted'}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}"><title>Chat</title>
<link rel="stylesheet" href="/vscode.css"><link rel="stylesheet" href="/panel.css">
${json('strings', this.strings[language])}${json('scenario', JSON.stringify(scenario))}${json('theme', JSON.stringify(themeOf(theme)))}
</head><body class="${bodyClass}">
<script nonce="${NONCE}">{ const { variables } = JSON.parse(document.getElementById('theme').textContent);
for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(name, value); }</script>
<script nonce="${NONCE}">${this.files.get('fakeHost.js') ?? ''}</script>
<script nonce="${NONCE}" src="/panel.js"></script></body></html>`;
  }
}

async function builtFiles(): Promise<ReadonlyMap<string, string>> {
  const [panel, lazy, fake] = await Promise.all([
    build({ ...panelOptions({ production: true }), write: false }),
    build({ ...lazyPanelOptions({ production: true }), write: false }),
    build({
      entryPoints: ['test/browser/panel/fakeHost.ts'],
      bundle: true,
      format: 'iife',
      write: false,
    }),
  ]);
  return new Map([
    ...[...panel.outputFiles, ...lazy.outputFiles].map(
      ({ path, text }) => [path.split(/[\\/]/).at(-1) ?? '', text] as const,
    ),
    ['fakeHost.js', fake.outputFiles[0]!.text] as const,
  ]);
}
