import assert from 'node:assert/strict';
import { chip, panelState } from './scenarios.ts';
import { PanelServer, PanelPage } from './support.ts';

const { composer } = panelState();

describe('starter prompts', () => {
  let panelServer: PanelServer;
  let panel: PanelPage;

  before(async () => {
    panelServer = await PanelServer.open();
  });
  afterEach(() => panel.stop());

  const open = async (change: Partial<typeof composer>): Promise<void> => {
    panel = await PanelPage.open(panelServer, {
      state: panelState({ composer: { ...composer, ...change } }),
    });
  };
  const labels = () => panel.page.locator('.starter').allTextContents();

  it('run commands about the attached code and keep the typed text', async () => {
    await open({ chips: [chip('c1', { kind: 'file', label: 'cart.ts' })] });
    assert.deepEqual(await labels(), ['Explain cart.ts', 'Fix cart.ts', 'Write tests for cart.ts']);
    await panel.box.fill('half a thought');
    for (const name of await labels()) await panel.page.getByRole('button', { name }).click();
    assert.deepEqual(
      await panel.posted('task'),
      ['explain', 'fix', 'tests'].map((name) => ({ type: 'task', name })),
    );
    assert.equal(await panel.box.inputValue(), 'half a thought');
    assert.deepEqual(await panel.posted('send'), []);
  });

  it('name the open file if it is not attached, and several attachments as such', async () => {
    await open({ chips: [] });
    assert.equal((await labels())[0], 'Explain cart.ts');
    const chips = [chip('c1'), chip('c2', { label: 'a.ts' })];
    await panel.send({ type: 'update', parts: { composer: { ...composer, chips } } });
    assert.equal((await labels())[0], 'Explain the attachments');
  });

  it('let the user choose a file if none is open', async () => {
    await open({ chips: [], suggestion: undefined });
    assert.deepEqual(await labels(), ['Explain a file…', 'Fix a file…', 'Write tests for a file…']);
    await panel.page.getByRole('button', { name: 'Explain a file…' }).click();
    assert.equal(await panel.box.inputValue(), '/explain @');
    assert.deepEqual(await panel.posted('mentions'), [
      { type: 'mentions', requestId: 1, query: '' },
    ]);
    const rows = [{ id: 'file:a', kind: 'file', label: 'cart.ts', detail: 'src' }] as const;
    await panel.send({ type: 'mentions', requestId: 1, rows });
    await panel.page.getByRole('option', { name: /cart\.ts/ }).waitFor();
    await panel.box.press('Enter');
    assert.deepEqual(await panel.posted('attach'), [{ type: 'attach', id: 'file:a' }]);
    assert.equal((await panel.box.inputValue()).trim(), '/explain @cart.ts');
    assert.deepEqual(await panel.posted('task'), []);
  });

  it('come before what is typed when a file is chosen', async () => {
    await open({ chips: [], suggestion: undefined });
    await panel.box.fill('quickly');
    await panel.page.getByRole('button', { name: 'Fix a file…' }).click();
    assert.equal(await panel.box.inputValue(), '/fix @ quickly');
  });

  it('show a chip that the model already has', async () => {
    await open({ chips: [chip('c1', { isSent: true })] });
    const shown = panel.page.locator('.composer .chip');
    assert.match((await shown.textContent()) ?? '', /cart\.ts:3-9already sent/);
    await panel.page.getByRole('button', { name: 'Remove cart.ts:3-9' }).click();
    assert.deepEqual(await panel.posted('detach'), [{ type: 'detach', id: 'c1' }]);
  });
});
