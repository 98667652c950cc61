import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { codeBlocks } from '../../../src/chat/markdown/codeBlocks.ts';
import { ANSWER } from '../../bench/panel/answer.ts';
import { sharedBrowser } from '../../host/browser.ts';
import { NESTED_FENCES } from '../../unit/chat/markdown/nestedFences.ts';
import type { ServedPage } from './page.ts';
import { bundle, servePage } from './page.ts';

describe('AnswerBody', () => {
  let served: ServedPage;
  let page: Page;

  before(async () => {
    const browser = await sharedBrowser();
    const styles = await Promise.all(
      ['markdown', 'highlight'].map((name) => readFile(`media/panel/${name}.css`, 'utf8')),
    );
    served = await servePage(await bundle('test/browser/panel/answerPage.ts'), {
      styles: styles.join('\n'),
    });
    page = await browser.newPage({ viewport: { width: 400, height: 800 } });
    await page.goto(served.url);
    // Loads the library, so that all later code is highlighted at once.
    await shown('```ts\nconst a = 1;\n```');
    await page.locator('.hljs-keyword').waitFor();
  });

  after(async () => {
    await page.context().close();
    await served.close();
  });

  beforeEach(async () => {
    await page.evaluate(() => {
      window.reported = [];
      window.setTarget(undefined);
    });
  });

  /** Renders an answer and returns its HTML. */
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

  /** Renders an answer and returns its text. */
  async function textOf(markdown: string): Promise<string> {
    await shown(markdown);
    return page.evaluate(() => document.querySelector('main')?.textContent ?? '');
  }

  const rendered: Readonly<Record<string, readonly [markdown: string, html: string]>> = {
    lines: [
      'a **b** *c* ~~d~~ `e`  \nf',
      '<p>a <strong>b</strong> <em>c</em> <del>d</del> <code>e</code><br>f</p>',
    ],
    'headings below the heading of the turn': [
      '### a\n\n# b\n\n### c',
      '<h3>a</h3><h3>b</h3><h4>c</h4>',
    ],
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
      '<div class="scroll-frame"><div class="table-scroll" tabindex="0" role="group" aria-label="Table"><table><thead><tr><th class="align-right" scope="col">a</th></tr></thead><tbody><tr><td class="align-right">b</td></tr></tbody></table></div></div>',
    ],
  };
  for (const [name, [markdown, html]] of Object.entries(rendered)) {
    it(`renders ${name}`, async () => {
      assert.equal(await shown(markdown), html);
    });
  }

  const links: Readonly<Record<string, readonly [markdown: string, text: string]>> = {
    'the host of a link': ['[a](https://evil.test/x)', 'a (evil.test)'],
    'the host of a link whose text names another host': [
      '[https://a.test](https://evil.test)',
      'https://a.test (evil.test)',
    ],
    'no host if the text is the address': [
      'https://a.test/b and [a.test](https://a.test/c)',
      'https://a.test/b and a.test',
    ],
    'an internationalized host in Punycode': [
      '[https://аpple.com](https://аpple.com)',
      'https://аpple.com (xn--pple-43d.com)',
    ],
    'the address of a link that cannot be opened': ['[a](command:b)', 'a (command:b)'],
    'an image as its address': [
      '![a](https://b.test/c.png "d")',
      'Image not loaded: a · https://b.test/c.png',
    ],
    'hidden characters': ['a\u202eb `c\u2066`', 'a[U+202E]b c[U+2066]'],
  };
  for (const [name, [markdown, text]] of Object.entries(links)) {
    it(`shows ${name}`, async () => {
      assert.equal(await textOf(markdown), text);
    });
  }

  it('reports links on click, middle click and Enter without opening them', async () => {
    await shown('[a](https://a.test/b) [c](src/d.ts)');
    const link = page.getByRole('link', { name: 'a' });
    await link.click();
    await link.click({ button: 'middle' });
    await link.click({ button: 'right' });
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.deepEqual(await page.evaluate(() => window.reported), [
      'https://a.test/b',
      'https://a.test/b',
      'src/d.ts',
    ]);
    assert.equal(page.url(), served.url);
  });

  it('resolves link definitions that follow their use', async () => {
    const html = await shown('[a][r] and `b`\n\nc\n\n[r]: https://a.test', 1);
    assert.match(html, /^<p><a [^>]*data-href="https:\/\/a.test\/"[^>]*>a<\/a>/);
  });

  it('renders the same result for any size of deltas', async () => {
    for (const markdown of [
      ANSWER.slice(0, 4_000),
      ...NESTED_FENCES.map(({ markdown }) => markdown),
    ]) {
      const whole = await shown(markdown);
      for (const size of [1, 7, 60]) assert.equal(await shown(markdown, size), whole);
    }
  });

  it('highlights complete code without changing its text', async () => {
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

  it('highlights long code later and very long code never', async () => {
    const lines = (count: number): string =>
      `\`\`\`ts\n${'const a = 1;\n'.repeat(count)}\`\`\`\n\n`;
    await shown(lines(1_000) + lines(1_600));
    await page.locator('pre').first().locator('.hljs-keyword').nth(999).waitFor();
    assert.equal(await page.locator('pre').nth(1).locator('span').count(), 0);
  });

  it('numbers code blocks like the host', async () => {
    const markdown =
      '```a\n1\n```\n- b\n\n  ```\n  2\n  ```\n> ```\n> ```\n\n> ~~~\n> 3\n> ~~~\n\n    4\n\n```\n5';
    await shown(markdown, 3);
    const buttons = await page.getByRole('button', { name: 'Copy' }).all();
    for (const button of buttons) await button.click();
    const reported = await page.evaluate(() => window.reported);
    const blocks = codeBlocks(markdown).filter(({ code }) => code !== '');
    assert.deepEqual(
      reported,
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

  it('labels buttons with the target editor', async () => {
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
      'Apply: show the change',
      'Insert at cursor!',
      'Replace selection!',
      'New file run.sh',
      'Run in terminal',
    ]);
    await page.evaluate(() => {
      window.setTarget({ label: 'cart.ts', line: 12, isSelecting: true });
    });
    assert.deepEqual(await names(), [
      'Copy',
      'Apply: show the change',
      'Insert into cart.ts:12',
      'Replace selection in cart.ts',
      'New file run.sh',
      'Run in terminal',
    ]);
    // The file name is also visible.
    assert.equal(await page.locator('.code-insert').textContent(), 'cart.ts:12');
    await page.evaluate(() => {
      window.setTarget({ label: 'cart.ts', line: 12, isSelecting: false });
    });
    assert.deepEqual(await names(), [
      'Copy',
      'Apply: show the change',
      'Insert into cart.ts:12',
      'New file run.sh',
      'Run in terminal',
    ]);
  });

  const toolbars: Readonly<Record<string, readonly string[]>> = {
    ts: ['copy', 'apply', 'insert', 'replace', 'newFile'],
    diff: ['copy', 'apply'],
    sh: ['copy', 'newFile', 'run'],
    text: ['copy', 'newFile'],
    '': ['copy', 'newFile'],
    'src/a.ts': ['copy', 'apply', 'insert', 'replace', 'newFile'],
  };
  for (const [info, actions] of Object.entries(toolbars)) {
    it(`offers what makes sense for a block named ${JSON.stringify(info)}`, async () => {
      await shown(`\`\`\`${info}\na\n\`\`\``);
      const shownActions = await page
        .locator('.code-action')
        .evaluateAll((buttons) =>
          buttons.map(({ classList }) => classList[1]?.replace('code-', '')),
        );
      assert.deepEqual(shownActions, actions);
    });
  }

  it('has one tab stop for the toolbar of a code block', async () => {
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
    assert.deepEqual(await page.evaluate(() => window.reported), ['copy 0']);
  });

  it('has no axe violations', async () => {
    await shown(`${ANSWER.slice(0, 2_500)}\n\n- [ ] a\n- [x] b\n\n![c](https://d.test/e.png)`);
    await page.evaluate(() => {
      window.setTarget({ label: 'cart.ts', line: 12, isSelecting: true });
    });
    const axe = await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
    const violations = await page.evaluate(`${axe};
      axe.run('main').then(({ violations }) =>
        violations.map(({ id, nodes }) => id + ' ' + nodes[0].html))`);
    assert.deepEqual(violations, []);
  });

  it('fits into a width of 200 pixels', async () => {
    await page.setViewportSize({ width: 200, height: 800 });
    await shown(ANSWER.slice(0, 2_500));
    const widest = await page.evaluate(() => document.documentElement.scrollWidth);
    await page.setViewportSize({ width: 400, height: 800 });
    assert.ok(widest <= 200, String(widest));
  });
});
