import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { waitForWorkbench } from '../host/session.ts';
import { killExtensionHosts } from '../host/killExtensionHosts.ts';
import { Panel } from '../host/panel.ts';
import { QuickInput } from '../host/quickInput.ts';
import { forceLanguage } from '../host/pageScripts.ts';
import type { ChatBody } from '../server/protocol.ts';
import { inShop, theHost, useEditor, type TestEditor } from '../support/testEditor.ts';

/** An image of 5 × 5 pixels. */
const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg==';

/** An answer of `count` numbered words. */
const words = (count: number): string =>
  Array.from({ length: count }, (_, at) => `word${at}`).join(' ');

describe('chat panel in VS Code', () => {
  let editor: TestEditor;
  let panel: Panel;

  before(async function () {
    // Other hosts have only one window and other processes.
    if ((await theHost()).kind !== 'server' || process.platform !== 'linux') this.skip();
  });

  // The last suite with this editor: its tests open another window and kill the extension host.
  useEditor(inShop, (shared) => {
    editor = shared;
  });

  beforeEach(async () => {
    await editor.clear();
    await editor.session.openFile('src/cart.ts');
    await editor.session.runCommand('Codestral: New Chat');
    panel = await Panel.find(editor.session.page);
    await panel.frame.getByRole('heading', { name: 'Ask about your code' }).waitFor();
  });

  /** The newest question as sent to the service. */
  function sent(): string {
    const { body } = editor.server.requests.findLast(({ path }) => path.endsWith('/completions'))!;
    return JSON.stringify((body as ChatBody).messages.at(-1)!.content);
  }

  /** Waits until the message box has the focus. */
  async function boxHasFocus(): Promise<void> {
    await editor.until('the focus in the message box', () =>
      panel.box.evaluate((box) => box === document.activeElement && document.hasFocus()),
    );
  }

  /** The number of the last word of the answer. */
  async function lastWord(): Promise<number> {
    const [last = '-1'] = /\d+(?!.*word\d)/s.exec(await panel.answers.last().innerText()) ?? [];
    return Number(last);
  }

  it('sends pasted images', async () => {
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
    await editor.until('the picture', () =>
      drawn.evaluate((image) => (image as HTMLImageElement).naturalWidth === 5),
    );
  });

  it('returns the focus to the message box', async () => {
    editor.server.answerNextChats([{ text: 'cut', finishReason: 'length' }, ' on', 'new', 'again']);
    await panel.ask('one');
    await panel.button('Continue').press('Enter');
    await boxHasFocus();
    // The Stop button appears with a delay; the new text shows that the answer continues.
    await panel.answers.last().getByText('cut on').waitFor();
    await panel.waitUntilFinished();
    await panel.box.press('ArrowUp');
    await panel.frame.getByRole('textbox', { name: 'Edit turn' }).press('Escape');
    await boxHasFocus();
    await panel.box.press('ArrowUp');
    await panel.frame.getByRole('textbox', { name: 'Edit turn' }).press('Enter');
    await boxHasFocus();
    await panel.frame.getByText('new').first().waitFor();
    await panel.waitUntilFinished();
    await panel.button('Regenerate').press('Enter');
    await boxHasFocus();
    await panel.waitUntilFinished();
    await panel.button('Chats').press('Enter');
    await panel.frame.getByRole('textbox', { name: 'Search chats' }).press('Escape');
    await boxHasFocus();
    await panel.button(/^Attach files/).press('Enter');
    await editor.session.quickInput().waitUntilOpen('Attach Files');
    await editor.session.quickInput().cancel();
    await boxHasFocus();
  });

  it('selects the model that matches the typed text', async () => {
    await editor.session.runCommand('Codestral: Select Chat Model');
    const input = editor.session.quickInput();
    await input.waitUntilOpen('Chat model');
    await input.fill('small');
    await editor.until('the rows', async () =>
      (await input.rows()).some(({ label }) => label === 'Use “small”'),
    );
    await input.accept();
    const model = panel.frame.getByRole('combobox', { name: /^Model/ });
    await editor.until('the model', async () => /^mistral-small-/.test(await model.inputValue()));
  });

  it('exports a chat to Markdown', async () => {
    editor.server.answerNextChats(['They live in **Africa**.']);
    await panel.ask('Where are the pelicans?');
    await panel.press('Chats');
    const row = panel.frame.getByRole('listitem').filter({ hasText: 'pelicans' });
    await row.hover();
    await row.getByRole('button', { name: /^Export/ }).press('Enter');
    // The focus is on the choice.
    await panel.frame.locator('.chat :focus', { hasText: 'Markdown' }).press('Enter');
    await editor.session.quickInput().waitUntilOpen('Export Chat');
    await editor.session.quickInput().accept();
    const file = 'Where are the pelicans.md';
    await editor.until('the file', async () => (await readdir(editor.workspace)).includes(file));
    await editor.session.page.locator(`.tab.active[data-resource-name="${file}"]`).waitFor();
    const text = await readFile(join(editor.workspace, file), 'utf8');
    assert.match(text, /^# Where are the pelicans\?\n[^]*They live in \*\*Africa\*\*\.\n/);
  });

  it('is read-only in a second window (in French) until it takes over the chat', async () => {
    editor.server.answerNextChats(['from the first']);
    await panel.ask('A chat for two windows');
    const folder = await mkdtemp(join(tmpdir(), 'codestral-second-'));
    const page = await editor.session.page.context().newPage();
    try {
      await page.addInitScript({ content: forceLanguage('fr') });
      const url = new URL(editor.session.page.url());
      url.searchParams.set('folder', pathToFileURL(folder).pathname);
      await page.goto(url.href);
      await waitForWorkbench(page);
      // The palette lists the commands that exist when it opens.
      await page.locator('.statusbar-item[aria-label^="Codestral"]').waitFor();
      const palette = new QuickInput(page);
      await palette.open('>Codestral: Ouvrir la conversation');
      await palette.pick('Codestral: Ouvrir la conversation');
      const second = await Panel.find(page);
      await second.press('Conversations');
      await second.frame.getByRole('button', { name: /^A chat for two windows/ }).click();
      await second.frame
        .getByText('Cette conversation est ouverte dans une autre fenêtre.')
        .waitFor();
      await second.frame.getByText('from the first').waitFor();
      assert.equal(await second.box.count(), 0);
      await page.screenshot({ path: '.vscode-test/chat-second.png' });
      await second.press('Reprendre ici');
      await second.box.waitFor();
      editor.server.answerNextChats(['from the second']);
      await second.ask('Et maintenant ?');
      await second.frame.getByText('from the second').waitFor();
      // The first window notices it when it writes.
      await panel.send('Still here?');
      await panel.frame.getByText('This chat is open in another window.').waitFor();
      // Other chats are not affected.
      await editor.session.runCommand('Codestral: New Chat');
      await panel.box.waitFor();
      await panel.ask('Something else');
    } finally {
      await page.close();
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('loses at most one second of an answer and no draft when the extension host is killed', async () => {
    await editor.server.configure({ tokenMs: 20 });
    editor.server.answerNextChats([words(2_000)]);
    await panel.send('talk');
    // The first write waits for the disk; the guarantee applies to later ones.
    await panel.frame.getByText(/word150\b/).waitFor();
    const seen = await lastWord();
    await panel.box.fill('half a sentence');
    await panel.box.blur();
    await editor.session.page.waitForTimeout(1_500);
    assert.ok((await lastWord()) > seen);
    assert.ok(killExtensionHosts() > 0);
    await editor.session.page.reload();
    await editor.session.statusItem();
    await editor.session.runCommand('Codestral: Open Chat');
    panel = await Panel.find(editor.session.page);
    await panel.frame.getByText('The answer was interrupted.').waitFor();
    assert.ok((await lastWord()) >= seen, `${await lastWord()} of ${seen}`);
    // No other window has it, so it can continue.
    await editor.until(
      'the draft',
      async () => (await panel.box.inputValue()) === 'half a sentence',
    );
  });
});
