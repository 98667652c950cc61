import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Menus } from '../host/menus.ts';
import { Panel } from '../host/panel.ts';
import type { ChatBody } from '../server/protocol.ts';
import { git, PAIR } from '../support/shopProject.ts';
import { inShop, useEditor, type TestEditor } from '../support/testEditor.ts';

const BETTER = PAIR.replace('list[0]', "list.at(0) ?? ''").replace(
  'list[list.length - 1]',
  "list.at(-1) ?? ''",
);
const CHOICES = ['sumOfLines', 'orderTotal', 'priceOf'].map((name) => ({
  name,
  reason: `It says ${name}.`,
}));

describe('code actions in VS Code', () => {
  let editor: TestEditor;
  let menus: Menus;

  useEditor(inShop, (shared) => {
    editor = shared;
    menus = new Menus(editor.session.page);
  });

  beforeEach(() => editor.clear());

  const saveScreenshot = (name: string): Promise<void> =>
    editor.session.screenshot(join('.vscode-test', `actions-${name}.png`));

  const asked = (): readonly ChatBody[] =>
    editor.server.requests
      .filter(({ path }) => path.endsWith('/chat/completions'))
      .map(({ body }) => body as ChatBody);

  /** The newest question as sent to the service. */
  function question(): string {
    const content = asked().at(-1)!.messages.at(-1)!.content;
    return typeof content === 'string' ? content : JSON.stringify(content);
  }

  async function answered(): Promise<Panel> {
    await editor.until('a question', () => asked().length > 0);
    const panel = await Panel.find(editor.session.page);
    await panel.answers.last().waitFor();
    await panel.waitUntilFinished();
    return panel;
  }

  it('explains a function from the editor menu', async () => {
    await editor.session.openFile('src/orders.ts');
    await editor.session.goTo(9, 3);
    await menus.waitForSymbol('totalOf');
    await menus.open(menus.linesWith('function totalOf').getByText('totalOf'), 'Codestral');
    await saveScreenshot('submenu');
    await menus.choose('Explain');
    const panel = await answered();
    await saveScreenshot('explain');
    assert.match(question(), /export function totalOf[^]*return total;/);
    assert.doesNotMatch(question(), /cheapest/);
    await panel.frame.getByText('orders.ts:8-14').first().waitFor();
  });

  it('fixes a problem from the light bulb', async () => {
    await editor.session.openFile('src/broken.ts');
    await editor.session.goTo(2, 10);
    const fix = await menus.waitForCodeAction('Fix with Codestral');
    await saveScreenshot('bulb');
    await fix.click();
    const panel = await answered();
    await saveScreenshot('fix');
    assert.match(question(), /Type 'number' is not assignable to type 'string'/);
    assert.match(question(), /2322/);
    assert.match(question(), /const result: string = width \* height;/);
    await panel.frame
      .getByText(/Problems: /)
      .first()
      .waitFor();
  });

  it('writes documentation', async () => {
    await editor.session.openFile('src/orders.ts');
    await editor.session.goTo(9, 3);
    await menus.waitForSymbol('totalOf');
    await editor.session.runCommand('Codestral: Write Documentation');
    await answered();
    await saveScreenshot('document');
    assert.match(question(), /export function totalOf[^]*Write a documentation comment/);
    // The answer can replace the whole function.
    await editor.session.page
      .locator('[id="status.editor.selection"]', { hasText: /Ln 14, Col 2 \(\d+ selected\)/ })
      .waitFor();
  });

  async function edit(instruction: string): Promise<void> {
    await editor.session.openFile('src/pair.ts');
    await editor.session.press('ControlOrMeta+a');
    await editor.session.runCommand('Codestral: Edit with Instructions');
    const input = editor.session.quickInput();
    await input.waitUntilOpen('Edit with Instructions');
    await input.fill(instruction);
  }

  /** The text of the file once no preview covers it. */
  async function text(): Promise<string> {
    const tabs = editor.session.page.locator('.editor-group-container.active .tab');
    await tabs.filter({ hasText: 'proposed change' }).waitFor({ state: 'hidden' });
    await tabs.and(editor.session.page.locator('.active', { hasText: 'pair.ts' })).waitFor();
    return editor.session.editorText();
  }

  it('streams an edit into a diff, and accepting is one undo step', async () => {
    editor.server.answerNextChats(['```typescript\n' + BETTER + '```']);
    await editor.server.configure({ tokenMs: 150 });
    await edit('use at');
    await saveScreenshot('edit-input');
    await editor.session.quickInput().accept();
    await menus.linesWith('list.at(0)').first().waitFor();
    await saveScreenshot('edit-streaming');
    assert.equal(await menus.editorTitleButton('Discard').count(), 1);
    assert.equal(await menus.editorTitleButton('Accept').count(), 0);
    assert.equal(await menus.editorTitleButton('Accept in Parts').count(), 0);
    await editor.server.configure({ tokenMs: 0 });
    await menus.editorTitleButton('Accept').waitFor();
    await saveScreenshot('edit-preview');
    await menus.editorTitleButton('Accept').click();
    assert.equal(await text(), BETTER);
    await saveScreenshot('edit-accepted');
    await editor.session.press('ControlOrMeta+z');
    assert.equal(await text(), PAIR);
  });

  it('accepts with Ctrl+Enter and discards with Escape, in the preview only', async () => {
    const { session } = editor;
    const { page } = session;
    const preview = page.locator('.editor-group-container.active .tab', { hasText: 'proposed' });
    const ask = async () => {
      editor.server.answerNextChats(['```typescript\n' + BETTER + '```']);
      await edit('use at');
      await session.quickInput().accept();
      await menus.editorTitleButton('Accept').waitFor();
      const group = page.locator('.editor-group-container.active');
      await group.locator('.monaco-diff-editor .monaco-editor.focused').waitFor();
    };
    await ask();
    // The shortcuts are in the names of the buttons, from which the tooltips are made.
    assert.match(
      (await menus.editorTitleButton('Accept').getAttribute('aria-label')) ?? '',
      /Ctrl\+Enter/,
    );
    assert.match(
      (await menus.editorTitleButton('Discard').getAttribute('aria-label')) ?? '',
      /Escape/,
    );
    // A note beside the change names them as well; it is no text of the document.
    await editor.until('the note', () =>
      page
        .locator('.editor-group-container.active .view-line span')
        .evaluateAll((spans) =>
          spans.some((span) => getComputedStyle(span, '::after').content.includes('Escape')),
        ),
    );
    await session.press('ControlOrMeta+s');
    await editor.waitForNotification('A preview can’t be saved.');
    assert.equal(await session.quickInput().isOpen(), false);
    // Escape first closes the find widget and ends a selection.
    await session.press('ControlOrMeta+f');
    const find = page.locator('.find-widget.visible');
    await find.first().waitFor();
    // The first Escape may close a tooltip of the find widget.
    await editor.until('no find widget', async () => {
      if (!(await find.first().isVisible())) return true;
      await session.press('Escape');
      await page.waitForTimeout(300);
      return false;
    });
    assert.equal(await preview.count(), 1);
    await session.press('ControlOrMeta+a');
    await session.press('Escape');
    assert.equal(await preview.count(), 1);
    await session.press('Escape');
    assert.equal(await text(), PAIR);
    // In a file, both keys are VS Code's own.
    await session.press('Escape');
    await session.press('ControlOrMeta+Enter');
    assert.match(await session.editorText(), /\n\n$|^\n|\n\n/);
    await session.press('ControlOrMeta+z');
    await ask();
    await session.press('ControlOrMeta+Enter');
    assert.equal(await text(), BETTER);
    await session.press('ControlOrMeta+z');
    assert.equal(await text(), PAIR);
  });

  it('retries an edit at once from its notification', async () => {
    editor.server.fault({ kind: 'error', body: 'rateLimitApp', retryAfter: 30 }, { times: 1 });
    editor.server.answerNextChats(['```typescript\n' + BETTER + '```']);
    await edit('use at');
    const start = performance.now();
    await editor.session.quickInput().accept();
    const retryNow = editor.session.page.getByRole('link', { name: 'Retry Now' });
    await retryNow.waitFor();
    await saveScreenshot('edit-retry');
    await retryNow.click();
    await menus.editorTitleButton('Accept').waitFor();
    assert.ok(performance.now() - start < 30_000);
    await menus.editorTitleButton('Discard').click();
    assert.equal(await text(), PAIR);
  });

  it('suggests names', async () => {
    editor.server.answerNextChats([JSON.stringify({ names: CHOICES })]);
    await editor.session.openFile('src/orders.ts');
    await editor.session.goTo(8, 19);
    await editor.session.runCommand('Codestral: Suggest a Better Name');
    await editor.session.quickInput().waitUntilOpen('Rename totalOf');
    await editor.until('names', async () => (await editor.session.quickInput().rows()).length >= 3);
    await saveScreenshot('names');
    await editor.session.pick('orderTotal');
    await editor.session.openFile('src/orders.test.ts');
    await menus.linesWith('orderTotal').first().waitFor();
    await saveScreenshot('renamed');
    await editor.until('the new name', async () =>
      (await editor.session.editorText()).includes('orderTotal([])'),
    );
  });

  it('writes a commit message', async () => {
    const { page } = editor.session;
    await page.locator('.activitybar [aria-label^="Source Control"]').first().click();
    const write = page.locator('.sidebar').getByRole('button', { name: 'Generate Commit Message' });
    await write.first().waitFor();
    await editor.server.configure({ tokenMs: 60 });
    editor.server.answerNextChats([
      'feat: compute areas\n\n' + 'A shop wants to know. '.repeat(30),
    ]);
    const box = page.locator('.sidebar .scm-input .view-lines');
    await page.locator('.sidebar .scm-input .view-lines').click();
    await editor.session.type('areas');
    await saveScreenshot('scm');
    await write.first().click();
    await box.getByText('compute').waitFor();
    await saveScreenshot('commit-streaming');
    await page
      .locator('.sidebar')
      .getByRole('button', { name: 'Stop Generating Commit Message' })
      .first()
      .click();
    await box.getByText('areas', { exact: true }).waitFor();
    await write.first().waitFor();
    await saveScreenshot('commit-stopped');
    await editor.server.configure({ tokenMs: 0 });
    await write.first().click();
    await box.getByText('chore: update').waitFor();
    await write.first().waitFor();
    await saveScreenshot('commit-written');
    assert.equal((await git(editor.workspace, 'log', '--format=%s')).trim(), 'feat: open the shop');
  });

  it('reviews the changes and previews a proposed change', async () => {
    const { page } = editor.session;
    const finding = {
      ...{ path: 'shapes.py', line: 2, endLine: 2, severity: 'warning', title: 'Negative sizes' },
      ...{ comment: 'Check the arguments.', replacement: '    return abs(width * height)' },
    };
    editor.server.answerChat(JSON.stringify({ findings: [finding] }));
    await page.locator('.sidebar').getByRole('button', { name: 'Review Changes' }).first().click();
    const thread = page.locator('.review-widget').filter({ hasText: 'Warning: Negative sizes' });
    await thread.first().waitFor();
    await saveScreenshot('review');
    await thread.first().getByRole('button', { name: 'Show Proposed Change' }).click();
    await menus.linesWith('abs(width').first().waitFor();
    await saveScreenshot('review-change');
    await menus.editorTitleButton('Discard').click();
    assert.doesNotMatch(await readFile(join(editor.workspace, 'shapes.py'), 'utf8'), /abs/);
    await thread.first().getByRole('button', { name: 'Dismiss' }).click();
    await thread.first().waitFor({ state: 'detached' });
  });

  it('adds a file of the explorer and a problem to the chat', async () => {
    const { page } = editor.session;
    await editor.session.runCommand('View: Show Explorer');
    await menus.open(page.locator('.explorer-folders-view').getByText('shapes.py'));
    await menus.item('Add to Codestral Chat').hover();
    await saveScreenshot('explorer-menu');
    await menus.choose('Add to Codestral Chat');
    const panel = await Panel.find(page);
    await panel.frame.getByText('shapes.py').first().waitFor();
    await editor.session.openFile('src/broken.ts');
    await editor.session.goTo(2, 10);
    await (await menus.waitForCodeAction('Add Problem to Codestral Chat')).click();
    await panel.frame
      .getByText(/Problems: /)
      .first()
      .waitFor();
    await saveScreenshot('added');
  });
});
