import assert from 'node:assert/strict';
import { answer, failureCard, panelState, question, SCENES } from './scenarios.ts';
import { House, PanelStage } from './support.ts';

const streaming = {
  state: panelState({
    session: { turns: [question('q1'), answer('a1', { state: 'streaming', text: '' })] },
  }),
};

describe('the panel and its host', () => {
  let house: House;
  let stage: PanelStage;

  before(async () => {
    house = await House.open();
  });
  after(() => house.close());
  afterEach(() => stage.strike());

  const text = () => stage.page.locator('.answer-text').last().textContent();

  it('keeps its policy and asks nothing of any network', async () => {
    for (const scenario of Object.values(SCENES)) {
      const scene = await PanelStage.open(house, scenario);
      await scene.settled();
      assert.deepEqual(await scene.host(({ violations }) => violations), []);
      const paths = scene.requests
        .map((url) => new URL(url))
        .filter(({ protocol }) => protocol !== 'data:');
      assert.deepEqual(paths.map(({ pathname }) => pathname.replace(/^\/\d+/, '')).sort(), [
        '.html',
        '/panel.css',
        '/panel.js',
        '/vscode.css',
      ]);
      await scene.strike();
    }
    // The policy is in force: what it forbids is seen here.
    stage = await PanelStage.open(house, SCENES['empty']!);
    const thrown = await stage.page.evaluate(() => {
      try {
        document.body.innerHTML = '<p>x</p>';
      } catch (error) {
        return (error as Error).name;
      }
      return undefined;
    });
    assert.equal(thrown, 'TypeError');
    assert.ok((await stage.host(({ violations }) => violations)).length > 0);
  });

  it('introduces itself once, and keeps VS Code’s interface to itself', async () => {
    stage = await PanelStage.open(house, SCENES['empty']!);
    assert.deepEqual(await stage.host(({ posted }) => posted), [{ type: 'ready', protocol: 1 }]);
    const added = await stage.page.evaluate(() => {
      const before = new Set(window.fakeHost.globals);
      return Object.keys(window).filter((key) => !before.has(key));
    });
    assert.deepEqual(added, []);
  });

  it('asks for all again, once, when a message is missing', async () => {
    stage = await PanelStage.open(house, streaming);
    await stage.say({ type: 'delta', turnId: 'a1', text: 'one ', thinking: '' });
    await stage.page.evaluate(() => {
      window.fakeHost.answers = false;
      window.fakeHost.seq += 1;
    });
    await stage.say(
      { type: 'delta', turnId: 'a1', text: 'three ', thinking: '' },
      { type: 'delta', turnId: 'a1', text: 'four', thinking: '' },
    );
    assert.equal((await stage.posted('resync')).length, 1);
    assert.equal(await text(), 'one ');
    const turns = [
      question('q1'),
      answer('a1', { state: 'streaming', text: 'one two three four' }),
    ];
    await stage.say({ type: 'hydrate', state: panelState({ session: { turns } }), draft: '' });
    await stage.say({ type: 'delta', turnId: 'a1', text: ' five', thinking: '' });
    assert.equal(await text(), 'one two three four five');
  });

  it('asks for all again for the text of an answer that it does not have', async () => {
    stage = await PanelStage.open(house, streaming);
    await stage.say({ type: 'delta', turnId: 'nobody', text: 'x', thinking: '' });
    assert.equal((await stage.posted('resync')).length, 1);
  });

  it('keeps what is being typed when all comes again', async () => {
    stage = await PanelStage.open(house, streaming);
    await stage.box.fill('half a thought');
    await stage.say({ type: 'hydrate', state: streaming.state, draft: 'older' });
    assert.equal(await stage.box.inputValue(), 'half a thought');
  });

  it('ignores what is none of its messages, and what comes from elsewhere', async () => {
    stage = await PanelStage.open(house, streaming);
    await stage.raw(
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
    await stage.page.evaluate(() => {
      const data = { seq: 12, type: 'delta', turnId: 'a1', text: 'forged', thinking: '' };
      window.dispatchEvent(
        new MessageEvent('message', { data, origin: 'https://elsewhere.example' }),
      );
    });
    await stage.say({ type: 'delta', turnId: 'a1', text: 'true', thinking: '' });
    assert.equal(await text(), 'true');
    assert.deepEqual(await stage.posted('resync'), []);
  });

  it('offers to load the chat again when it breaks, and tells where, not what', async () => {
    stage = await PanelStage.open(house, streaming);
    const broken = { ...question('q2', { text: 'a secret' }), chips: 5 };
    await stage.page.evaluate((turn) => {
      window.fakeHost.raw({ seq: window.fakeHost.seq + 1, type: 'turn', turn });
    }, broken);
    await stage.page.getByRole('button', { name: 'Reload chat' }).click();
    await stage.page.getByRole('article').first().waitFor();
    assert.equal((await stage.posted('resync')).length, 1);
    const faults = await stage.posted('fault');
    assert.equal(faults.length, 1);
    assert.match(faults[0]!.message, /^TypeError at panel\.js:\d+:\d+$/);
  });

  it('reports what nothing caught', async () => {
    stage = await PanelStage.open(house, SCENES['empty']!);
    await stage.page.evaluate(() => {
      window.dispatchEvent(new ErrorEvent('error', { error: new RangeError('a secret') }));
      void Promise.reject(new SyntaxError('a secret'));
    });
    await stage.settled();
    const faults = (await stage.posted('fault')).map(({ message }) => message);
    assert.deepEqual(
      faults.map((fault) => /^\w+/.exec(fault)?.[0]),
      ['RangeError', 'SyntaxError'],
    );
    assert.ok(!faults.join().includes('secret'));
  });

  it('has no timer while it is hidden, and loses nothing', async () => {
    const card = failureCard({ retryAt: Date.now() + 60_000 });
    const turns = [question('q1'), answer('a1', { state: 'failed', text: '', card })];
    stage = await PanelStage.open(house, { state: panelState({ session: { turns } }) });
    const see = (state: 'hidden' | 'visible'): Promise<void> =>
      stage.page.evaluate((value) => {
        Object.defineProperty(document, 'visibilityState', { configurable: true, value });
        document.dispatchEvent(new Event('visibilitychange'));
      }, state);
    await stage.say({ type: 'turn', turn: answer('a3', { state: 'streaming', text: 'Seen. ' }) });
    assert.equal(await stage.host(({ timers }) => timers.pending), 1, 'the countdown of the card');
    await see('hidden');
    await stage.settled();
    const before = await stage.host(({ timers }) => timers.started);
    for (const piece of ['Un', 'seen', '.']) {
      await stage.say({ type: 'delta', turnId: 'a3', text: piece, thinking: '' });
    }
    assert.deepEqual(await stage.host(({ timers }) => timers), { started: before, pending: 0 });
    await see('visible');
    await stage.settled();
    assert.equal(await text(), 'Seen. Unseen.');
  });

  it('has no timer while nothing happens', async () => {
    stage = await PanelStage.open(house, SCENES['chat']!);
    await stage.settled();
    assert.equal(await stage.host(({ timers }) => timers.pending), 0);
  });
});
