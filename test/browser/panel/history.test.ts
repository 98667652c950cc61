import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { panelState, SCENES } from './scenarios.ts';
import { House, PanelStage } from './support.ts';

describe('the list of chats', () => {
  let house: House;
  let stage: PanelStage;

  before(async () => {
    house = await House.open();
  });
  after(() => house.close());
  beforeEach(async () => {
    stage = await PanelStage.open(house, SCENES['history']!);
  });
  afterEach(() => stage.strike());

  const search = (): Locator => stage.page.getByRole('textbox', { name: 'Search chats' });
  const row = (name: RegExp): Locator => stage.page.locator('.chat-open').filter({ hasText: name });
  const focused = (): Promise<string> =>
    stage.page.evaluate(
      () => document.activeElement?.querySelector('.chat-title')?.textContent ?? '',
    );

  it('has this workspace’s chats first, with their age', async () => {
    const groups = stage.page.locator('.history-list section');
    assert.deepEqual(await groups.locator('h2').allTextContents(), ['This workspace', 'Elsewhere']);
    assert.match((await groups.nth(0).textContent()) ?? '', /parser stop at a tab\?5 hours ago/);
    assert.match((await groups.nth(1).textContent()) ?? '', /Untitledlast year/);
    assert.ok(!(await stage.page.locator('.composer').isVisible()));
    assert.ok(!(await stage.page.getByRole('article').first().isVisible()));
  });

  it('goes through the chats with the arrows and opens one with Enter', async () => {
    assert.ok(await search().evaluate((box) => box === document.activeElement));
    await search().press('ArrowDown');
    assert.equal(await focused(), 'Sum of a cart');
    await stage.page.keyboard.press('ArrowDown');
    await stage.page.keyboard.press('End');
    assert.equal(await focused(), 'Untitled');
    await stage.page.keyboard.press('ArrowUp');
    await stage.page.keyboard.press('Enter');
    assert.deepEqual(await stage.posted('openSession'), [{ type: 'openSession', id: 'chat-4' }]);
    await stage.page.keyboard.press('Home');
    await stage.page.keyboard.press('ArrowUp');
    assert.ok(await search().evaluate((box) => box === document.activeElement));
    await stage.page.keyboard.press('Escape');
    assert.equal((await stage.posted('closeHistory')).length, 1);
  });

  it('has one row in the way of Tab', async () => {
    const inTabOrder = stage.page.locator('.chat button[tabindex="0"]');
    assert.equal(await inTabOrder.count(), 4);
  });

  it('renames with F2, and leaves the name with Escape', async () => {
    await row(/parser/).focus();
    await stage.page.keyboard.press('F2');
    const title = stage.page.getByRole('textbox', { name: 'Chat title' });
    assert.equal(await title.inputValue(), 'Why does the parser stop at a tab?');
    await title.fill('nothing');
    await title.press('Escape');
    assert.deepEqual(await stage.posted('renameSession'), []);
    assert.deepEqual(await stage.posted('closeHistory'), []);
    assert.equal(await focused(), 'Why does the parser stop at a tab?');
    await stage.page.keyboard.press('F2');
    await title.fill(' Tabs ');
    await title.press('Enter');
    assert.deepEqual(await stage.posted('renameSession'), [
      { type: 'renameSession', id: 'chat-2', title: 'Tabs' },
    ]);
  });

  it('deletes with its key, and keeps the focus in the list', async () => {
    await row(/parser/).focus();
    await stage.page.keyboard.press('Delete');
    assert.deepEqual(await stage.posted('deleteSession'), [
      { type: 'deleteSession', id: 'chat-2' },
    ]);
    const { history } = SCENES['history']!.state;
    const rows = history!.rows.filter(({ id }) => id !== 'chat-2');
    await stage.say({ type: 'update', parts: { history: { query: '', rows } } });
    assert.ok(await search().evaluate((box) => box === document.activeElement));
  });

  it('exports as Markdown or JSON', async () => {
    await row(/SQL/).hover();
    await stage.page.getByRole('button', { name: 'Export SQL: slow join' }).click();
    await stage.page.getByRole('button', { name: 'JSON' }).click();
    assert.deepEqual(await stage.posted('exportSession'), [
      { type: 'exportSession', id: 'chat-4', format: 'json' },
    ]);
  });

  it('asks before it deletes all', async () => {
    await stage.page.getByRole('button', { name: 'Delete all chats…' }).click();
    assert.deepEqual(await stage.posted('deleteAllSessions'), []);
    await stage.page.getByRole('button', { name: 'Cancel' }).click();
    await stage.page.getByRole('button', { name: 'Delete all chats…' }).click();
    await stage.page.getByRole('button', { name: 'Delete All', exact: true }).click();
    assert.equal((await stage.posted('deleteAllSessions')).length, 1);
  });

  it('searches as one types, and says when nothing matches', async () => {
    await search().pressSequentially('sq');
    assert.deepEqual(
      (await stage.posted('history')).map(({ query }) => query),
      ['s', 'sq'],
    );
    await stage.say({ type: 'update', parts: { history: { query: 'sq', rows: [] } } });
    assert.ok(await stage.page.getByText('No chat matches.').isVisible());
    assert.equal(await search().inputValue(), 'sq');
  });

  it('opens and closes from the title, and keeps the place of the chat', async () => {
    await stage.say({ type: 'update', parts: { history: null } });
    await stage.page.getByRole('button', { name: 'Chats', exact: true }).click();
    assert.deepEqual(await stage.posted('history'), [{ type: 'history', query: '' }]);
    await stage.say({
      type: 'hydrate',
      state: panelState({ session: { id: 'chat-9' } }),
      draft: 'new',
    });
    assert.equal(await stage.box.inputValue(), 'new');
  });
});
