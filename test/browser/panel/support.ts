import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { panelOptions } from '../../../esbuild.config.mjs';
import type { FromPanel } from '../../../src/protocol/fromPanel.ts';
import { ensureBrowser, launchBrowser } from '../../host/browser.ts';
import type { FakeHost, Saying, Scenario } from './fakeHost.ts';
import { loadWords } from './words.ts';

/** The themes that the panel is looked at in: values of VS Code 1.139's own. */
export const THEMES = ['dark-modern', 'light-modern', 'hc-black', 'hc-light'] as const;

/** How a page differs from a dark one at a usual width. */
export interface Look {
  readonly theme?: (typeof THEMES)[number];
  /** CSS pixels. */
  readonly width?: number;
  readonly height?: number;
  readonly language?: 'en' | 'fr';
  /** For axe, which the panel's own policy would not let in. */
  readonly bypassCSP?: boolean;
}

const NONCE = 'c3RhZ2U';
/** The extension's own policy; the host's address of style sheets is this server's. */
const POLICY = `default-src 'none'; script-src 'nonce-${NONCE}'; style-src 'self'; img-src 'self' data:; require-trusted-types-for 'script'; trusted-types 'none'`;

/** The little of VS Code's own style sheet for webviews that the panel has to live with. */
const VSCODE_CSS = `@layer vscode-default {
  body { margin: 0; padding: 0 20px; color: var(--vscode-editor-foreground);
    font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); }
  a { color: var(--vscode-textLink-foreground); }
  code { color: var(--vscode-textPreformat-foreground); background: var(--vscode-textPreformat-background); }
}
html { background: var(--vscode-sideBar-background); }`;

/** The panel in a browser, with a host that the test plays. */
export class PanelStage {
  /** What was asked of the network, by address. */
  readonly requests: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
    private readonly address: string,
  ) {}

  /** A page for a scenario, once the panel is drawn. */
  static async open(house: House, scenario: Scenario, look: Look = {}): Promise<PanelStage> {
    const { width = 400, height = 720, bypassCSP = false } = look;
    const context = await house.browser.newContext({ viewport: { width, height }, bypassCSP });
    const page = await context.newPage();
    const stage = new PanelStage(page, context, house.serve(scenario, look));
    page.on('request', (request) => stage.requests.push(request.url()));
    await page.goto(stage.address);
    await page.locator('main').waitFor();
    return stage;
  }

  /** The message box. */
  get box(): Locator {
    return this.page.getByRole('textbox', { name: 'Message' });
  }

  /** The host speaks. */
  async say(...sayings: readonly Saying[]): Promise<void> {
    await this.page.evaluate((all) => {
      for (const saying of all) window.fakeHost.say(saying);
    }, sayings);
    await this.settled();
  }

  /** The host says something that is not its language. */
  async raw(...messages: readonly unknown[]): Promise<void> {
    await this.page.evaluate((all) => {
      for (const message of all) window.fakeHost.raw(message);
    }, messages);
    await this.settled();
  }

  /** What the panel has said of a kind. */
  async posted<T extends FromPanel['type']>(type: T): Promise<Extract<FromPanel, { type: T }>[]> {
    const all = await this.host((host) => host.posted);
    return all.filter(
      (message): message is Extract<FromPanel, { type: T }> => message.type === type,
    );
  }

  /** Reads something of the host in the page. */
  host<R>(read: (host: FakeHost) => R): Promise<R> {
    return this.page.evaluate(`(${read.toString()})(window.fakeHost)`);
  }

  /** Until messages have arrived and been drawn. */
  async settled(): Promise<void> {
    await this.page.evaluate(() => window.fakeHost.settled());
  }

  /** Closes the page. */
  async strike(): Promise<void> {
    await this.context.close();
  }
}

/** What all pages share: the built panel, a server and a browser. */
export class House {
  private readonly scenarios = new Map<
    string,
    { readonly scenario: Scenario; readonly look: Look }
  >();

  private constructor(
    readonly browser: Browser,
    private readonly server: Server,
    /** What esbuild made of the panel, by name. */
    readonly files: ReadonlyMap<string, string>,
    private readonly words: Readonly<Record<'en' | 'fr', string>>,
  ) {}

  static async open(): Promise<House> {
    await ensureBrowser((line) => {
      console.log(`    ${line}`);
    });
    const files = await builtFiles();
    const words = {
      en: JSON.stringify(await loadWords('en')),
      fr: JSON.stringify(await loadWords('fr')),
    };
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const house = new House(await launchBrowser(), server, files, words);
    server.on('request', ({ url = '' }, response) => {
      const answer = house.answer(new URL(url, 'http://panel').pathname);
      response.writeHead(answer === undefined ? 404 : 200, {
        'content-type': answer?.type ?? 'text/plain',
      });
      response.end(answer?.body ?? '');
    });
    return house;
  }

  /** The address of a page for a scenario. */
  serve(scenario: Scenario, look: Look): string {
    const name = `/${this.scenarios.size}.html`;
    this.scenarios.set(name, { scenario, look });
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${name}`;
  }

  async close(): Promise<void> {
    await this.browser.close();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(path: string): { readonly type: string; readonly body: string } | undefined {
    const asked = this.scenarios.get(path);
    if (asked)
      return { type: 'text/html; charset=utf-8', body: this.html(asked.scenario, asked.look) };
    if (path === '/vscode.css') return { type: 'text/css', body: VSCODE_CSS };
    const body = this.files.get(path.slice(1));
    if (body === undefined)
      return path === '/favicon.ico' ? { type: 'image/x-icon', body: '' } : undefined;
    return { type: path.endsWith('.css') ? 'text/css' : 'text/javascript', body };
  }

  private html(scenario: Scenario, { theme = 'dark-modern', language = 'en' }: Look): string {
    const { bodyClass } = themeOf(theme);
    const json = (id: string, text: string): string =>
      `<script type="application/json" id="${id}">${text.replaceAll('<', '\\u003c')}</script>`;
    return `<!doctype html><html lang="${language}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}"><title>Chat</title>
<link rel="stylesheet" href="/vscode.css"><link rel="stylesheet" href="/panel.css">
${json('words', this.words[language])}${json('scenario', JSON.stringify(scenario))}${json('theme', JSON.stringify(themeOf(theme)))}
</head><body class="${bodyClass}">
<script nonce="${NONCE}">{ const { variables } = JSON.parse(document.getElementById('theme').textContent);
for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(name, value); }</script>
<script nonce="${NONCE}">${this.files.get('fakeHost.js') ?? ''}</script>
<script nonce="${NONCE}" src="/panel.js"></script></body></html>`;
  }
}

interface Theme {
  readonly bodyClass: string;
  readonly variables: Readonly<Record<string, string>>;
}

function themeOf(name: (typeof THEMES)[number]): Theme {
  return JSON.parse(readFileSync(join('test/fixtures/themes', `${name}.json`), 'utf8')) as Theme;
}

async function builtFiles(): Promise<ReadonlyMap<string, string>> {
  const [panel, fake] = await Promise.all([
    build({ ...panelOptions({ production: true }), write: false }),
    build({
      entryPoints: ['test/browser/panel/fakeHost.ts'],
      bundle: true,
      format: 'iife',
      write: false,
    }),
  ]);
  return new Map([
    ...panel.outputFiles.map(({ path, text }) => [path.split(/[\\/]/).at(-1) ?? '', text] as const),
    ['fakeHost.js', fake.outputFiles[0]!.text] as const,
  ]);
}
