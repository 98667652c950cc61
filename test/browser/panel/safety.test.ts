import assert from 'node:assert/strict';
import { PROTOCOL } from '../../../src/protocol/protocolVersion.ts';
import { answer, failureCard, panelState, question, SCENES } from './scenarios.ts';
import { PanelServer, PanelPage } from './support.ts';

const streaming = {
  state: panelState({
    session: { turns: [question('q1'), answer('a1', { state: 'streaming', text: '' })] },
  }),
};

/** Files of the panel that code or a formula in an answer needs; the page is open before they arrive. */
const LOADED_ON_USE = ['/highlighting.js', '/math.js'];

describe('panel isolation', () => {
  let panelServer: PanelServer;
  let panel: PanelPage;

  before(async () => {
    panelServer = await PanelServer.open();
  });
  afterEach(() => panel.stop());

  const text = () => panel.page.locator('.answer-text').last().textContent();

  for (const [name, scenario] of Object.entries(SCENES)) {
    it(`loads only its own files and violates no policy: ${name}`, async () => {
      panel = await PanelPage.open(panelServer, scenario);
      await panel.settled();
      assert.deepEqual(await panel.host(({ violations }) => violations), []);
      const urls = panel.requests
        .map((url) => new URL(url))
        .filter(({ protocol }) => protocol !== 'data:');
      const files = urls.map(({ pathname }) => pathname.replace(/^\/\d+/, ''));
      assert.deepEqual(files.filter((file) => !LOADED_ON_USE.includes(file)).sort(), [
        '.html',
        '/panel.css',
        '/panel.js',
        '/vscode.css',
      ]);
    });
  }

  it('runs under an enforced content security policy', async () => {
    panel = await PanelPage.open(panelServer, SCENES['empty']!);
    const thrown = await panel.page.evaluate(() => {
      try {
        document.body.innerHTML = '<p>x</p>';
      } catch (error) {
        return (error as Error).name;
      }
      return undefined;
    });
    assert.equal(thrown, 'TypeError');
    assert.ok((await panel.host(({ violations }) => violations)).length > 0);
  });

  it('posts ready once and adds no globals', async () => {
    panel = await PanelPage.open(panelServer, SCENES['empty']!);
    assert.deepEqual(await panel.host(({ posted }) => posted), [
      { type: 'ready', protocol: PROTOCOL },
    ]);
    const added = await panel.page.evaluate(() => {
      const before = new Set(window.fakeHost.globals);
      return Object.keys(window).filter((key) => !before.has(key));
    });
    assert.deepEqual(added, []);
  });

  it('resyncs once when a message is missing', async () => {
    panel = await PanelPage.open(panelServer, streaming);
    await panel.send({ type: 'delta', turnId: 'a1', text: 'one ', thinking: '' });
    await panel.page.evaluate(() => {
      window.fakeHost.answers = false;
      window.fakeHost.seq += 1;
    });
    await panel.send(
      { type: 'delta', turnId: 'a1', text: 'three ', thinking: '' },
      { type: 'delta', turnId: 'a1', text: 'four', thinking: '' },
    );
    assert.equal((await panel.posted('resync')).length, 1);
    assert.equal(await text(), 'one ');
    const turns = [
      question('q1'),
      answer('a1', { state: 'streaming', text: 'one two three four' }),
    ];
    await panel.send({ type: 'hydrate', state: panelState({ session: { turns } }), draft: '' });
    await panel.send({ type: 'delta', turnId: 'a1', text: ' five', thinking: '' });
    assert.equal(await text(), 'one two three four five');
  });

  it('resyncs after a delta for an unknown answer', async () => {
    panel = await PanelPage.open(panelServer, streaming);
    await panel.send({ type: 'delta', turnId: 'unknown', text: 'x', thinking: '' });
    assert.equal((await panel.posted('resync')).length, 1);
  });

  it('keeps the text of the message box on resync', async () => {
    panel = await PanelPage.open(panelServer, streaming);
    await panel.box.fill('half a thought');
    await panel.send({ type: 'hydrate', state: streaming.state, draft: 'older' });
    assert.equal(await panel.box.inputValue(), 'half a thought');
  });

  it('ignores invalid messages and messages from other origins', async () => {
    panel = await PanelPage.open(panelServer, streaming);
    await panel.sendRaw(
      null,
      'text',
      7,
      [],
      {},
      { type: 'delta' },
      { seq: 12, type: 'nonsense' },
      { seq: 1, type: 'toString' },
      {
        seq: 12,
        type: 'turn',
        turn: null,
      },
    );
    await panel.page.evaluate(() => {
      const data = { seq: 12, type: 'delta', turnId: 'a1', text: 'forged', thinking: '' };
      window.dispatchEvent(
        new MessageEvent('message', { data, origin: 'https://elsewhere.example' }),
      );
    });
    await panel.send({ type: 'delta', turnId: 'a1', text: 'true', thinking: '' });
    assert.equal(await text(), 'true');
    assert.deepEqual(await panel.posted('resync'), []);
  });

  it('offers to reload the chat after a rendering error and reports only its location', async () => {
    panel = await PanelPage.open(panelServer, streaming);
    const broken = { ...question('q2', { text: 'a secret' }), chips: 5 };
    await panel.page.evaluate((turn) => {
      window.fakeHost.sendRaw({ seq: window.fakeHost.seq + 1, type: 'turn', turn });
    }, broken);
    await panel.page.getByRole('button', { name: 'Reload chat' }).click();
    await panel.page.getByRole('article').first().waitFor();
    assert.equal((await panel.posted('resync')).length, 1);
    const faults = await panel.posted('reportError');
    assert.equal(faults.length, 1);
    assert.match(faults[0]!.message, /^TypeError at panel\.js:\d+:\d+$/);
  });

  it('reports uncaught errors', async () => {
    panel = await PanelPage.open(panelServer, SCENES['empty']!);
    await panel.page.evaluate(() => {
      window.dispatchEvent(new ErrorEvent('error', { error: new RangeError('a secret') }));
      void Promise.reject(new SyntaxError('a secret'));
    });
    await panel.settled();
    const faults = (await panel.posted('reportError')).map(({ message }) => message);
    assert.deepEqual(
      faults.map((fault) => /^\w+/.exec(fault)?.[0]),
      ['RangeError', 'SyntaxError'],
    );
    assert.ok(!faults.join().includes('secret'));
  });

  it('runs no timers while hidden and loses no text', async () => {
    const card = failureCard({ retryAt: Date.now() + 60_000, isRetrying: true, actions: [] });
    const turns = [question('q1')];
    panel = await PanelPage.open(panelServer, { state: panelState({ session: { turns } }) });
    const setVisibility = (state: 'hidden' | 'visible'): Promise<void> =>
      panel.page.evaluate((value) => {
        Object.defineProperty(document, 'visibilityState', { configurable: true, value });
        document.dispatchEvent(new Event('visibilitychange'));
      }, state);
    await panel.send({
      type: 'turn',
      turn: answer('a3', { state: 'streaming', text: 'Seen. ', card }),
    });
    assert.equal(
      await panel.host(({ timers }) => timers.pending),
      1,
      'countdown of the error card',
    );
    await setVisibility('hidden');
    await panel.settled();
    const before = await panel.host(({ timers }) => timers.started);
    for (const piece of ['Un', 'seen', '.']) {
      await panel.send({ type: 'delta', turnId: 'a3', text: piece, thinking: '' });
    }
    assert.deepEqual(await panel.host(({ timers }) => timers), { started: before, pending: 0 });
    await setVisibility('visible');
    await panel.settled();
    assert.equal(await text(), 'Seen. Unseen.');
  });

  it('runs no timers while idle', async () => {
    panel = await PanelPage.open(panelServer, SCENES['chat']!);
    await panel.settled();
    assert.equal(await panel.host(({ timers }) => timers.pending), 0);
  });
});
