import assert from 'node:assert/strict';
import type { AttachmentView } from '../../../src/protocol/panelViews.ts';
import { documentChip, panelState, SCENES } from './scenarios.ts';
import { PanelServer, PanelPage } from './support.ts';

describe('documents', () => {
  let panelServer: PanelServer;
  let panel: PanelPage;

  before(async () => {
    panelServer = await PanelServer.open();
  });
  afterEach(() => panel.stop());

  const show = (chips: readonly AttachmentView[], isReading = false) => {
    const { composer } = panelState();
    return panel.send({ type: 'update', parts: { composer: { ...composer, chips, isReading } } });
  };
  const pages = () => panel.page.getByRole('textbox', { name: 'Pages of spec.pdf' });
  const question = () => panel.page.getByRole('region', { name: /^Read 240 pages/ });

  it('show pages and price, and let the user choose pages with the keyboard', async () => {
    panel = await PanelPage.open(panelServer, { state: panelState() });
    await show([documentChip('d1', '12 pages · $0.048')]);
    const name = panel.page.getByRole('button', { name: 'spec.pdf 12 pages · $0.048' });
    await name.focus();
    await panel.page.keyboard.press('Enter');
    await pages().fill('1-3, 7');
    await panel.page.keyboard.press('Enter');
    assert.deepEqual(await panel.posted('setDocumentPages'), [
      { type: 'setDocumentPages', id: 'd1', range: '1-3, 7' },
    ]);
    await show([documentChip('d1', '4 of 12 pages · $0.016', { range: '1-3, 7' })]);
    assert.equal(await pages().inputValue(), '1-3, 7');
    await pages().blur();
    assert.equal((await panel.posted('setDocumentPages')).length, 1);
  });

  it('keep a partly typed page range when the chat updates', async () => {
    panel = await PanelPage.open(panelServer, { state: panelState() });
    await show([documentChip('d1', '12 pages · $0.048')]);
    await panel.page.getByRole('button', { name: 'spec.pdf 12 pages · $0.048' }).click();
    await pages().pressSequentially('1-3');
    await show([documentChip('d1', '12 pages · $0.049')]);
    assert.equal(await pages().inputValue(), '1-3');
    assert.ok(await pages().evaluate((box) => box === document.activeElement));
  });

  it('are announced while they are read, and can be stopped', async () => {
    panel = await PanelPage.open(panelServer, { state: panelState() });
    await show([documentChip('d1', '12 pages · $0.048', { isReading: true })], true);
    const status = panel.page.getByRole('status').filter({ hasText: 'Reading' });
    assert.equal(await status.textContent(), 'Reading spec.pdf…');
    await panel.page.getByRole('button', { name: 'Stop' }).click();
    assert.deepEqual(await panel.posted('stop'), [{ type: 'stop' }]);
    await show([documentChip('d1', '12 pages · $0.048')]);
    assert.equal(await status.count(), 0);
    assert.equal(await panel.page.getByRole('button', { name: 'Send' }).count(), 1);
  });

  it('are read or not, as the user answers', async () => {
    for (const [button, action] of [
      ['Read', 'read'],
      ['Don’t Read', 'reject'],
    ] as const) {
      panel = await PanelPage.open(panelServer, SCENES['documents']!);
      await question().getByRole('button', { name: button, exact: true }).click();
      assert.deepEqual(await panel.posted('confirmDocument'), [
        { type: 'confirmDocument', id: 'q1', action },
      ]);
      await panel.send({ type: 'update', parts: { documentConfirmation: null } });
      assert.equal(await question().count(), 0);
      assert.ok(await panel.box.evaluate((box) => box === document.activeElement));
      await panel.stop();
    }
  });

  it('offer the text of an attached image', async () => {
    panel = await PanelPage.open(panelServer, { state: panelState() });
    const image = { ...documentChip('i1', ''), kind: 'image', label: 'scan.png' } as const;
    await show([{ ...image, document: undefined, isReadable: true }]);
    await panel.page.getByRole('button', { name: 'scan.png', exact: true }).click();
    await panel.page.getByRole('button', { name: 'Read as Text' }).click();
    assert.deepEqual(await panel.posted('readImage'), [{ type: 'readImage', id: 'i1' }]);
  });
});
