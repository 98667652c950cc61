import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { waitForWorkbench } from '../host/driver.ts';
import { killExtensionHosts } from '../host/hostProcess.ts';
import { Panel } from '../host/panel.ts';
import { forceLanguage } from '../host/serverHost.ts';
import type { ChatBody } from '../server/protocol.ts';
import { Stage, theHost } from './support.ts';

/** A picture of 5 × 5 pixels. */
const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg==';

/** An answer of so many numbered words. */
const words = (count: number): string =>
  Array.from({ length: count }, (_, at) => `word${at}`).join(' ');

describe('more of the chat in VS Code', () => {
  let stage: Stage;
  let panel: Panel;

  before(async function () {
    // Other hosts have one window, and processes of another kind.
    if ((await theHost()).kind !== 'server' || process.platform !== 'linux') this.skip();
    stage = await Stage.set({
      settings: (server) => ({ 'codestral.services.mistral.url': server.mistral.url }),
      env: (server) => ({ MISTRAL_API_KEY: server.mistral.key }),
    });
  });

  beforeEach(async () => {
    await stage.clear();
    await stage.session.openFile('src/cart.ts');
    await stage.session.runCommand('Codestral: New Chat');
    panel = await Panel.find(stage.session.page);
    await panel.frame.getByRole('heading', { name: 'Ask about your code' }).waitFor();
  });

  afterEach(async function () {
    await stage.picture(this.currentTest);
  });

  after(() => (stage as Stage | undefined)?.strike());

  /** The newest question as the service was sent it. */
  function sent(): string {
    const { body } = stage.server.requests.findLast(({ path }) => path.endsWith('/completions'))!;
    return JSON.stringify((body as ChatBody).messages.at(-1)!.content);
  }

  /** Waits until the message box has the focus. */
  async function boxHasFocus(): Promise<void> {
    await stage.until('the focus in the message box', () =>
      panel.box.evaluate((box) => box === document.activeElement && document.hasFocus()),
    );
  }

  /** The number of the last word of the answer. */
  async function lastWord(): Promise<number> {
    const [last = '-1'] = /\d+(?!.*word\d)/s.exec(await panel.answers.last().innerText()) ?? [];
    return Number(last);
  }

  it('shows code and lists as the editor does', async () => {
    stage.server.answerNextChats(['* one\n  * two\n\n```text\nplain\n```']);
    await panel.ask('lists');
    const styles = await panel.frame.evaluate(() => ({
      marks: ['.answer li', '.answer li li'].map(
        (selector) => getComputedStyle(document.querySelector(selector)!).listStyleType,
      ),
      ground: getComputedStyle(document.querySelector('pre > code')!).backgroundColor,
    }));
    assert.deepEqual(styles.marks, ['disc', 'circle']);
    assert.equal(styles.ground, 'rgba(0, 0, 0, 0)');
  });

  it('rejects a change, and a closed tab changes nothing either', async () => {
    const before = await readFile(join(stage.workspace, 'src/cart.ts'), 'utf8');
    await stage.session.openFile('src/cart.ts');
    await stage.session.press('ControlOrMeta+a');
    await panel.frame
      .getByText(/cart\.ts:1-\d+/)
      .first()
      .waitFor();
    stage.server.answerNextChats(['```typescript\nexport class Basket {}\n```']);
    await panel.ask('rename it');
    const diff = stage.session.page.locator('.monaco-diff-editor');
    for (const end of ['reject', 'close']) {
      await panel.press(/^Replace selection in cart\.ts/);
      await diff.waitFor();
      if (end === 'reject') await stage.session.runCommand('Codestral: Discard');
      else await stage.session.runCommand('View: Close Editor');
      await diff.waitFor({ state: 'hidden' });
      await stage.session.openFile('src/cart.ts');
      assert.equal(await stage.session.page.locator('.tab.dirty').count(), 0);
      assert.equal(await readFile(join(stage.workspace, 'src/cart.ts'), 'utf8'), before);
    }
  });

  it('sends pictures that are pasted', async () => {
    await panel.box.focus();
    await panel.box.evaluate((box, picture) => {
      const bytes = Uint8Array.from(atob(picture), (character) => character.charCodeAt(0));
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([bytes], 'dot.png', { type: 'image/png' }));
      const kind = { clipboardData, bubbles: true, cancelable: true };
      box.dispatchEvent(new ClipboardEvent('paste', kind));
    }, PICTURE);
    await panel.button(/^Remove dot\.png/).waitFor();
    await panel.ask('What is on it?');
    assert.match(sent(), new RegExp(`data:image/png;base64,${PICTURE.slice(0, 40)}`));
    await panel.questions.last().getByRole('button', { name: 'dot.png' }).click();
    const drawn = panel.frame.locator('article.question img');
    await stage.until('the picture', () =>
      drawn.evaluate((image) => (image as HTMLImageElement).naturalWidth === 5),
    );
  });

  it('takes the current file for a command that nothing is attached to', async () => {
    await stage.session.openFile('src/cart.ts');
    await stage.session.goTo(1, 1);
    await panel.frame.getByText(/cart\.ts:1-/).waitFor({ state: 'hidden' });
    await panel.send('/explain');
    // The first Enter took the row of the list.
    await panel.ask('/explain ');
    assert.match(sent(), /src\/cart\.ts[^]*export class Cart[^]*Explain the attached code/);
    await panel.questions.last().getByText('cart.ts', { exact: true }).waitFor();
  });

  it('gives the focus back to the message box', async () => {
    stage.server.answerNextChats([{ text: 'cut', finishReason: 'length' }, ' on', 'new', 'again']);
    await panel.ask('one');
    await panel.button('Continue').press('Enter');
    await boxHasFocus();
    // There is no Stop yet in the moment after: what comes tells that the answer goes on.
    await panel.answers.last().getByText('cut on').waitFor();
    await panel.over();
    await panel.box.press('ArrowUp');
    await panel.frame.getByRole('textbox', { name: 'Edit turn' }).press('Escape');
    await boxHasFocus();
    await panel.box.press('ArrowUp');
    await panel.frame.getByRole('textbox', { name: 'Edit turn' }).press('Enter');
    await boxHasFocus();
    await panel.frame.getByText('new').first().waitFor();
    await panel.over();
    await panel.button('Regenerate').press('Enter');
    await boxHasFocus();
    await panel.over();
    await panel.button('Chats').press('Enter');
    await panel.frame.getByRole('textbox', { name: 'Search chats' }).press('Escape');
    await boxHasFocus();
    await panel.button(/^Attach files/).press('Enter');
    await stage.session.quickInput().waitUntilOpen('Attach Files');
    await stage.session.quickInput().cancel();
    await boxHasFocus();
  });

  it('takes the model that fits what is typed', async () => {
    await stage.session.runCommand('Codestral: Select Chat Model');
    const input = stage.session.quickInput();
    await input.waitUntilOpen('Chat model');
    await input.fill('small');
    await stage.until('the rows', async () =>
      (await input.rows()).some(({ label }) => label === 'Use “small”'),
    );
    await input.accept();
    const model = panel.frame.getByRole('combobox', { name: /^Model/ });
    await stage.until('the model', async () => /^mistral-small-/.test(await model.inputValue()));
  });

  it('exports a chat to Markdown', async () => {
    stage.server.answerNextChats(['They live in **Africa**.']);
    await panel.ask('Where are the pelicans?');
    await panel.press('Chats');
    const row = panel.frame.getByRole('listitem').filter({ hasText: 'pelicans' });
    await row.hover();
    await row.getByRole('button', { name: /^Export/ }).press('Enter');
    // The focus is where the choice is.
    await panel.frame.locator('.chat :focus', { hasText: 'Markdown' }).press('Enter');
    await stage.session.quickInput().waitUntilOpen('Export Chat');
    await stage.session.quickInput().accept();
    const file = 'Where are the pelicans.md';
    await stage.until('the file', async () => (await readdir(stage.workspace)).includes(file));
    await stage.session.page.locator(`.tab.active[data-resource-name="${file}"]`).waitFor();
    const text = await readFile(join(stage.workspace, file), 'utf8');
    assert.match(text, /^# Where are the pelicans\?\n[^]*They live in \*\*Africa\*\*\.\n/);
  });

  it('is read-only in a second window, in French there, until that one takes it over', async () => {
    stage.server.answerNextChats(['from the first']);
    await panel.ask('A chat for two windows');
    const folder = await mkdtemp(join(tmpdir(), 'codestral-second-'));
    const page = await stage.session.page.context().newPage();
    try {
      await page.addInitScript({ content: forceLanguage('fr') });
      const url = new URL(stage.session.page.url());
      url.searchParams.set('folder', pathToFileURL(folder).pathname);
      await page.goto(url.href);
      await waitForWorkbench(page);
      await page.locator('.activitybar [aria-label*="Codestral"]').first().click();
      const second = await Panel.find(page);
      await second.press('Conversations');
      await second.frame.getByRole('button', { name: /^A chat for two windows/ }).click();
      await second.frame
        .getByText('Cette conversation est ouverte dans une autre fenêtre.')
        .waitFor();
      await second.frame.getByText('from the first').waitFor();
      assert.equal(await second.box.count(), 0);
      await page.screenshot({ path: '.vscode-test/chat-second.png' });
      await second.press('Continuer ici');
      await second.box.waitFor();
      stage.server.answerNextChats(['from the second']);
      await second.ask('Et maintenant ?');
      await second.frame.getByText('from the second').waitFor();
      // The first one notices when it wants to write.
      await panel.send('Still here?');
      await panel.frame.getByText('This chat is open in another window.').waitFor();
      // That is about this chat alone.
      await stage.session.runCommand('Codestral: New Chat');
      await panel.box.waitFor();
      await panel.ask('Something else');
    } finally {
      await page.close();
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('loses at most the last second when its host is killed', async () => {
    await stage.server.configure({ tokenMs: 20 });
    stage.server.answerNextChats([words(2_000)]);
    await panel.send('talk');
    // The first write waits for the disk; the law is about what follows.
    await panel.frame.getByText(/word150\b/).waitFor();
    const seen = await lastWord();
    await stage.session.page.waitForTimeout(1_000);
    assert.ok((await lastWord()) > seen);
    assert.ok(killExtensionHosts() > 0);
    await stage.session.page.reload();
    await stage.session.statusItem();
    await stage.session.runCommand('Codestral: Open Chat');
    panel = await Panel.find(stage.session.page);
    await panel.frame.getByText('The answer was interrupted.').waitFor();
    assert.ok((await lastWord()) >= seen, `${await lastWord()} of ${seen}`);
    // It is no other window's: it can go on.
    await panel.box.waitFor();
  });
});
