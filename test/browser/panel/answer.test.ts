import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { codeBlocks } from '../../../src/chat/markdown/codeBlocks.ts';
import { ANSWER } from '../../bench/panel/answer.ts';
import { ensureBrowser, launchBrowser } from '../../host/browser.ts';
import { NESTED_FENCES } from '../../unit/chat/markdown/nestedFences.ts';
import type { ServedPage } from './page.ts';
import { bundle, servePage } from './page.ts';

describe('an answer in the panel', function () {
  this.timeout(60_000);
  let browser: Browser;
  let served: ServedPage;
  let page: Page;

  before(async () => {
    await ensureBrowser(console.log);
    browser = await launchBrowser();
    const styles = await Promise.all(
      ['markdown', 'highlight'].map((name) => readFile(`media/panel/${name}.css`, 'utf8')),
    );
    served = await servePage(await bundle('test/browser/panel/answerPage.ts'), {
      styles: styles.join('\n'),
    });
    page = await browser.newPage({ viewport: { width: 400, height: 800 } });
    await page.goto(served.url);
  });

  after(async () => {
    await browser.close();
    await served.close();
  });

  beforeEach(async () => {
    await page.evaluate(() => {
      window.asked = [];
      window.retarget(undefined);
    });
  });

  /** Shows an answer, and gives what it is made of. */
  async function shown(markdown: string, size = 1_000_000): Promise<string> {
    return page.evaluate(
      ([text, size]) => {
        window.showAnswer(text, size);
        const parts = document.querySelectorAll('main > div > .part');
        return Array.from(parts, (part) => part.innerHTML).join('');
      },
      [markdown, size] as const,
    );
  }

  /** Shows an answer, and gives its text. */
  async function textOf(markdown: string): Promise<string> {
    await shown(markdown);
    return page.evaluate(() => document.querySelector('main')?.textContent ?? '');
  }

  const made: Readonly<Record<string, readonly [markdown: string, html: string]>> = {
    lines: [
      'a **b** *c* ~~d~~ `e`  \nf',
      '<p>a <strong>b</strong> <em>c</em> <del>d</del> <code>e</code><br>f</p>',
    ],
    'headings below that of its turn': ['### a\n\n# b\n\n### c', '<h3>a</h3><h3>b</h3><h4>c</h4>'],
    lists: [
      '1. a\n   - b\n\nc\n\n7. d',
      '<ol><li>a<ul><li>b</li></ul></li></ol><p>c</p><ol start="7"><li>d</li></ol>',
    ],
    'loose lists': ['- a\n\n- b', '<ul><li><p>a</p></li><li><p>b</p></li></ul>'],
    tasks: [
      '- [x] a *b*\n- [ ] c',
      '<ul><li class="task"><input type="checkbox" disabled="" checked="" aria-label="a b"> a <em>b</em></li><li class="task"><input type="checkbox" disabled="" aria-label="c"> c</li></ul>',
    ],
    'quotes and rules': ['> a\n\n---', '<blockquote><p>a</p></blockquote><hr>'],
    'HTML as text': ['<b>a</b><br>&lt;i&gt;', '<p>&lt;b&gt;a&lt;/b&gt;<br>&lt;i&gt;</p>'],
    tables: [
      '| a |\n|--:|\n| b |',
      '<div class="table-scroll" tabindex="0" role="region" aria-label="Table"><table><thead><tr><th class="align-right" scope="col">a</th></tr></thead><tbody><tr><td class="align-right">b</td></tr></tbody></table></div>',
    ],
  };
  for (const [name, [markdown, html]] of Object.entries(made)) {
    it(`has ${name}`, async () => {
      assert.equal(await shown(markdown), html);
    });
  }

  const links: Readonly<Record<string, readonly [markdown: string, text: string]>> = {
    'the host of a link': ['[a](https://evil.test/x)', 'a (evil.test)'],
    'the host where the words say another one': [
      '[https://a.test](https://evil.test)',
      'https://a.test (evil.test)',
    ],
    'no host where the words are the address': [
      'https://a.test/b and [a.test](https://a.test/c)',
      'https://a.test/b and a.test',
    ],
    'a host in other letters as it is': [
      '[https://аpple.com](https://аpple.com)',
      'https://аpple.com (xn--pple-43d.com)',
    ],
    'the address of a link that leads nowhere': ['[a](command:b)', 'a (command:b)'],
    'an image as its address': [
      '![a](https://b.test/c.png "d")',
      'Image, not loaded · a · https://b.test/c.png',
    ],
    'what turns text around': ['a\u202eb `c\u2066`', 'a[U+202E]b c[U+2066]'],
  };
  for (const [name, [markdown, text]] of Object.entries(links)) {
    it(`shows ${name}`, async () => {
      assert.equal(await textOf(markdown), text);
    });
  }

  it('asks the panel to follow links, by click, middle click and Enter, and not by itself', async () => {
    await shown('[a](https://a.test/b) [c](src/d.ts)');
    const link = page.getByRole('link', { name: 'a' });
    await link.click();
    await link.click({ button: 'middle' });
    await link.click({ button: 'right' });
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.deepEqual(await page.evaluate(() => window.asked), [
      'https://a.test/b',
      'https://a.test/b',
      'src/d.ts',
    ]);
    assert.equal(page.url(), served.url);
  });

  it('resolves definitions that come after their use', async () => {
    const html = await shown('[a][r] and `b`\n\nc\n\n[r]: https://a.test', 1);
    assert.match(html, /^<p><a [^>]*data-href="https:\/\/a.test\/"[^>]*>a<\/a>/);
  });

  it('is the same however it comes', async () => {
    for (const markdown of [
      ANSWER.slice(0, 4_000),
      ...NESTED_FENCES.map(({ markdown }) => markdown),
    ]) {
      const whole = await shown(markdown);
      for (const size of [1, 7, 60]) assert.equal(await shown(markdown, size), whole);
    }
  });

  it('highlights code that is complete, and leaves its text as it is', async () => {
    await shown('```ts\nconst a = `x${1}`;\n```\n\n```unknown\nb\n```');
    const [known, unknown] = await page.evaluate(() =>
      [...document.querySelectorAll('pre > code')].map((code) => [
        code.className,
        code.textContent,
        code.querySelectorAll('span').length > 2,
      ]),
    );
    assert.deepEqual(known, ['language-ts', 'const a = `x${1}`;', true]);
    assert.deepEqual(unknown, ['language-unknown', 'b', false]);
  });

  it('highlights long code later, and none that is too long', async () => {
    const lines = (count: number): string =>
      `\`\`\`ts\n${'const a = 1;\n'.repeat(count)}\`\`\`\n\n`;
    await shown(lines(1_000) + lines(1_600));
    await page.locator('pre').first().locator('.hljs-keyword').nth(999).waitFor();
    assert.equal(await page.locator('pre').nth(1).locator('span').count(), 0);
  });

  it('numbers its code as the host does', async () => {
    const markdown =
      '```a\n1\n```\n- b\n\n  ```\n  2\n  ```\n> ```\n> ```\n\n> ~~~\n> 3\n> ~~~\n\n    4\n\n```\n5';
    await shown(markdown, 3);
    const buttons = await page.getByRole('button', { name: 'Copy' }).all();
    for (const button of buttons) await button.click();
    const asked = await page.evaluate(() => window.asked);
    const blocks = codeBlocks(markdown).filter(({ code }) => code !== '');
    assert.deepEqual(
      asked,
      blocks.map(({ index }) => `copy ${index}`),
    );
    assert.deepEqual(
      blocks.map(({ code }) => code),
      ['1', '2', '3', '4', '5'],
    );
    assert.deepEqual(await page.locator('pre > code').allTextContents(), [
      '1',
      '2',
      '',
      '3',
      '4',
      '5',
    ]);
  });

  it('says on its buttons where code goes', async () => {
    await shown('```sh title="run.sh"\na\n```');
    const names = (): Promise<readonly string[]> =>
      page
        .locator('button:not([hidden])')
        .evaluateAll((buttons) =>
          buttons.map(
            (button) => `${button.ariaLabel}${(button as HTMLButtonElement).disabled ? '!' : ''}`,
          ),
        );
    assert.deepEqual(await names(), [
      'Copy',
      'Insert at cursor!',
      'Replace selection!',
      'New file run.sh',
      'Run in terminal',
    ]);
    await page.evaluate(() => {
      window.retarget({ label: 'cart.ts', line: 12, isSelecting: true });
    });
    assert.deepEqual(await names(), [
      'Copy',
      'Insert into cart.ts:12',
      'Replace selection in cart.ts',
      'New file run.sh',
      'Run in terminal',
    ]);
    // The file's name is to be seen, too.
    assert.equal(await page.locator('.code-insert').textContent(), 'cart.ts:12');
    await page.evaluate(() => {
      window.retarget({ label: 'cart.ts', line: 12, isSelecting: false });
    });
    assert.deepEqual(await names(), [
      'Copy',
      'Insert into cart.ts:12',
      'New file run.sh',
      'Run in terminal',
    ]);
  });

  it('has one stop of the Tab key for the buttons of a piece of code', async () => {
    await shown('```sh\na\n```\n\n```ts\nb\n```');
    const focused = (): Promise<string> =>
      page.evaluate(() => {
        const { activeElement } = document;
        return activeElement?.ariaLabel ?? '';
      });
    await page.getByRole('button', { name: 'Copy' }).first().focus();
    for (const [key, name] of [
      ['ArrowRight', 'New file'],
      ['End', 'Run in terminal'],
      ['ArrowRight', 'Copy'],
      ['ArrowLeft', 'Run in terminal'],
      ['Tab', 'Code sh'],
      ['Shift+Tab', 'Run in terminal'],
      ['Home', 'Copy'],
    ] as const) {
      await page.keyboard.press(key);
      assert.equal(await focused(), name, key);
    }
    await page.keyboard.press('Enter');
    assert.deepEqual(await page.evaluate(() => window.asked), ['copy 0']);
  });

  it('has nothing that axe finds fault with', async () => {
    await shown(`${ANSWER.slice(0, 2_500)}\n\n- [ ] a\n- [x] b\n\n![c](https://d.test/e.png)`);
    await page.evaluate(() => {
      window.retarget({ label: 'cart.ts', line: 12, isSelecting: true });
    });
    const axe = await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
    const violations = await page.evaluate(`${axe};
      axe.run('main').then(({ violations }) =>
        violations.map(({ id, nodes }) => id + ' ' + nodes[0].html))`);
    assert.deepEqual(violations, []);
  });

  it('fits into 200 pixels', async () => {
    await page.setViewportSize({ width: 200, height: 800 });
    await shown(ANSWER.slice(0, 2_500));
    const widest = await page.evaluate(() => document.documentElement.scrollWidth);
    await page.setViewportSize({ width: 400, height: 800 });
    assert.ok(widest <= 200, String(widest));
  });
});
