import assert from 'node:assert/strict';
import { selectImages } from '../../../src/webview/composer/imageInput.ts';
import { answer, chip, panelState, question, SCENES } from './scenarios.ts';
import { PanelServer, PanelPage } from './support.ts';

const streaming = panelState({
  session: { turns: [question('q1'), answer('a1', { state: 'streaming' })] },
});

describe('composer', () => {
  let panelServer: PanelServer;
  let panel: PanelPage;

  before(async () => {
    panelServer = await PanelServer.open();
  });
  const open = async (
    ...args: Parameters<typeof PanelPage.open> extends [PanelServer, ...infer R] ? R : never
  ) => {
    panel = await PanelPage.open(panelServer, ...args);
  };
  afterEach(() => panel.stop());

  it('sends once with Enter and inserts a line break with Shift+Enter', async () => {
    await open(SCENES['empty']!);
    await panel.box.pressSequentially('one');
    await panel.box.press('Shift+Enter');
    await panel.box.pressSequentially('two');
    await panel.box.press('Enter');
    await panel.box.press('Enter');
    assert.deepEqual(await panel.posted('send'), [{ type: 'send', text: 'one\ntwo' }]);
    assert.equal(await panel.box.inputValue(), 'one\ntwo', 'kept until the host accepts it');
    await panel.send({ type: 'draft', text: '' });
    assert.equal(await panel.box.inputValue(), '');
  });

  it('keeps text typed while a message is being sent', async () => {
    await open(SCENES['empty']!);
    await panel.box.fill('first');
    await panel.box.press('Enter');
    await panel.box.pressSequentially(' and then');
    await panel.send({ type: 'draft', text: '' });
    assert.equal(await panel.box.inputValue(), ' and then');
  });

  it('keeps a rejected message and sends it again', async () => {
    await open(SCENES['empty']!);
    await panel.box.fill('again');
    await panel.box.press('Enter');
    await panel.send({ type: 'unsent' });
    assert.equal(await panel.box.inputValue(), 'again');
    await panel.box.press('Enter');
    assert.equal((await panel.posted('send')).length, 2);
  });

  it('keeps a rejected edit', async () => {
    await open({ state: panelState({ session: { turns: [question('q1'), answer('a1')] } }) });
    await panel.box.press('ArrowUp');
    const edit = panel.page.getByRole('textbox', { name: 'Edit turn' });
    await edit.fill('better');
    await edit.press('Enter');
    assert.equal((await panel.posted('edit')).length, 1);
    await panel.box.press('ArrowUp');
    assert.equal(await edit.inputValue(), 'better');
    await edit.press('Escape');
    await panel.box.press('ArrowUp');
    assert.equal(await edit.inputValue(), 'Question q1');
  });

  it('leaves Enter and Escape to an IME', async () => {
    await open({ state: streaming });
    await panel.box.fill('にほん');
    for (const [key, init] of [
      ['Enter', { isComposing: true }],
      ['Enter', { keyCode: 229 }],
      ['Escape', { isComposing: true }],
    ] as const) {
      await panel.box.dispatchEvent('compositionstart');
      await panel.box.dispatchEvent('keydown', { key, ...init });
    }
    assert.deepEqual(await panel.posted('send'), []);
    assert.deepEqual(await panel.posted('stop'), []);
    await panel.box.press('Escape');
    assert.equal((await panel.posted('stop')).length, 1);
  });

  it('shows Stop instead of Send while an answer streams', async () => {
    await open({ state: streaming });
    await panel.box.fill('not yet');
    await panel.box.press('Enter');
    assert.deepEqual(await panel.posted('send'), []);
    await panel.page.getByRole('button', { name: 'Stop', exact: true }).click();
    assert.equal((await panel.posted('stop')).length, 1);
    await panel.send({ type: 'turn', turn: answer('a1', { state: 'stopped' }) });
    await panel.page.getByRole('button', { name: 'Send', exact: true }).click();
    assert.deepEqual(await panel.posted('send'), [{ type: 'send', text: 'not yet' }]);
  });

  it('edits the last user message with Up from an empty box', async () => {
    await open({ state: panelState({ session: { turns: [question('q1'), answer('a1')] } }) });
    await panel.box.fill('x');
    await panel.box.press('ArrowUp');
    const edit = panel.page.getByRole('textbox', { name: 'Edit turn' });
    assert.equal(await edit.count(), 0);
    await panel.box.fill('');
    await panel.box.press('ArrowUp');
    assert.equal(await edit.inputValue(), 'Question q1');
    await edit.press('Escape');
    assert.equal(await edit.count(), 0);
  });

  it('keeps the draft across a reload and posts it after a pause', async () => {
    await open({ state: panelState(), draft: 'from the host' });
    assert.equal(await panel.box.inputValue(), 'from the host');
    await panel.box.fill('newer');
    // Reload before the pause is over, as if the page had been discarded without events.
    await panel.page.evaluate(() => {
      sessionStorage.setItem('kept', sessionStorage.getItem('webview-state') ?? '');
    });
    await panel.page.reload();
    await panel.page.evaluate(() => undefined);
    const kept = await panel.page.evaluate(() => sessionStorage.getItem('kept'));
    assert.match(kept ?? '', /"draft":"newer"/);
    await panel.page.evaluate(() => {
      sessionStorage.setItem('webview-state', sessionStorage.getItem('kept') ?? '');
    });
    await panel.page.reload();
    await panel.box.waitFor();
    await panel.page.waitForFunction(() =>
      window.fakeHost.posted.some((said) => said.type === 'draft' && said.text === 'newer'),
    );
    assert.equal(await panel.box.inputValue(), 'newer');
  });

  it('posts the draft at once when the window loses focus', async () => {
    await open(SCENES['empty']!);
    await panel.box.fill('almost');
    await panel.page.evaluate(() => window.dispatchEvent(new Event('blur')));
    assert.deepEqual(await panel.posted('draft'), [
      { type: 'draft', sessionId: 'chat-1', text: 'almost' },
    ]);
  });

  it('offers mentions by keyboard and references the active row', async () => {
    await open(SCENES['empty']!);
    await panel.box.pressSequentially('see @ca');
    const asked = await panel.posted('mentions');
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
    await panel.send(
      { type: 'mentions', requestId: last, rows: [row('cart.ts'), row('case.ts')] },
      { type: 'mentions', requestId: last - 1, rows: [row('late.ts')] },
    );
    const options = panel.page.locator('.popup [role=option]');
    assert.deepEqual(await options.locator('.popup-name').allTextContents(), [
      'cart.ts',
      'case.ts',
    ]);
    await panel.box.press('ArrowDown');
    const active = await panel.box.getAttribute('aria-activedescendant');
    assert.equal(await panel.page.locator(`#${active}`).getAttribute('aria-selected'), 'true');
    await panel.box.press('Enter');
    assert.deepEqual(await panel.posted('attach'), [{ type: 'attach', id: 'file:case.ts' }]);
    assert.equal(await panel.box.inputValue(), 'see @case.ts ');
    assert.equal(await options.count(), 0);
    assert.deepEqual(await panel.posted('send'), []);
  });

  it('closes suggestions with Escape without stopping the answer', async () => {
    await open({ state: streaming });
    await panel.box.pressSequentially('/');
    assert.equal(await panel.page.locator('.popup [role=option]').count(), 6);
    await panel.box.press('Escape');
    assert.equal(await panel.page.locator('.popup [role=option]').count(), 0);
    assert.deepEqual(await panel.posted('stop'), []);
    await panel.box.pressSequentially('e');
    assert.equal(await panel.page.locator('.popup [role=option]').count(), 0, 'stays closed');
    await panel.box.press('Escape');
    assert.equal((await panel.posted('stop')).length, 1);
  });

  it('offers commands only at the start of the text', async () => {
    await open(SCENES['empty']!);
    await panel.box.pressSequentially('/t');
    assert.deepEqual(await panel.page.locator('.popup [role=option]').allTextContents(), [
      '/testsWrite tests',
    ]);
    await panel.box.press('Tab');
    assert.equal(await panel.box.inputValue(), '/tests ');
    await panel.box.fill('not /');
    assert.equal(await panel.page.locator('.popup [role=option]').count(), 0);
  });

  it('accepts no command that the user has not chosen', async () => {
    await open(SCENES['empty']!);
    const options = panel.page.locator('.popup [role=option]');
    await panel.box.pressSequentially('/c');
    assert.deepEqual(await options.allTextContents(), [
      '/commitWrite a commit message',
      '/clearStart a new chat',
    ]);
    assert.equal(await panel.box.getAttribute('aria-activedescendant'), null);
    for (let presses = 0; presses < 3; presses += 1) await panel.box.press('Enter');
    assert.equal(await panel.box.inputValue(), '/c');
    assert.deepEqual(await panel.posted('send'), []);
    await panel.box.press('ArrowDown');
    await panel.box.press('Enter');
    assert.equal(await panel.box.inputValue(), '/commit ');
    await panel.box.fill('');
    await panel.box.pressSequentially('/cl');
    await panel.box.press('Enter');
    assert.equal(await panel.box.inputValue(), '/clear ');
    await panel.box.fill('');
    await panel.box.pressSequentially('/doc');
    await panel.box.press('Enter');
    assert.deepEqual(await panel.posted('send'), [{ type: 'send', text: '/doc' }]);
  });

  it('attaches the suggested file, previews and removes attachments', async () => {
    await open(SCENES['chat']!);
    const composer = panel.page.locator('.composer');
    await composer.getByRole('button', { name: 'Attach cart.ts' }).click();
    assert.deepEqual(await panel.posted('attach'), [{ type: 'attach', id: 'file:src/cart.ts' }]);
    const name = composer.getByRole('button', { name: 'cart.ts:3-9', exact: true });
    await name.click();
    assert.match(
      (await composer.locator('.preview').textContent()) ?? '',
      /lines 3 to 9 · 120 tokens.*return sum/s,
    );
    await composer.getByRole('button', { name: 'Open', exact: true }).click();
    assert.deepEqual(await panel.posted('openAttachment'), [{ type: 'openAttachment', id: 'c1' }]);
    await composer.getByRole('button', { name: 'Remove cart.ts:3-9' }).click();
    assert.deepEqual(await panel.posted('detach'), [{ type: 'detach', id: 'c1' }]);
  });

  it('stays visible with many attachments', async () => {
    const { composer } = panelState();
    const chips = Array.from({ length: 60 }, (_, at) =>
      chip(`c${at}`, { kind: 'file', label: `a-rather-long-name-${at}.ts` }),
    );
    await open({ state: panelState({ composer: { ...composer, chips } }) }, { width: 300 });
    for (const element of [panel.box, panel.page.getByRole('button', { name: 'Send' })]) {
      const box = await element.boundingBox();
      assert.ok(box && box.y > 0 && box.y + box.height <= 720, JSON.stringify(box));
    }
  });

  it('lists commands again for the next message', async () => {
    await open(SCENES['empty']!);
    const list = panel.page.getByRole('listbox');
    await panel.box.pressSequentially('/explain');
    await list.waitFor();
    await panel.page.getByRole('button', { name: 'Send', exact: true }).click();
    await panel.send({ type: 'draft', text: '' });
    await panel.box.pressSequentially('/');
    await list.waitFor();
  });

  it('requests no answer again that later messages follow', async () => {
    const card = {
      ...{ title: 'Offline', advice: 'Check the connection.', details: undefined },
      retryAt: undefined,
      actions: [
        { action: 'retry' as const, label: 'Try Again' },
        { action: 'showLog' as const, label: 'Show Log' },
      ],
    };
    const turns = ['1', '2'].flatMap((number) => [
      question(`q${number}`),
      answer(`a${number}`, { state: 'failed', text: '', card }),
    ]);
    await open({ state: panelState({ session: { turns } }) });
    assert.equal(await panel.page.getByRole('button', { name: 'Show Log' }).count(), 2);
    assert.equal(await panel.page.getByRole('button', { name: 'Try Again' }).count(), 1);
  });

  it('requests a model change and waits for the host', async () => {
    await open(SCENES['empty']!);
    const model = panel.page.getByRole('combobox', { name: 'Model' });
    assert.deepEqual(await model.locator('option').allTextContents(), [
      'mistral-medium-latest → mistral-medium-2604 · 256K tokens · vision · reasoning',
      'codestral-latest → codestral-2508 · 128K tokens',
      'team-model',
      'Other model…',
    ]);
    await model.selectOption('codestral-latest');
    assert.deepEqual(await panel.posted('chooseModel'), [
      { type: 'chooseModel', model: 'codestral-latest' },
    ]);
    assert.equal(await model.inputValue(), 'mistral-medium-latest');
    await model.selectOption({ label: 'Other model…' });
    assert.equal((await panel.posted('openModelPicker')).length, 1);
    const { models } = panelState();
    await panel.send({
      type: 'update',
      parts: { models: { ...models, selected: 'codestral-latest' } },
    });
    assert.equal(await model.inputValue(), 'codestral-latest');
  });

  it('attaches a pasted image and explains why it rejects another', async () => {
    await open(SCENES['empty']!);
    const paste = (name: string, type: string, text?: string): Promise<void> =>
      panel.page.evaluate(
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
    await panel.page.waitForFunction(() =>
      window.fakeHost.posted.some(({ type }) => type === 'image'),
    );
    assert.deepEqual(await panel.posted('image'), [
      { type: 'image', label: 'a.png', mediaType: 'image/png', data: 'AQID' },
    ]);
    await paste('cell.png', 'image/png', 'a cell of a table');
    await paste('a.svg', 'image/svg+xml');
    const rejection = panel.page.locator('.rejection');
    assert.match((await rejection.textContent()) ?? '', /Only PNG, JPEG, WebP, and GIF/);
    const { composer } = panelState();
    await panel.send({
      type: 'update',
      parts: { composer: { ...composer, supportsImages: false } },
    });
    await paste('b.png', 'image/png');
    assert.match(
      (await rejection.textContent()) ?? '',
      /mistral-medium-latest doesn’t support images/,
    );
    assert.equal((await panel.posted('image')).length, 1);
  });

  it('accepts at most eight images', () => {
    const files = Array.from({ length: 9 }, () => ({ type: 'image/png', size: 1 }));
    const { accepted, rejection } = selectImages(files, { supportsImages: true, attached: 1 });
    assert.deepEqual([accepted.length, rejection], [7, 'imageCount']);
  });

  it('posts the URIs of dropped files', async () => {
    await open(SCENES['empty']!);
    await panel.page.evaluate(() => {
      const data = new DataTransfer();
      data.setData('application/vnd.code.uri-list', 'file:///a.ts\r\nfile:///b.ts');
      data.setData('text/plain', '/a.ts');
      const event = new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
      document.querySelector('.message-box')!.dispatchEvent(event);
    });
    assert.deepEqual(await panel.posted('drop'), [
      { type: 'drop', uris: ['file:///a.ts', 'file:///b.ts'] },
    ]);
  });

  it('explains why a dropped file is not attached', async () => {
    await open(SCENES['empty']!);
    const drop = (uris: readonly string[]) =>
      panel.page.evaluate((list) => {
        const data = new DataTransfer();
        data.setData('text/uri-list', list.join('\r\n'));
        const event = new DragEvent('drop', {
          dataTransfer: data,
          bubbles: true,
          cancelable: true,
        });
        document.querySelector('.message-box')!.dispatchEvent(event);
      }, uris);
    const long = `file:///${'a/'.repeat(2_000)}b.ts`;
    await drop([long]);
    assert.deepEqual(await panel.posted('drop'), [{ type: 'drop', uris: [long] }]);
    await drop([`file:///${'a'.repeat(100_000)}`]);
    const rejection = panel.page.locator('.rejection');
    assert.equal(await rejection.textContent(), 'A file was not attached: its path is too long.');
    await drop(Array<string>(101).fill('file:///a.ts'));
    assert.equal(await rejection.textContent(), 'Only the first 100 files were attached.');
  });

  it('offers to take over a chat that is open in another window', async () => {
    await open(SCENES['readOnly']!);
    assert.equal(await panel.box.count(), 0);
    await panel.page.getByRole('button', { name: 'Take Over' }).click();
    assert.equal((await panel.posted('takeOver')).length, 1);
  });

  it('shows the context meter from half of the window', async () => {
    const { composer } = panelState();
    await open({ state: panelState({ composer: { ...composer, tokens: 127_000 } }) });
    assert.equal(await panel.page.locator('meter').count(), 0);
    for (const [tokens, contextWindow, count] of [
      [128_000, 256_000, 1],
      [128_000, undefined, 0],
    ] as const) {
      const parts = { composer: { ...composer, tokens, contextWindow } };
      await panel.send({ type: 'update', parts });
      assert.equal(await panel.page.locator('meter').count(), count);
    }
  });

  it('shows the whole name of the model at 300 pixels', async () => {
    const composer = { ...panelState().composer, tokens: 200_000 };
    await open({ state: panelState({ composer }) }, { width: 300 });
    const name = panel.page.locator('.model-name');
    assert.equal(await name.textContent(), 'mistral-medium-latest');
    const isWhole = await name.evaluate(
      ({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth,
    );
    assert.equal(isWhole, true);
  });

  it('formats numbers in French', async () => {
    await open(
      {
        state: panelState({
          composer: { ...panelState().composer, chips: [chip('c1')], tokens: 192_000 },
        }),
      },
      { language: 'fr' },
    );
    assert.ok(await panel.page.getByRole('button', { name: 'Retirer cart.ts:3-9' }).isVisible());
    assert.match(
      (await panel.page.locator('meter').getAttribute('aria-label')) ?? '',
      /192\sk jetons sur 256\sk \(75\s%\)/,
    );
  });
});
