import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { panelState, SCENES } from './scenarios.ts';
import { PanelServer, PanelPage } from './support.ts';

describe('chat history', () => {
  let panelServer: PanelServer;
  let panel: PanelPage;

  before(async () => {
    panelServer = await PanelServer.open();
  });
  beforeEach(async () => {
    panel = await PanelPage.open(panelServer, SCENES['history']!);
  });
  afterEach(() => panel.stop());

  const search = (): Locator => panel.page.getByRole('textbox', { name: 'Search chats' });
  const row = (name: RegExp): Locator => panel.page.locator('.chat-open').filter({ hasText: name });
  const focused = (): Promise<string> =>
    panel.page.evaluate(
      () => document.activeElement?.querySelector('.chat-title')?.textContent ?? '',
    );

  it('lists the chats of this workspace first, with their age', async () => {
    const groups = panel.page.locator('.history-list section');
    assert.deepEqual(await groups.locator('h2').allTextContents(), [
      'This workspace',
      'Other workspaces',
    ]);
    assert.match((await groups.nth(0).textContent()) ?? '', /parser stop at a tab\?5 hours ago/);
    assert.match((await groups.nth(1).textContent()) ?? '', /Untitledlast year/);
    assert.ok(!(await panel.page.locator('.composer').isVisible()));
    assert.ok(!(await panel.page.getByRole('article').first().isVisible()));
  });

  it('moves between chats with the arrow keys and opens one with Enter', async () => {
    assert.ok(await search().evaluate((box) => box === document.activeElement));
    await search().press('ArrowDown');
    assert.equal(await focused(), 'Sum of a cart');
    await panel.page.keyboard.press('ArrowDown');
    await panel.page.keyboard.press('End');
    assert.equal(await focused(), 'Untitled');
    await panel.page.keyboard.press('ArrowUp');
    await panel.page.keyboard.press('Enter');
    assert.deepEqual(await panel.posted('openSession'), [{ type: 'openSession', id: 'chat-4' }]);
    await panel.page.keyboard.press('Home');
    await panel.page.keyboard.press('ArrowUp');
    assert.ok(await search().evaluate((box) => box === document.activeElement));
    await panel.page.keyboard.press('Escape');
    assert.equal((await panel.posted('closeHistory')).length, 1);
  });

  it('has one chat in the tab order', async () => {
    const inTabOrder = panel.page.locator('.chat button[tabindex="0"]');
    assert.equal(await inTabOrder.count(), 4);
  });

  it('renames with F2 and cancels with Escape', async () => {
    await row(/parser/).focus();
    await panel.page.keyboard.press('F2');
    const title = panel.page.getByRole('textbox', { name: 'Chat title' });
    assert.equal(await title.inputValue(), 'Why does the parser stop at a tab?');
    await title.fill('nothing');
    await title.press('Escape');
    assert.deepEqual(await panel.posted('renameSession'), []);
    assert.deepEqual(await panel.posted('closeHistory'), []);
    assert.equal(await focused(), 'Why does the parser stop at a tab?');
    await panel.page.keyboard.press('F2');
    await title.fill(' Tabs ');
    await title.press('Enter');
    assert.deepEqual(await panel.posted('renameSession'), [
      { type: 'renameSession', id: 'chat-2', title: 'Tabs' },
    ]);
  });

  it('deletes with the Delete key and focuses the next chat', async () => {
    await row(/parser/).focus();
    await panel.page.keyboard.press('Delete');
    assert.deepEqual(await panel.posted('deleteSession'), [
      { type: 'deleteSession', id: 'chat-2' },
    ]);
    const { history } = SCENES['history']!.state;
    const rows = history!.rows.filter(({ id }) => id !== 'chat-2');
    await panel.send({ type: 'update', parts: { history: { query: '', rows } } });
    assert.equal(await panel.page.locator('.chat-open:focus').count(), 1);
    const none = { query: '', rows: [] };
    await panel.send({ type: 'update', parts: { history: none } });
    assert.ok(await search().evaluate((box) => box === document.activeElement));
  });

  it('exports as Markdown or JSON', async () => {
    await row(/SQL/).hover();
    await panel.page.getByRole('button', { name: 'Export SQL: slow join' }).click();
    await panel.page.getByRole('button', { name: 'JSON' }).click();
    assert.deepEqual(await panel.posted('exportSession'), [
      { type: 'exportSession', id: 'chat-4', format: 'json' },
    ]);
  });

  it('confirms before deleting all chats', async () => {
    await panel.page.getByRole('button', { name: 'Delete all chats…' }).click();
    assert.deepEqual(await panel.posted('deleteAllSessions'), []);
    await panel.page.getByRole('button', { name: 'Cancel' }).click();
    await panel.page.getByRole('button', { name: 'Delete all chats…' }).click();
    await panel.page.getByRole('button', { name: 'Delete All', exact: true }).click();
    assert.equal((await panel.posted('deleteAllSessions')).length, 1);
  });

  it('keeps the keyboard in the history while it asks', async () => {
    const text = () => panel.page.evaluate(() => document.activeElement?.textContent);
    await panel.page.getByRole('button', { name: 'Delete all chats…' }).focus();
    await panel.page.keyboard.press('Enter');
    assert.equal(await text(), 'Cancel');
    await panel.page.keyboard.press('Enter');
    assert.equal(await text(), 'Delete all chats…');
    await row(/parser/).focus();
    await panel.page.getByRole('button', { name: /^Export .*parser/ }).press('Enter');
    assert.equal(await text(), 'Markdown');
    await panel.page.keyboard.press('Escape');
    assert.match(await focused(), /parser/);
    assert.deepEqual(await panel.posted('closeHistory'), []);
  });

  it('searches while typing and reports when nothing matches', async () => {
    await search().pressSequentially('sq');
    assert.deepEqual(
      (await panel.posted('history')).map(({ query }) => query),
      ['s', 'sq'],
    );
    await panel.send({ type: 'update', parts: { history: { query: 'sq', rows: [] } } });
    assert.ok(await panel.page.getByText('No chats found.').isVisible());
    assert.equal(await search().inputValue(), 'sq');
  });

  it('opens from the header and shows the chosen chat', async () => {
    await panel.send({ type: 'update', parts: { history: null } });
    await panel.page.getByRole('button', { name: 'Chats', exact: true }).click();
    assert.deepEqual(await panel.posted('history'), [{ type: 'history', query: '' }]);
    await panel.send({
      type: 'hydrate',
      state: panelState({ session: { id: 'chat-9' } }),
      draft: 'new',
    });
    assert.equal(await panel.box.inputValue(), 'new');
  });
});
