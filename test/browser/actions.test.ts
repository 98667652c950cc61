import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Menus } from '../host/actions.ts';
import { Panel } from '../host/panel.ts';
import type { ChatBody } from '../server/protocol.ts';
import { git, makeShop, PAIR } from './shop.ts';
import { Stage } from './support.ts';

const BETTER = PAIR.replace('list[0]', "list.at(0) ?? ''").replace(
  'list[list.length - 1]',
  "list.at(-1) ?? ''",
);
const CHOICES = ['sumOfLines', 'orderTotal', 'priceOf'].map((name) => ({
  name,
  reason: `It says ${name}.`,
}));

describe('actions on code in VS Code', () => {
  let stage: Stage;
  let menus: Menus;

  before(async () => {
    stage = await Stage.set({
      settings: (server) => ({
        'codestral.services.mistral.url': server.mistral.url,
        'codestral.completion.enabled': false,
        'git.enabled': true,
        'git.autoRepositoryDetection': true,
      }),
      env: (server) => ({ MISTRAL_API_KEY: server.mistral.key }),
      prepare: makeShop,
    });
    menus = new Menus(stage.session.page);
  });

  beforeEach(() => stage.clear());

  afterEach(async function () {
    await stage.picture(this.currentTest);
  });

  after(() => (stage as Stage | undefined)?.strike());

  const picture = (name: string): Promise<void> =>
    stage.session.screenshot(join('.vscode-test', `actions-${name}.png`));

  const asked = (): readonly ChatBody[] =>
    stage.server.requests
      .filter(({ path }) => path.endsWith('/chat/completions'))
      .map(({ body }) => body as ChatBody);

  /** The newest question as the service was sent it. */
  function question(): string {
    const content = asked().at(-1)!.messages.at(-1)!.content;
    return typeof content === 'string' ? content : JSON.stringify(content);
  }

  async function answered(): Promise<Panel> {
    await stage.until('a question', () => asked().length > 0);
    const panel = await Panel.find(stage.session.page);
    await panel.answers.last().waitFor();
    await panel.over();
    return panel;
  }

  it('explains a function from the submenu of the editor', async () => {
    await stage.session.openFile('src/orders.ts');
    await stage.session.goTo(9, 3);
    await menus.knows('totalOf');
    await menus.open(menus.linesWith('function totalOf').getByText('totalOf'), 'Codestral');
    await picture('submenu');
    await menus.choose('Explain');
    const panel = await answered();
    await picture('explain');
    assert.match(question(), /export function totalOf[^]*return total;/);
    assert.doesNotMatch(question(), /cheapest/);
    await panel.frame.getByText('orders.ts:8-14').first().waitFor();
  });

  it('fixes a problem from the light bulb', async () => {
    await stage.session.openFile('src/broken.ts');
    await stage.session.goTo(2, 10);
    const fix = await menus.bulb('Fix with Codestral');
    await picture('bulb');
    await fix.click();
    const panel = await answered();
    await picture('fix');
    assert.match(question(), /Type 'number' is not assignable to type 'string'/);
    assert.match(question(), /2322/);
    assert.match(question(), /const result: string = width \* height;/);
    await panel.frame
      .getByText(/Problems: /)
      .first()
      .waitFor();
  });

  it('writes tests like those of the project', async () => {
    await stage.session.openFile('src/orders.ts');
    await stage.session.goTo(17, 3);
    await menus.knows('cheapest');
    await stage.session.runCommand('Codestral: Generate Tests');
    const panel = await answered();
    await picture('tests');
    assert.match(question(), /vitest/);
    assert.match(question(), /toBe\(0\)/);
    await panel.frame
      .getByText(/orders\.test\.ts/)
      .first()
      .waitFor();
  });

  it('writes documentation', async () => {
    await stage.session.openFile('src/orders.ts');
    await stage.session.goTo(9, 3);
    await menus.knows('totalOf');
    await stage.session.runCommand('Codestral: Write Documentation');
    await answered();
    await picture('document');
    assert.match(question(), /export function totalOf[^]*Write the documentation comment/);
    // The answer can take the place of the whole function.
    await stage.session.page
      .locator('[id="status.editor.selection"]', { hasText: /Ln 14, Col 2 \(\d+ selected\)/ })
      .waitFor();
  });

  async function edit(instruction: string): Promise<void> {
    await stage.session.openFile('src/pair.ts');
    await stage.session.press('ControlOrMeta+a');
    await stage.session.runCommand('Codestral: Edit with Instructions');
    const input = stage.session.quickInput();
    await input.waitUntilOpen('Edit with Instructions');
    await input.fill(instruction);
  }

  /** The text of the file itself, once no preview is in front of it. */
  async function text(): Promise<string> {
    const tabs = stage.session.page.locator('.editor-group-container.active .tab');
    await tabs.filter({ hasText: 'proposed change' }).waitFor({ state: 'hidden' });
    await tabs.and(stage.session.page.locator('.active', { hasText: 'pair.ts' })).waitFor();
    return stage.session.editorText();
  }

  it('edits: streams into a diff, and accepting is one step to undo', async () => {
    stage.server.answerNextChats(['```typescript\n' + BETTER + '```']);
    await stage.server.configure({ tokenMs: 60 });
    await edit('use at');
    await picture('edit-input');
    await stage.session.quickInput().accept();
    await menus.linesWith('list.at(0)').first().waitFor();
    await picture('edit-streaming');
    assert.equal(await menus.ofEditor('Discard').count(), 1);
    assert.equal(await menus.ofEditor('Accept').count(), 0);
    assert.equal(await menus.ofEditor('Accept in Parts').count(), 0);
    await menus.ofEditor('Accept').waitFor();
    await picture('edit-preview');
    await menus.ofEditor('Accept').click();
    assert.equal(await text(), BETTER);
    await picture('edit-accepted');
    await stage.session.press('ControlOrMeta+z');
    assert.equal(await text(), PAIR);
  });

  it('edits in parts', async () => {
    stage.server.answerNextChats(['```typescript\n' + BETTER + '```']);
    await edit('use at');
    await stage.session.quickInput().accept();
    await menus.ofEditor('Accept in Parts').click();
    const { page } = stage.session;
    const rows = page.locator('.bulk-edit-panel .monaco-list-row');
    await rows.first().waitFor();
    await picture('parts');
    await rows.filter({ hasText: 'list.length' }).locator('.edit-checkbox').click();
    await picture('parts-ticked');
    await page.locator('.bulk-edit-panel').getByRole('button', { name: 'Apply' }).click();
    assert.equal(await text(), PAIR.replace('list[list.length - 1]', "list.at(-1) ?? ''"));
    await picture('parts-applied');
    await stage.session.press('ControlOrMeta+z');
    assert.equal(await text(), PAIR);
  });

  it('cancels an edit', async () => {
    stage.server.answerNextChats(['```typescript\n' + BETTER.repeat(3) + '```']);
    await stage.server.configure({ tokenMs: 60 });
    await edit('use at');
    await stage.session.quickInput().accept();
    await menus.linesWith('list.at(0)').first().waitFor();
    await stage.answer(/Editing pair\.ts/, 'Cancel');
    await stage.until('the socket to close', () =>
      stage.server.requests.some(({ closedEarly }) => closedEarly),
    );
    assert.equal(await text(), PAIR);
    await picture('cancelled');
  });

  it('suggests names', async () => {
    stage.server.answerNextChats([JSON.stringify({ names: CHOICES })]);
    await stage.session.openFile('src/orders.ts');
    await stage.session.goTo(8, 19);
    await stage.session.runCommand('Codestral: Suggest a Better Name');
    await stage.session.quickInput().waitUntilOpen('Rename totalOf');
    await stage.until('names', async () => (await stage.session.quickInput().rows()).length >= 3);
    await picture('names');
    await stage.session.pick('orderTotal');
    await stage.session.openFile('src/orders.test.ts');
    await menus.linesWith('orderTotal').first().waitFor();
    await picture('renamed');
    assert.match(await stage.session.editorText(), /orderTotal\(\[\]\)/);
  });

  it('writes a commit message', async () => {
    const { page } = stage.session;
    await page.locator('.activitybar [aria-label^="Source Control"]').first().click();
    const write = page.locator('.sidebar').getByRole('button', { name: 'Generate Commit Message' });
    await write.first().waitFor();
    await stage.server.configure({ tokenMs: 60 });
    stage.server.answerNextChats(['feat: compute areas\n\n' + 'A shop wants to know. '.repeat(30)]);
    const box = page.locator('.sidebar .scm-input .view-lines');
    await page.locator('.sidebar .scm-input .view-lines').click();
    await stage.session.type('areas');
    await picture('scm');
    await write.first().click();
    await box.getByText('compute').waitFor();
    await picture('commit-streaming');
    await page.locator('.sidebar').getByRole('button', { name: 'Stop Writing' }).first().click();
    await box.getByText('areas', { exact: true }).waitFor();
    await write.first().waitFor();
    await picture('commit-stopped');
    await stage.server.configure({ tokenMs: 0 });
    await write.first().click();
    await box.getByText('chore: update').waitFor();
    await write.first().waitFor();
    await picture('commit-written');
    assert.equal((await git(stage.workspace, 'log', '--format=%s')).trim(), 'feat: open the shop');
  });

  it('/commit in the panel', async () => {
    await stage.session.runCommand('Codestral: New Chat');
    const panel = await Panel.find(stage.session.page);
    await panel.frame.getByRole('heading', { name: 'Ask about your code' }).waitFor();
    await panel.ask('/commit');
    await picture('slash-commit');
    assert.match(question(), /def area/);
    assert.match(question(), /feat: open the shop/);
    assert.match(await panel.answers.last().innerText(), /chore: update/);
  });

  it('Add to Chat from the explorer, and of a problem', async () => {
    const { page } = stage.session;
    await stage.session.runCommand('View: Show Explorer');
    await menus.open(page.locator('.explorer-folders-view').getByText('shapes.py'));
    await menus.item('Add to Chat').hover();
    await picture('explorer-menu');
    await menus.choose('Add to Chat');
    const panel = await Panel.find(page);
    await panel.frame.getByText('shapes.py').first().waitFor();
    await stage.session.openFile('src/broken.ts');
    await stage.session.goTo(2, 10);
    await (await menus.bulb('Add Problem to Codestral Chat')).click();
    await panel.frame
      .getByText(/Problems: /)
      .first()
      .waitFor();
    await picture('added');
  });
});
