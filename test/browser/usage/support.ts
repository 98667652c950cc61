import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { UsageRow } from '../../../src/usage/figures.ts';
import { UsageNumbers } from '../../../src/usage/numbers.ts';
import type { PageFacts } from '../../../src/usage/page.ts';
import { usageHtml } from '../../../src/usage/page.ts';
import { usageView } from '../../../src/usage/view.ts';
import type { UsageWords } from '../../../src/usage/words.ts';
import { ensureBrowser, launchBrowser } from '../../host/browser.ts';
import { TODAY } from '../../unit/usage/rows.ts';
import { wordsOfHost } from '../hostWords.ts';

/** What VS Code gives every webview, as far as the page meets it. */
const VSCODE_CSS = `@layer vscode-default {
  body { margin: 0; padding: 0 20px; color: var(--vscode-editor-foreground);
    font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); }
  a { color: var(--vscode-textLink-foreground); }
  code { color: var(--vscode-textPreformat-foreground); background: var(--vscode-textPreformat-background); }
}
html { background: var(--vscode-editor-background); }`;

/** How a page differs from a dark one at a usual width. */
export interface Look {
  readonly theme?: string;
  /** CSS pixels. */
  readonly width?: number;
  readonly language?: 'en' | 'fr';
  readonly facts?: Partial<PageFacts>;
  /** For axe, which the page's own policy would not let in. */
  readonly bypassCSP?: boolean;
  readonly forcedColors?: 'active' | 'none';
}

/** The words of the page as the host has them, in English or French. */
export async function loadWords(language: 'en' | 'fr' = 'en'): Promise<UsageWords> {
  const words = await wordsOfHost('src/vscode/usage/usageWords.ts', 'usageWords', language);
  return words as UsageWords;
}

/** A browser, and a server that hands out the page as the extension makes it. */
export class Gallery {
  /** What the browser asked for, by path. */
  readonly requests: string[] = [];
  private html = '';

  private constructor(
    private readonly browser: Browser,
    private readonly server: Server,
    private readonly words: Readonly<Record<'en' | 'fr', UsageWords>>,
  ) {}

  static async open(): Promise<Gallery> {
    await ensureBrowser((line) => {
      console.log(`    ${line}`);
    });
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const words = { en: await loadWords('en'), fr: await loadWords('fr') };
    const gallery = new Gallery(await launchBrowser(), server, words);
    server.on('request', ({ url = '' }, response) => {
      gallery.requests.push(url);
      const [type, body] = gallery.answer(url);
      response.writeHead(200, { 'content-type': type });
      response.end(body);
    });
    return gallery;
  }

  /** The page for these rows, in a browser that runs no script; axe needs one that does. */
  async hang(rows: readonly UsageRow[], look: Look = {}): Promise<Page> {
    const { theme = 'dark-modern', width = 1000, bypassCSP = false } = look;
    this.html = this.pageOf(rows, look);
    const context = await this.browser.newContext({
      ...{ viewport: { width, height: 900 }, bypassCSP, javaScriptEnabled: bypassCSP },
      forcedColors: look.forcedColors ?? 'none',
    });
    const page = await context.newPage();
    const { port } = this.server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.evaluate(({ bodyClass, variables }) => {
      document.body.className = bodyClass;
      for (const [name, value] of Object.entries(variables))
        document.documentElement.style.setProperty(name, value);
    }, themeOf(theme));
    return page;
  }

  async close(): Promise<void> {
    await this.browser.close();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private pageOf(rows: readonly UsageRow[], { language = 'en', facts }: Look): string {
    const html = usageHtml(
      {
        view: usageView(rows, TODAY),
        at: Date.parse('2026-11-21T14:05:00Z'),
        budget: 5,
        left: {
          mistral: {
            facts: {
              requestsMinute: { limit: 60, left: 58 },
              tokensMonth: { limit: 1_000_000_000, left: 998_765_432 },
            },
            at: Date.parse('2026-11-21T14:02:00Z'),
          },
          codestral: { facts: {}, at: undefined },
        },
        pricesAsOf: '2026-11-01',
        folder: '/home/user/.config/Code/User/globalStorage/open-codestral.codestral/usage',
        ...facts,
      },
      { words: this.words[language], numbers: new UsageNumbers(language) },
      {
        ...{ style: '/usage.css', source: "'self'", language },
        commands: { refresh: 'test.refresh', export: 'test.export', reset: 'test.reset' },
      },
    );
    return html.replace('<link', '<link rel="stylesheet" href="/vscode.css">\n<link');
  }

  private answer(path: string): readonly [type: string, body: string] {
    if (path === '/') return ['text/html; charset=utf-8', this.html];
    if (path === '/vscode.css') return ['text/css', VSCODE_CSS];
    if (path === '/usage.css') return ['text/css', readFileSync('media/usage.css', 'utf8')];
    return ['text/plain', ''];
  }
}

function themeOf(name: string): { bodyClass: string; variables: Readonly<Record<string, string>> } {
  return JSON.parse(readFileSync(join('test/fixtures/themes', `${name}.json`), 'utf8')) as never;
}
