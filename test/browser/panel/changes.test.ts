import assert from 'node:assert/strict';
import type { ChangedFileView } from '../../../src/protocol/changeViews.ts';
import { changedFile, panelState, SCENES } from './scenarios.ts';
import { PanelServer, PanelPage } from './support.ts';

describe('proposed changes', () => {
  let panelServer: PanelServer;
  let panel: PanelPage;

  before(async () => {
    panelServer = await PanelServer.open();
  });
  afterEach(() => panel.stop());

  const [cart, test] = [changedFile('src/cart.ts'), changedFile('test/cart.test.ts')];
  /** Shows changes as the host does after each tool call. */
  const show = (files: readonly ChangedFileView[], undoCount = 0) =>
    panel.send({ type: 'update', parts: { changes: { files, undoCount } } });
  const bar = () => panel.page.getByRole('region', { name: /^(Changes|Modifications)$/ });
  const button = (name: string) => bar().getByRole('button', { name, exact: true });
  const focused = () => panel.page.evaluate(() => document.activeElement?.ariaLabel);

  it('appear while the answer streams and are announced', async () => {
    panel = await PanelPage.open(panelServer, { state: panelState() });
    assert.equal(await bar().count(), 0);
    await show([cart]);
    const status = panel.page.getByRole('status').filter({ hasText: 'to review' });
    assert.equal(await status.textContent(), '1 file changed to review');
    await show([cart, test]);
    assert.equal(await status.textContent(), '2 files changed to review');
    assert.match((await bar().innerText()).replaceAll(/\s+/g, ' '), /2 files changed \+6 −2/);
    await show([]);
    assert.equal(await status.count(), 0);
  });

  it('post an action for one file or for all', async () => {
    panel = await PanelPage.open(panelServer, SCENES['changes']!);
    const names = [
      ...['cart.ts src', 'Accept src/cart.ts', 'Discard src/cart.ts'],
      ...['2 conflicts', 'Accept All', 'Review Hunks', 'Discard All', 'Undo'],
    ];
    for (const name of names) await button(name).click();
    const type = 'changes';
    const file = cart.id;
    const conflicting = 'file:///shop/src/a/very/deep/folder/withAQuiteLongFileNameInIt.ts';
    assert.deepEqual(await panel.posted('changes'), [
      { type, action: 'open', file },
      { type, action: 'accept', file },
      { type, action: 'discard', file },
      { type, action: 'conflicts', file: conflicting },
      { type, action: 'accept' },
      { type, action: 'selectHunks' },
      { type, action: 'discard' },
      { type, action: 'undo' },
    ]);
    // A file that exists by now can only be discarded.
    assert.equal(await button('Accept src/taken.ts').count(), 0);
  });

  it('are operable with the keyboard, and keep the focus when a file is decided', async () => {
    panel = await PanelPage.open(panelServer, { state: panelState() });
    await show([cart, test]);
    await button('Accept src/cart.ts').focus();
    await panel.page.keyboard.press('Enter');
    assert.deepEqual(await panel.posted('changes'), [
      { type: 'changes', action: 'accept', file: cart.id },
    ]);
    await show([test], 1);
    assert.match(
      (await panel.page.evaluate(() => document.activeElement?.textContent)) ?? '',
      /1 file changed/,
    );
    await panel.page.keyboard.press('Enter');
    assert.ok(await button('Accept test/cart.test.ts').isHidden());
    await panel.page.keyboard.press('Enter');
    await button('Discard test/cart.test.ts').focus();
    await panel.page.keyboard.press('Space');
    await panel.send({ type: 'update', parts: { changes: null } });
    assert.equal(await focused(), 'Message');
  });

  it('do not take the focus from the message box', async () => {
    panel = await PanelPage.open(panelServer, { state: panelState() });
    await panel.box.fill('typing');
    await show([cart]);
    await show([cart, test]);
    assert.equal(await focused(), 'Message');
  });

  it('can be undone after the last file', async () => {
    panel = await PanelPage.open(panelServer, SCENES['accepted changes']!);
    assert.match(await bar().innerText(), /2 files accepted/);
    await button('Undo').click();
    await button('Dismiss').click();
    assert.deepEqual(await panel.posted('changes'), [
      { type: 'changes', action: 'undo' },
      { type: 'changes', action: 'forget' },
    ]);
  });

  it('shows hidden characters of a path', async () => {
    panel = await PanelPage.open(panelServer, { state: panelState() });
    await show([changedFile('src/\u202ets.cod')]);
    assert.match(await bar().innerText(), /\[U\+202E\]/);
  });

  for (const width of [200, 300, 700]) {
    for (const language of ['en', 'fr'] as const) {
      it(`fit a panel of ${width} pixels (${language})`, async () => {
        panel = await PanelPage.open(panelServer, SCENES['changes']!, { width, language });
        const overflow = await panel.page.evaluate(() =>
          [...document.querySelectorAll<HTMLElement>('.changes, .changes-head, .changed-file')]
            .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
            .map((element) => element.outerHTML.slice(0, 100)),
        );
        assert.deepEqual(overflow, []);
        const { height = 0 } = (await bar().boundingBox()) ?? {};
        assert.ok(height < 400, `${height} pixels high`);
      });
    }
  }
});
