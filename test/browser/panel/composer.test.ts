import assert from 'node:assert/strict';
import { choose } from '../../../src/webview/composer/images.ts';
import { answer, chip, panelState, question, SCENES } from './scenarios.ts';
import { House, PanelStage } from './support.ts';

const streaming = panelState({
  session: { turns: [question('q1'), answer('a1', { state: 'streaming' })] },
});

describe('the message box', () => {
  let house: House;
  let stage: PanelStage;

  before(async () => {
    house = await House.open();
  });
  after(() => house.close());
  const open = async (
    ...args: Parameters<typeof PanelStage.open> extends [House, ...infer R] ? R : never
  ) => {
    stage = await PanelStage.open(house, ...args);
  };
  afterEach(() => stage.strike());

  it('sends with Enter, once, and breaks the line with Shift+Enter', async () => {
    await open(SCENES['empty']!);
    await stage.box.pressSequentially('one');
    await stage.box.press('Shift+Enter');
    await stage.box.pressSequentially('two');
    await stage.box.press('Enter');
    await stage.box.press('Enter');
    assert.deepEqual(await stage.posted('send'), [{ type: 'send', text: 'one\ntwo' }]);
    assert.equal(await stage.box.inputValue(), 'one\ntwo', 'kept until it is accepted');
    await stage.say({ type: 'draft', text: '' });
    assert.equal(await stage.box.inputValue(), '');
  });

  it('keeps what is typed while a message is on its way', async () => {
    await open(SCENES['empty']!);
    await stage.box.fill('first');
    await stage.box.press('Enter');
    await stage.box.pressSequentially(' and then');
    await stage.say({ type: 'draft', text: '' });
    assert.equal(await stage.box.inputValue(), ' and then');
  });

  it('leaves Enter and Escape to an input method', async () => {
    await open({ state: streaming });
    await stage.box.fill('にほん');
    for (const [key, init] of [
      ['Enter', { isComposing: true }],
      ['Enter', { keyCode: 229 }],
      ['Escape', { isComposing: true }],
    ] as const) {
      await stage.box.dispatchEvent('compositionstart');
      await stage.box.dispatchEvent('keydown', { key, ...init });
    }
    assert.deepEqual(await stage.posted('send'), []);
    assert.deepEqual(await stage.posted('stop'), []);
    await stage.box.press('Escape');
    assert.equal((await stage.posted('stop')).length, 1);
  });

  it('has a button to stop while an answer streams, and none to send', async () => {
    await open({ state: streaming });
    await stage.box.fill('not yet');
    await stage.box.press('Enter');
    assert.deepEqual(await stage.posted('send'), []);
    await stage.page.getByRole('button', { name: 'Stop', exact: true }).click();
    assert.equal((await stage.posted('stop')).length, 1);
    await stage.say({ type: 'turn', turn: answer('a1', { state: 'stopped' }) });
    await stage.page.getByRole('button', { name: 'Send', exact: true }).click();
    assert.deepEqual(await stage.posted('send'), [{ type: 'send', text: 'not yet' }]);
  });

  it('edits the last question with the arrow up, from an empty box only', async () => {
    await open({ state: panelState({ session: { turns: [question('q1'), answer('a1')] } }) });
    await stage.box.fill('x');
    await stage.box.press('ArrowUp');
    const edit = stage.page.getByRole('textbox', { name: 'Edit turn' });
    assert.equal(await edit.count(), 0);
    await stage.box.fill('');
    await stage.box.press('ArrowUp');
    assert.equal(await edit.inputValue(), 'Question q1');
    await edit.press('Escape');
    assert.equal(await edit.count(), 0);
  });

  it('keeps its draft over a reload, and tells the host within a pause', async () => {
    await open({ state: panelState(), draft: 'from the host' });
    assert.equal(await stage.box.inputValue(), 'from the host');
    await stage.box.fill('newer');
    // The page goes before the pause is over, and nothing of its going is heard.
    await stage.page.evaluate(() => {
      sessionStorage.setItem('kept', sessionStorage.getItem('webview-state') ?? '');
    });
    await stage.page.reload();
    await stage.page.evaluate(() => undefined);
    const kept = await stage.page.evaluate(() => sessionStorage.getItem('kept'));
    assert.match(kept ?? '', /"draft":"newer"/);
    await stage.page.evaluate(() => {
      sessionStorage.setItem('webview-state', sessionStorage.getItem('kept') ?? '');
    });
    await stage.page.reload();
    await stage.box.waitFor();
    await stage.page.waitForFunction(() =>
      window.fakeHost.posted.some((said) => said.type === 'draft' && said.text === 'newer'),
    );
    assert.equal(await stage.box.inputValue(), 'newer');
  });

  it('tells the host of a draft at once when the window loses the focus', async () => {
    await open(SCENES['empty']!);
    await stage.box.fill('almost');
    await stage.page.evaluate(() => window.dispatchEvent(new Event('blur')));
    assert.deepEqual(await stage.posted('draft'), [
      { type: 'draft', sessionId: 'chat-1', text: 'almost' },
    ]);
  });

  it('offers mentions by keyboard, the box naming the active row', async () => {
    await open(SCENES['empty']!);
    await stage.box.pressSequentially('see @ca');
    const asked = await stage.posted('mentions');
    assert.deepEqual(
      asked.map(({ query }) => query),
      ['', 'c', 'ca'],
    );
    const last = asked.at(-1)!.requestId;
    const row = (label: string) => ({
      id: `file:${label}`,
      kind: 'file' as const,
      label,
      detail: 'src',
    });
    await stage.say(
      { type: 'mentions', requestId: last, rows: [row('cart.ts'), row('case.ts')] },
      { type: 'mentions', requestId: last - 1, rows: [row('late.ts')] },
    );
    const options = stage.page.locator('.popup [role=option]');
    assert.deepEqual(await options.locator('.popup-name').allTextContents(), [
      'cart.ts',
      'case.ts',
    ]);
    await stage.box.press('ArrowDown');
    const active = await stage.box.getAttribute('aria-activedescendant');
    assert.equal(await stage.page.locator(`#${active}`).getAttribute('aria-selected'), 'true');
    await stage.box.press('Enter');
    assert.deepEqual(await stage.posted('attach'), [{ type: 'attach', id: 'file:case.ts' }]);
    assert.equal(await stage.box.inputValue(), 'see @case.ts ');
    assert.equal(await options.count(), 0);
    assert.deepEqual(await stage.posted('send'), []);
  });

  it('closes its list with Escape, which then stops nothing', async () => {
    await open({ state: streaming });
    await stage.box.pressSequentially('/');
    assert.equal(await stage.page.locator('.popup [role=option]').count(), 5);
    await stage.box.press('Escape');
    assert.equal(await stage.page.locator('.popup [role=option]').count(), 0);
    assert.deepEqual(await stage.posted('stop'), []);
    await stage.box.pressSequentially('e');
    assert.equal(await stage.page.locator('.popup [role=option]').count(), 0, 'it stays closed');
    await stage.box.press('Escape');
    assert.equal((await stage.posted('stop')).length, 1);
  });

  it('offers commands at the beginning of the text only', async () => {
    await open(SCENES['empty']!);
    await stage.box.pressSequentially('/t');
    assert.deepEqual(await stage.page.locator('.popup [role=option]').allTextContents(), [
      '/testsWrite tests',
    ]);
    await stage.box.press('Tab');
    assert.equal(await stage.box.inputValue(), '/tests ');
    await stage.box.fill('not /');
    assert.equal(await stage.page.locator('.popup [role=option]').count(), 0);
  });

  it('attaches the suggested file, shows and removes what is attached', async () => {
    await open(SCENES['chat']!);
    const composer = stage.page.locator('.composer');
    await composer.getByRole('button', { name: 'Attach cart.ts' }).click();
    assert.deepEqual(await stage.posted('attach'), [{ type: 'attach', id: 'file:src/cart.ts' }]);
    const name = composer.getByRole('button', { name: 'cart.ts:3-9', exact: true });
    await name.click();
    assert.match(
      (await composer.locator('.preview').textContent()) ?? '',
      /lines 3 to 9 · 120 tokens.*return sum/s,
    );
    await composer.getByRole('button', { name: 'Open', exact: true }).click();
    assert.deepEqual(await stage.posted('openChip'), [{ type: 'openChip', id: 'c1' }]);
    await composer.getByRole('button', { name: 'Remove cart.ts:3-9' }).click();
    assert.deepEqual(await stage.posted('detach'), [{ type: 'detach', id: 'c1' }]);
  });

  it('chooses a model, and leaves the choice to the host', async () => {
    await open(SCENES['empty']!);
    const model = stage.page.getByRole('combobox', { name: 'Model' });
    assert.deepEqual(await model.locator('option').allTextContents(), [
      'mistral-medium-latest → mistral-medium-3-5 · 256K tokens · sees images · thinks',
      'codestral-latest → codestral-2508 · 128K tokens',
      'house-model',
      'Other model…',
    ]);
    await model.selectOption('codestral-latest');
    assert.deepEqual(await stage.posted('chooseModel'), [
      { type: 'chooseModel', model: 'codestral-latest' },
    ]);
    assert.equal(await model.inputValue(), 'mistral-medium-latest');
    await model.selectOption({ label: 'Other model…' });
    assert.equal((await stage.posted('otherModel')).length, 1);
    const { models } = panelState();
    await stage.say({
      type: 'update',
      parts: { models: { ...models, selected: 'codestral-latest' } },
    });
    assert.equal(await model.inputValue(), 'codestral-latest');
  });

  it('takes a pasted image, and says why it does not take another', async () => {
    await open(SCENES['empty']!);
    const paste = (name: string, type: string, text?: string): Promise<void> =>
      stage.page.evaluate(
        ([file, kind, words]) => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array([1, 2, 3])], file!, { type: kind! }));
          if (words !== undefined) data.setData('text/plain', words);
          const event = new ClipboardEvent('paste', {
            clipboardData: data,
            bubbles: true,
            cancelable: true,
          });
          document.querySelector('.message-box')!.dispatchEvent(event);
        },
        [name, type, text],
      );
    await paste('a.png', 'image/png');
    await stage.page.waitForFunction(() =>
      window.fakeHost.posted.some(({ type }) => type === 'image'),
    );
    assert.deepEqual(await stage.posted('image'), [
      { type: 'image', label: 'a.png', mediaType: 'image/png', data: 'AQID' },
    ]);
    await paste('cell.png', 'image/png', 'a cell of a table');
    await paste('a.svg', 'image/svg+xml');
    const refusal = stage.page.locator('.refusal');
    assert.match((await refusal.textContent()) ?? '', /Only PNG, JPEG, WebP and GIF/);
    const { composer } = panelState();
    await stage.say({ type: 'update', parts: { composer: { ...composer, takesImages: false } } });
    await paste('b.png', 'image/png');
    assert.match((await refusal.textContent()) ?? '', /mistral-medium-latest cannot see images/);
    assert.equal((await stage.posted('image')).length, 1);
  });

  it('takes at most eight images', () => {
    const files = Array.from({ length: 9 }, () => ({ type: 'image/png', size: 1 }));
    const { taken, refusal } = choose(files, { takesImages: true, attached: 1 });
    assert.deepEqual([taken.length, refusal], [7, 'imageCount']);
  });

  it('tells the host which files were dropped', async () => {
    await open(SCENES['empty']!);
    await stage.page.evaluate(() => {
      const data = new DataTransfer();
      data.setData('application/vnd.code.uri-list', 'file:///a.ts\r\nfile:///b.ts');
      data.setData('text/plain', '/a.ts');
      const event = new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
      document.querySelector('.message-box')!.dispatchEvent(event);
    });
    assert.deepEqual(await stage.posted('drop'), [
      { type: 'drop', uris: ['file:///a.ts', 'file:///b.ts'] },
    ]);
  });

  it('fills itself with an example of an empty chat', async () => {
    await open(SCENES['empty']!);
    await stage.page.getByRole('button', { name: 'Find a bug in the selection' }).click();
    assert.equal(await stage.box.inputValue(), 'Find a bug in the selection');
    assert.ok(await stage.box.evaluate((box) => box === document.activeElement));
  });

  it('gives way to an offer where another window writes', async () => {
    await open(SCENES['readOnly']!);
    assert.equal(await stage.box.count(), 0);
    await stage.page.getByRole('button', { name: 'Continue It Here' }).click();
    assert.equal((await stage.posted('takeOver')).length, 1);
  });

  it('speaks French', async () => {
    await open(
      { state: panelState({ composer: { ...panelState().composer, chips: [chip('c1')] } }) },
      { language: 'fr' },
    );
    assert.ok(await stage.page.getByRole('button', { name: 'Retirer cart.ts:3-9' }).isVisible());
    assert.match(
      (await stage.page.locator('meter').getAttribute('aria-label')) ?? '',
      /12,3\sk jetons sur 256\sk \(5\s%\)/,
    );
  });
});
