import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chartOf, CHART_SIZE } from '../bench/chart.ts';
import type { Results } from '../bench/results.ts';
import { UsagePageServer } from '../browser/usage/support.ts';
import { Menus } from '../host/menus.ts';
import { closeSharedBrowser, launchBrowser } from '../host/browser.ts';
import type { Session } from '../host/session.ts';
import { findHost } from '../host/host.ts';
import { Panel } from '../host/panel.ts';
import type { LocalServer } from '../server/server.ts';
import { startServer } from '../server/server.ts';
import { plausibleRows } from '../unit/usage/usageRows.ts';
import { Animation } from './animation.ts';
import { packageExtension } from './packageExtension.ts';

// `npm run pictures`: regenerates the pictures in media/ that the README and the package show.

/** Settings that keep everything but the subject out of a picture. */
const PICTURE_SETTINGS = {
  'breadcrumbs.enabled': false,
  'diffEditor.renderOverviewRuler': false,
  'editor.cursorBlinking': 'solid',
  'editor.guides.indentation': false,
  'editor.hover.enabled': 'off',
  'editor.lightbulb.enabled': 'off',
  'editor.matchBrackets': 'never',
  'editor.occurrencesHighlight': 'off',
  'editor.hideCursorInOverviewRuler': true,
  'editor.overviewRulerBorder': false,
  'editor.parameterHints.enabled': false,
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'editor.renderLineHighlight': 'none',
  'editor.renderWhitespace': 'none',
  'editor.scrollbar.horizontal': 'hidden',
  'editor.scrollbar.vertical': 'hidden',
  'editor.selectionHighlight': false,
  'editor.stickyScroll.enabled': false,
  'editor.suggestOnTriggerCharacters': false,
  'editor.tabSize': 2,
  'typescript.validate.enable': false,
  'workbench.layoutControl.enabled': false,
};

/** Scripted answers: the local server's model knows the workspace, but can neither explain nor refactor. */
const EXPLANATION = `\`totalOf\` returns the total price of an order:

- It adds \`price * quantity\` for each line.
- An order without lines has a total of 0.

The same without a loop:

\`\`\`typescript
return lines
  .map((line) => line.price * line.quantity)
  .reduce((total, price) => total + price);
\`\`\``;
const EDITED = `\`\`\`typescript
export function totalOf(lines: readonly Line[]): number {
  return lines
    .map((line) => line.price * line.quantity)
    .reduce((total, price) => total + price, 0);
}
\`\`\``;

/** The file of the animation: what is there, what is typed, and what the service answers. */
const RECEIPT = {
  path: 'src/receipt.ts',
  before: "import type { Line } from './orders';\n",
  typed: '\nexport function receipt(lines: readonly Line[]): string {\n',
  answer: `  let total = 0;
  const rows = lines.map((line) => {
    const price = line.price * line.quantity;
    total += price;
    return \`\${line.quantity} x \${line.name}: \${price.toFixed(2)}\`;
  });
  const tax = total * 0.2;
  rows.push(\`Tax: \${tax.toFixed(2)}\`);
  rows.push(\`Total: \${(total + tax).toFixed(2)}\`);
  return rows.join('\\n');
}
`,
} as const;

const log = (line: string) => {
  console.log(line);
};

await picturesOfVsCode();
await pictureOfUsage();
await draw(await readFile('media/icon.svg', 'utf8'), { width: 256, height: 256 }, 'media/icon.png');
const results = JSON.parse(await readFile('test/bench/results.json', 'utf8')) as Results;
await draw(chartOf(results), CHART_SIZE, 'media/bench.png');

/** Uses the installed package in a real VS Code. */
async function picturesOfVsCode(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'codestral-pictures-'));
  const workspace = join(folder, 'shop');
  await cp('test/fixtures/workspace', workspace, { recursive: true });
  await writeFile(join(workspace, RECEIPT.path), RECEIPT.before);
  const host = await findHost(log);
  const { path: vsix } = await packageExtension(join(folder, 'codestral.vsix'));
  const server = await startServer({ folder: workspace, firstTokenMs: 150, tokenMs: 8 });
  try {
    await using session = await host.open({
      workspace,
      vsix,
      settings: {
        ...PICTURE_SETTINGS,
        'codestral.services.mistral.url': server.mistral.url,
        'codestral.services.codestral.url': server.codestral.url,
      },
      env: { MISTRAL_API_KEY: server.mistral.key, CODESTRAL_API_KEY: server.codestral.key },
    });
    await session.statusItem();
    await pictureOfModels(session);
    await pictureOfChat(session, server);
    await session.runCommand('View: Toggle Primary Side Bar Visibility');
    await session.runCommand('View: Toggle Secondary Side Bar Visibility');
    await pictureOfEdit(session, server);
    await animationOfGhostText(session, server);
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function pictureOfModels(session: Session): Promise<void> {
  await session.page.setViewportSize({ width: 900, height: 600 });
  await session.runCommand('Codestral: Select Chat Model');
  const input = session.quickInput();
  await input.waitUntilOpen('Chat model');
  const list = session.page.locator('.quick-input-list .monaco-list-row');
  await list.nth(4).waitFor();
  await session.screenshot('media/models.png');
  await input.cancel();
}

/** A question about the selected function, with its answer. */
async function pictureOfChat(session: Session, server: LocalServer): Promise<void> {
  await session.page.setViewportSize({ width: 1000, height: 640 });
  server.answerNextChats([EXPLANATION]);
  await session.openFile('src/orders.ts');
  await session.goTo(8, 1);
  for (let line = 8; line < 14; line++) await session.press('Shift+ArrowDown');
  await session.press('Shift+End');
  await session.runCommand('Codestral: Open Chat');
  const panel = await Panel.find(session.page);
  await widenSideBar(session, 130);
  await panel.frame.locator('.chip', { hasText: 'orders.ts:8-14' }).waitFor({ timeout: 20_000 });
  await panel.ask('What does this do?');
  await panel.answers.last().locator('pre > code').first().waitFor({ timeout: 20_000 });
  await session.screenshot('media/chat.png');
}

/** Drags the left border of the secondary side bar by `pixels`. */
async function widenSideBar({ page }: Session, pixels: number): Promise<void> {
  const box = await page.locator('.part.auxiliarybar').boundingBox();
  if (!box) throw new Error('The side bar is hidden.');
  const edge = box.x;
  await page.mouse.move(edge, 300);
  await page.mouse.down();
  await page.mouse.move(edge - pixels, 300, { steps: 5 });
  await page.mouse.up();
  // Otherwise the border stays highlighted.
  await page.mouse.move(edge - 2 * pixels, 300);
}

async function pictureOfEdit(session: Session, server: LocalServer): Promise<void> {
  await session.page.setViewportSize({ width: 1100, height: 440 });
  server.answerNextChats([EDITED]);
  await session.openFile('src/orders.ts');
  await session.goTo(9, 3);
  const menus = new Menus(session.page);
  await session.runCommand('Codestral: Edit with Instructions');
  const input = session.quickInput();
  await input.waitUntilOpen('Edit with Instructions');
  await input.fill('use reduce');
  await input.accept();
  await menus.editorTitleButton('Accept').waitFor({ timeout: 20_000 });
  // The diff is computed in the background.
  await session.page
    .locator('.monaco-diff-editor .line-delete')
    .first()
    .waitFor({ state: 'attached', timeout: 20_000 });
  await session.screenshot('media/edit.png');
  await menus.editorTitleButton('Discard').click();
}

/** Ghost text while the user types, accepted with Tab, and its continuation. */
async function animationOfGhostText(session: Session, server: LocalServer): Promise<void> {
  const size = { width: 720, height: 400 };
  await session.page.setViewportSize(size);
  const text = RECEIPT.typed + RECEIPT.answer;
  server.answer(({ prompt }) => text.slice(typedLength(text, prompt)));
  await session.openFile(RECEIPT.path);
  await session.press('ControlOrMeta+End');
  const animation = new Animation(session.page);
  await animation.capture(600);
  await animation.type(RECEIPT.typed);
  let ghostText = await session.waitForGhostText({ matching: /rows = / });
  await animation.capture(1800);
  // The answer is shown in portions, the last of which has the return statement.
  while (!ghostText.includes('rows.join')) {
    await session.press('Tab');
    await animation.capture(300);
    ghostText = await session.waitForGhostText();
    await animation.capture(1200);
  }
  await session.press('Tab');
  await animation.capture(2500);
  await writeFile('media/ghost-text.gif', await animation.toGif(size.width, size.height));
}

/** How many characters of `text` the prompt ends with. */
function typedLength(text: string, prompt: string): number {
  let length = text.length;
  while (!prompt.endsWith(text.slice(0, length))) length -= 1;
  return length;
}

/** The usage page with a month of plausible figures. */
async function pictureOfUsage(): Promise<void> {
  const usage = await UsagePageServer.open();
  try {
    const page = await usage.show(plausibleRows(), { theme: 'light-modern', width: 1000 });
    await page.setViewportSize({ width: 1000, height: 660 });
    await page.screenshot({ path: 'media/usage.png' });
    await page.context().close();
  } finally {
    await usage.close();
    await closeSharedBrowser();
  }
}

/** Draws an SVG picture at the size of `viewport`, in pixels. */
async function draw(
  svg: string,
  viewport: { readonly width: number; readonly height: number },
  to: string,
): Promise<void> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport });
    await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`);
    await page.screenshot({ path: to, omitBackground: true });
  } finally {
    await browser.close();
  }
}
