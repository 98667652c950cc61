import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { sharedBrowser } from '../../host/browser.ts';
import { HOSTILE } from './hostileDocuments.ts';
import type { ServedPage } from './page.ts';
import { bundle, servePage } from './page.ts';

/** The only elements and attributes in answers. */
const ELEMENTS =
  'DIV H3 H4 H5 H6 P UL OL LI INPUT BLOCKQUOTE TABLE THEAD TBODY TR TH TD HR BR STRONG EM DEL CODE A SUP SPAN PRE BUTTON';
const ATTRIBUTES =
  'class tabindex role aria-label data-href title type disabled checked start scope hidden';

/**
 * Shows an answer in deltas of `size` characters, follows its links and presses its buttons. Resolves to the elements,
 * attributes and links in it that are not allowed, and the alarms of the page. Runs in the page.
 */
async function showAndUse([markdown, size, elements, attributes]: readonly [
  string,
  number,
  string,
  string,
]): Promise<readonly string[]> {
  window.showAnswer(markdown, size);
  const active = [...document.querySelectorAll<HTMLElement>('main a, main button, main input')];
  for (const element of active.slice(0, 50)) {
    element.focus();
    element.click();
    element.dispatchEvent(new MouseEvent('auxclick', { button: 1, bubbles: true }));
    element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    element.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
  }
  const allowed = new Set(elements.split(' '));
  const known = new Set(attributes.split(' '));
  const foreign = [...document.querySelectorAll('main *')].flatMap((element) => [
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
  // The browser reports violations of the policy asynchronously.
  await new Promise((resolve) => setTimeout(resolve));
  return [...foreign, ...window.alarms, ...('pwned' in window ? ['pwned'] : [])];
}

describe('hostile answers', () => {
  let served: ServedPage;
  let page: Page;
  /** Events that no answer may cause. */
  const alarms: string[] = [];

  before(async () => {
    const browser = await sharedBrowser();
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
    await page.context().close();
    await served.close();
  });

  it('cover at least 200 distinct documents', () => {
    const documents = Object.values(HOSTILE).flat();
    assert.ok(documents.length >= 200, String(documents.length));
    assert.equal(new Set(documents.map(({ markdown }) => markdown)).size, documents.length);
  });

  for (const [kind, documents] of Object.entries(HOSTILE)) {
    for (const { name, markdown } of documents) {
      it(`have no effect (${kind}): ${name}`, async () => {
        // Small deltas, but at most 500.
        const size = Math.max(7, Math.ceil(markdown.length / 500));
        const found = await page.evaluate(showAndUse, [
          markdown,
          size,
          ELEMENTS,
          ATTRIBUTES,
        ] as const);
        assert.deepEqual(found, []);
        assert.deepEqual(alarms, []);
        assert.deepEqual(served.requests, ['/', '/page.css', '/page.js']);
      });
    }
  }

  it('open only web pages and files in the workspace', async () => {
    const reported = await page.evaluate(() => window.reported);
    const links = reported.filter((what) => !/^(copy|insert|replace|newFile|run) \d+$/.test(what));
    assert.ok(links.length > 0);
    for (const link of links) assert.match(link, /^(https?:\/\/|(?!\.\.|\/)[^:\\]+$)/);
  });
});
