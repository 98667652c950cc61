import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { ensureBrowser, launchBrowser } from '../../host/browser.ts';
import { HOSTILE } from './hostileDocuments.ts';
import type { ServedPage } from './page.ts';
import { bundle, servePage } from './page.ts';

/** All that an answer is ever made of. */
const ELEMENTS =
  'DIV H3 H4 H5 H6 P UL OL LI INPUT BLOCKQUOTE TABLE THEAD TBODY TR TH TD HR BR STRONG EM DEL CODE A SPAN PRE BUTTON';
const ATTRIBUTES =
  'class tabindex role aria-label data-href title type disabled checked start scope hidden';

/** What the answer on the page has that it must not have. */
function foreignParts([elements, attributes]: readonly [string, string]): readonly string[] {
  const allowed = new Set(elements.split(' '));
  const known = new Set(attributes.split(' '));
  return [...document.querySelectorAll('main *')].flatMap((element) => [
    ...(allowed.has(element.tagName) ? [] : [element.tagName]),
    ...[...element.attributes]
      .filter(({ name }) => !known.has(name))
      .map(({ name }) => `${element.tagName} ${name}`),
    ...(element.tagName === 'A' &&
    !/^(https?:\/\/|[^:]*$)/.test(element.getAttribute('data-href') ?? ':')
      ? [`A ${element.getAttribute('data-href')}`]
      : []),
    ...(element.tagName === 'INPUT' && element.getAttribute('type') !== 'checkbox'
      ? ['INPUT']
      : []),
  ]);
}

describe('a hostile answer', function () {
  // The whole suite, on a slow machine: each document is given the time of a slow one.
  this.timeout(60_000);
  let browser: Browser;
  let served: ServedPage;
  let page: Page;
  /** What must not happen, whatever the answer is. */
  const alarms: string[] = [];

  before(async () => {
    await ensureBrowser(console.log);
    browser = await launchBrowser();
    served = await servePage(await bundle('test/browser/panel/answerPage.ts'));
    page = await browser.newPage();
    page.on('dialog', (dialog) => {
      alarms.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('popup', () => alarms.push('popup'));
    page.on('pageerror', ({ message }) => alarms.push(message));
    await page.goto(served.url);
    page.on('request', (request) => alarms.push(`request ${request.url()}`));
    page.on('framenavigated', (frame) => alarms.push(`navigation ${frame.url()}`));
    page.on('worker', () => alarms.push('worker'));
  });

  after(async () => {
    await browser.close();
    await served.close();
  });

  it('is one of at least 200', () => {
    const documents = Object.values(HOSTILE).flat();
    assert.ok(documents.length >= 200, String(documents.length));
    assert.equal(new Set(documents.map(({ markdown }) => markdown)).size, documents.length);
  });

  for (const [kind, documents] of Object.entries(HOSTILE)) {
    for (const { name, markdown } of documents) {
      it(`does nothing (${kind}): ${name}`, async () => {
        // In pieces as the host sends them, where that is not a matter of minutes.
        const size = Math.max(7, Math.ceil(markdown.length / 500));
        await page.evaluate(
          ([text, size]) => {
            window.showAnswer(text, size);
          },
          [markdown, size] as const,
        );
        await clickEverything(page);
        assert.deepEqual(await page.evaluate(foreignParts, [ELEMENTS, ATTRIBUTES] as const), []);
        const inPage = await page.evaluate(() => [
          ...window.alarms,
          ...('pwned' in window ? ['pwned'] : []),
        ]);
        assert.deepEqual([...alarms, ...inPage], []);
        assert.deepEqual(served.requests, ['/', '/page.css', '/page.js']);
      });
    }
  }

  it('is followed only to web pages and files below the workspace', async () => {
    const asked = await page.evaluate(() => window.asked);
    const links = asked.filter((what) => !/^(copy|insert|replace|newFile|run) \d+$/.test(what));
    assert.ok(links.length > 0);
    for (const link of links) assert.match(link, /^(https?:\/\/|(?!\.\.|\/)[^:\\]+$)/);
  });
});

/** Follows the links and pushes the buttons of the answer, as far as anybody would. */
async function clickEverything(page: Page): Promise<void> {
  await page.evaluate(() => {
    const active = [...document.querySelectorAll<HTMLElement>('main a, main button, main input')];
    for (const element of active.slice(0, 50)) {
      element.focus();
      element.click();
      element.dispatchEvent(new MouseEvent('auxclick', { button: 1, bubbles: true }));
      element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
      element.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
    }
  });
}
