import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { panelOptions } from '../../../esbuild.config.mjs';
import type { UsageRow } from '../../../src/usage/store/metrics.ts';
import { UsageNumberFormats } from '../../../src/usage/page/usageNumbers.ts';
import type { PageFacts } from '../../../src/usage/page/usageHtml.ts';
import { usageHtml } from '../../../src/usage/page/usageHtml.ts';
import { usageView } from '../../../src/usage/page/usageView.ts';
import type { UsageStrings } from '../../../src/usage/page/usageStrings.ts';
import { sharedBrowser } from '../../host/browser.ts';
import { TODAY } from '../../unit/usage/usageRows.ts';
import { usageStrings } from '../../support/hostStrings.ts';
import { setTheme } from '../../support/themes.ts';
import type { ThemeName } from '../../support/themes.ts';

/** The parts of VS Code's default webview styles that affect the page. */
const VSCODE_CSS = `@layer vscode-default {
  body { margin: 0; padding: 0 20px; color: var(--vscode-editor-foreground);
    font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); }
  a { color: var(--vscode-textLink-foreground); }
  code { color: var(--vscode-textPreformat-foreground); background: var(--vscode-textPreformat-background); }
}
html { background: var(--vscode-editor-background); }`;

/** Options of a page. Default: English, dark, 1,000 pixels wide. */
export interface PageOptions {
  readonly theme?: ThemeName;
  /** CSS pixels. */
  readonly width?: number;
  readonly language?: 'en' | 'fr';
  readonly facts?: Partial<PageFacts>;
  /** For axe, which the page's policy blocks. */
  readonly bypassCSP?: boolean;
  /** Runs the page's own script. */
  readonly hasScript?: boolean;
  readonly forcedColors?: 'active' | 'none';
}

/** Serves the page that the extension generates, and opens it in the shared browser. */
export class UsagePageServer {
  /** Paths of all requests. */
  readonly requests: string[] = [];
  private html = '';

  private constructor(
    private readonly browser: Browser,
    private readonly server: Server,
    private readonly strings: Readonly<Record<'en' | 'fr', UsageStrings>>,
    private readonly script: string,
  ) {}

  static async open(): Promise<UsagePageServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const strings = { en: await usageStrings('en'), fr: await usageStrings('fr') };
    const { outputFiles } = await build({ ...panelOptions({ production: true }), write: false });
    const script = outputFiles.find(({ path }) => basename(path) === 'usage.js')?.text ?? '';
    const pageServer = new UsagePageServer(await sharedBrowser(), server, strings, script);
    server.on('request', ({ url = '' }, response) => {
      pageServer.requests.push(url);
      const [type, body] = pageServer.answer(url);
      response.writeHead(200, { 'content-type': type });
      response.end(body);
    });
    return pageServer;
  }

  /** Opens the page for these rows; without scripts unless the options need them. */
  async show(rows: readonly UsageRow[], options: PageOptions = {}): Promise<Page> {
    const { theme = 'dark-modern', width = 1000, bypassCSP = false, hasScript = false } = options;
    this.html = this.pageOf(rows, options);
    const context = await this.browser.newContext({
      ...{ viewport: { width, height: 900 }, bypassCSP, javaScriptEnabled: bypassCSP || hasScript },
      forcedColors: options.forcedColors ?? 'none',
    });
    const page = await context.newPage();
    const { port } = this.server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/`);
    await setTheme(page, theme);
    return page;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** The page for these rows. */
  pageOf(rows: readonly UsageRow[], { language = 'en', facts }: PageOptions = {}): string {
    const html = usageHtml(
      {
        view: usageView(rows, TODAY),
        at: Date.parse('2026-11-21T14:05:00Z'),
        budget: 5,
        remainingQuota: {
          mistral: {
            facts: {
              requestsMinute: { limit: 60, remaining: 58 },
              tokensMonth: { limit: 1_000_000_000, remaining: 998_765_432 },
            },
            at: Date.parse('2026-11-21T14:02:00Z'),
          },
          codestral: { facts: {}, at: undefined },
        },
        pricesAsOf: '2026-11-01',
        folder: '/home/user/.config/Code/User/globalStorage/open-codestral.codestral/usage',
        ...facts,
      },
      { strings: this.strings[language], numbers: new UsageNumberFormats(language) },
      {
        ...{ style: '/usage.css', source: "'self'", script: '/usage.js', nonce: '1', language },
        commands: { refresh: 'test.refresh', export: 'test.export', reset: 'test.reset' },
      },
    );
    return html.replace('<link', '<link rel="stylesheet" href="/vscode.css">\n<link');
  }

  private answer(path: string): readonly [type: string, body: string] {
    if (path === '/') return ['text/html; charset=utf-8', this.html];
    if (path === '/vscode.css') return ['text/css', VSCODE_CSS];
    if (path === '/usage.css') return ['text/css', readFileSync('media/usage.css', 'utf8')];
    if (path === '/usage.js') return ['text/javascript', this.script];
    return ['text/plain', ''];
  }
}
