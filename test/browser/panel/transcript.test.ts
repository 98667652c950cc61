import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { AssistantTurnView } from '../../../src/protocol/panelViews.ts';
import { answer, failureCard, panelState, question, SCENES, step, turns } from './scenarios.ts';
import { PanelServer, PanelPage } from './support.ts';

const LINES = Array.from({ length: 60 }, (_, index) => `line ${index}\n`).join('');

describe('transcript', () => {
  let panelServer: PanelServer;
  let panel: PanelPage;

  before(async () => {
    panelServer = await PanelServer.open();
  });
  afterEach(() => panel.stop());

  const article = (index: number): Locator => panel.page.getByRole('article').nth(index);
  const scroller = (): Locator => panel.page.locator('.scroller');
  const position = (): Promise<{ top: number; below: number }> =>
    scroller().evaluate(({ scrollTop, scrollHeight, clientHeight }) => ({
      top: scrollTop,
      below: scrollHeight - scrollTop - clientHeight,
    }));

  /** Scrolls to the top with the Home key. */
  const toTop = async (): Promise<void> => {
    await scroller().press('Home');
    await panel.page.waitForFunction(() => document.querySelector('.scroller')!.scrollTop === 0);
    await panel.settled();
  };

  it('labels each turn', async () => {
    panel = await PanelPage.open(panelServer, SCENES['chat']!);
    assert.equal(await article(0).getAttribute('aria-label'), 'You, message 13 of 16');
    assert.equal(
      await article(3).getAttribute('aria-label'),
      'mistral-medium-latest, message 16 of 16',
    );
    assert.match((await article(1).textContent()) ?? '', /Thought for 3 s/);
  });

  it('shows tool calls as collapsed lines that request what was sent when they are expanded', async () => {
    panel = await PanelPage.open(panelServer, SCENES['tool calls']!);
    const steps = panel.page.getByRole('list', { name: 'Tool calls' }).getByRole('listitem');
    assert.equal(await steps.count(), 5);
    assert.equal(await panel.page.locator('.step pre').count(), 0);
    const first = steps.first();
    await first.locator('summary').focus();
    await panel.page.keyboard.press('Enter');
    await panel.page.waitForFunction(() =>
      window.fakeHost.posted.some((message) => message.type === 'toolCall'),
    );
    const detail = { call: 'search_text {}', result: 'a.ts\n  1: <b>text</b>' };
    await panel.send({ type: 'toolCall', turnId: 'a2', callId: 's1', detail });
    assert.deepEqual(await first.locator('pre').allTextContents(), Object.values(detail));
    // A new step and more text leave it open.
    const label = 'Read a.ts: 3 lines';
    const kept = SCENES['tool calls']!.state.session.turns.at(-1) as AssistantTurnView;
    const more = [...kept.steps, step('s5', label, kept.text.length)];
    await panel.send({ type: 'turn', turn: { ...kept, steps: more } });
    await panel.send({ type: 'delta', turnId: 'a2', text: ' More.', thinking: '' });
    assert.equal(await steps.count(), 6);
    assert.deepEqual(await first.locator('pre').allTextContents(), Object.values(detail));
  });

  it('shows text and tool calls in the order in which they happened', async () => {
    panel = await PanelPage.open(panelServer, SCENES['tool calls']!);
    const order = (): Promise<readonly string[]> =>
      article(3)
        .locator('.answer-text p, .answer-text code, .step-label')
        .allTextContents()
        .then((texts) =>
          texts.filter((each) => each !== 'cart.ts').map((each) => each.slice(0, 9)),
        );
    const before = ['I look fo', 'retryAfte', 'Searched ', 'Read .env', 'Run npm t', 'It is in '];
    assert.deepEqual(await order(), [...before, 'Read the ', 'Read src/', 'wait();']);
    await article(3).getByRole('button', { name: 'Copy', exact: true }).last().click();
    const copied = panel.page.evaluate(() =>
      window.fakeHost.posted.find((message) => message.type === 'code'),
    );
    assert.deepEqual(await copied, { type: 'code', turnId: 'a2', block: 1, action: 'copy' });
    // Another call, and text after it.
    const kept = SCENES['tool calls']!.state.session.turns.at(-1) as AssistantTurnView;
    const more = [...kept.steps, step('s5', 'Read a.ts', kept.text.length)];
    await panel.send({ type: 'turn', turn: { ...kept, steps: more } });
    await panel.send({ type: 'delta', turnId: 'a2', text: 'So it ', thinking: '' });
    await panel.send({ type: 'delta', turnId: 'a2', text: 'waits.', thinking: '' });
    assert.deepEqual((await order()).slice(-3), ['wait();', 'Read a.ts', 'So it wai']);
  });

  it('shows a command as a sentence, its text for editing, and the cost of the answer', async () => {
    const asked = question('q1', { text: '/explain', sentence: 'Explain totalOf in cart.ts' });
    panel = await PanelPage.open(panelServer, {
      state: panelState({ session: { turns: [asked, answer('a1')] } }),
    });
    assert.equal(await article(0).locator('p').textContent(), 'Explain totalOf in cart.ts');
    const usage = article(1).locator('.usage');
    assert.equal(await usage.locator('[aria-hidden]').textContent(), '0.2 ¢');
    assert.match((await usage.getAttribute('title')) ?? '', /^1,204 tokens in, .* tokens\/s$/);
    await article(0).getByRole('button', { name: 'Edit and resend' }).click();
    assert.equal(
      await panel.page.getByRole('textbox', { name: 'Edit turn' }).inputValue(),
      '/explain',
    );
  });

  it('highlights code under the policy, with a library that is loaded with the first code', async () => {
    const isLoaded = (): boolean => panel.requests.some((url) => url.endsWith('/highlighting.js'));
    panel = await PanelPage.open(panelServer, {
      state: panelState({
        session: { turns: [question('q1'), answer('a1', { text: 'No code: `a`.' })] },
      }),
    });
    await panel.settled();
    assert.equal(isLoaded(), false);
    await panel.send({ type: 'turn', turn: answer('a1', { text: '```ts\nconst a = 1;\n```' }) });
    await panel.page.locator('code .hljs-keyword').waitFor();
    assert.equal(isLoaded(), true);
    assert.deepEqual(await panel.host(({ violations }) => violations), []);
  });

  it('appends deltas in place and keeps thinking collapsed', async () => {
    panel = await PanelPage.open(panelServer, {
      state: panelState({
        session: { turns: [question('q1'), answer('a1', { state: 'waiting', text: '' })] },
      }),
    });
    await panel.send({ type: 'delta', turnId: 'a1', text: '', thinking: 'Let me ' });
    const summary = article(1).locator('summary');
    assert.equal(await summary.textContent(), 'Thinking…');
    await panel.send({ type: 'delta', turnId: 'a1', text: '', thinking: 'see.' });
    assert.ok(!(await article(1).locator('.thinking-text').isVisible()));
    await summary.click();
    assert.equal(await article(1).locator('.thinking-text').textContent(), 'Let me see.');
    await panel.send({ type: 'delta', turnId: 'a1', text: 'One', thinking: '' });
    await article(1)
      .locator('.answer-text')
      .evaluate((element) => {
        Object.assign(element.firstElementChild!, { isTheSame: true });
      });
    await panel.send({ type: 'delta', turnId: 'a1', text: ', two', thinking: '' });
    await panel.send({
      type: 'turn',
      turn: answer('a1', { text: 'One, two, three', thinking: 'Let me see.', thinkingMs: 1_900 }),
    });
    assert.equal(await summary.textContent(), 'Thought for 2 s');
    assert.equal(await article(1).locator('.answer-text').textContent(), 'One, two, three');
    const isTheSame = await article(1)
      .locator('.answer-text')
      .evaluate((element) => 'isTheSame' in element.firstElementChild!);
    assert.ok(isTheSame, 'the answer was rendered again');
  });

  it('edits and resends a message, and warns about later messages', async () => {
    panel = await PanelPage.open(panelServer, {
      state: panelState({ session: { turns: turns(4) } }),
    });
    await article(0).getByRole('button', { name: 'Edit and resend' }).click();
    const box = panel.page.getByRole('textbox', { name: 'Edit turn' });
    assert.ok(await panel.page.getByText('Later messages will be removed.').isVisible());
    await box.fill('Better');
    await box.press('Enter');
    assert.deepEqual(await panel.posted('edit'), [{ type: 'edit', turnId: 't0', text: 'Better' }]);
    assert.equal(await box.count(), 0);
    await article(2).getByRole('button', { name: 'Edit and resend' }).click();
    assert.equal(await panel.page.getByText('Later messages will be removed.').count(), 0);
    await panel.page.getByRole('button', { name: 'Cancel' }).click();
    assert.equal((await panel.posted('edit')).length, 1);
  });

  it('regenerates the last answer, copies any answer, continues a truncated one', async () => {
    panel = await PanelPage.open(panelServer, SCENES['cut']!);
    assert.equal(await panel.page.getByRole('button', { name: 'Regenerate' }).count(), 1);
    await panel.page.getByRole('button', { name: 'Regenerate' }).click();
    await article(1).getByRole('button', { name: 'Copy answer' }).click();
    await panel.page.getByRole('button', { name: 'Continue', exact: true }).click();
    assert.deepEqual(await panel.posted('regenerate'), [{ type: 'regenerate', turnId: 'a2' }]);
    assert.deepEqual(await panel.posted('copyAnswer'), [{ type: 'copyAnswer', turnId: 'a1' }]);
    assert.deepEqual(await panel.posted('continue'), [{ type: 'continue', turnId: 'a2' }]);
  });

  it('counts down to the retry and enables the button afterwards', async () => {
    panel = await PanelPage.open(panelServer, {
      state: panelState({
        session: {
          turns: [
            question('q1'),
            answer('a1', {
              state: 'failed',
              text: '',
              card: failureCard({ retryAt: Date.now() + 90_000 }),
            }),
          ],
        },
      }),
    });
    const retry = panel.page.getByRole('button', { name: /^Try Again/ });
    assert.match((await retry.textContent()) ?? '', /^Try Again in \d+ s$/);
    await retry.dispatchEvent('click');
    assert.deepEqual(await panel.posted('cardAction'), []);
    const card = failureCard({ retryAt: Date.now() + 1_500 });
    await panel.send({ type: 'turn', turn: answer('a1', { state: 'failed', text: '', card }) });
    await panel.page.getByRole('button', { name: 'Try Again', exact: true }).click();
    assert.deepEqual(await panel.posted('cardAction'), [
      { type: 'cardAction', turnId: 'a1', action: 'retry' },
    ]);
  });

  it('counts down to an automatic retry, which can be brought forward or stopped', async () => {
    const card = failureCard({ retryAt: Date.now() + 90_000, isRetrying: true, actions: [] });
    const waiting = answer('a1', { state: 'waiting', text: '', card });
    panel = await PanelPage.open(panelServer, {
      state: panelState({
        session: { turns: [question('q1'), answer('a1', { state: 'waiting', text: '' })] },
      }),
    });
    await panel.send({ type: 'turn', turn: waiting });
    const status = panel.page.locator('.visually-hidden[role=status][aria-live]');
    assert.equal(await status.textContent(), 'Rate limit reached at Mistral. Retrying…');
    assert.match(
      (await panel.page.locator('.countdown').textContent()) ?? '',
      /^Retrying in \d+ s$/,
    );
    await panel.page.getByRole('button', { name: 'Retry Now' }).click();
    await article(1).getByRole('button', { name: 'Stop' }).click();
    assert.deepEqual(await panel.posted('retryNow'), [{ type: 'retryNow' }]);
    assert.deepEqual(await panel.posted('stop'), [{ type: 'stop' }]);
    await panel.send({
      type: 'turn',
      turn: { ...waiting, card: { ...card, retryAt: Date.now() - 1 } },
    });
    await panel.page.locator('.countdown', { hasText: 'Retrying…' }).waitFor();
  });

  it('shows what the service reported on request, as text', async () => {
    const details = { sentence: 'No <b>access</b>', status: 403, requestId: 'r-1' };
    panel = await PanelPage.open(panelServer, {
      state: panelState({
        session: {
          turns: [
            question('q1'),
            answer('a1', { state: 'failed', text: '', card: failureCard({ details }) }),
          ],
        },
      }),
    });
    const sentence = panel.page.getByText('No <b>access</b>');
    assert.ok(!(await sentence.isVisible()));
    await panel.page.locator('.card-details summary').click();
    assert.ok(await sentence.isVisible());
    assert.ok(await panel.page.getByText('Status: 403').isVisible());
    assert.ok(await panel.page.getByText('Request ID: r-1').isVisible());
  });

  it('follows the end until the user scrolls up, and resumes on request', async () => {
    panel = await PanelPage.open(panelServer, {
      state: panelState({
        session: { turns: [question('q1'), answer('a1', { state: 'streaming', text: LINES })] },
      }),
    });
    const more = () => panel.send({ type: 'delta', turnId: 'a1', text: LINES, thinking: '' });
    await more();
    assert.ok((await position()).below < 2, 'followed');
    await panel.page.mouse.move(200, 300);
    await panel.page.mouse.wheel(0, -1);
    await panel.settled();
    const { top } = await position();
    await more();
    await more();
    assert.equal((await position()).top, top, 'pulled');
    const jump = panel.page.getByRole('button', { name: 'Jump to latest' });
    await jump.click();
    await more();
    assert.ok((await position()).below < 2, 'followed again');
    assert.equal(await jump.count(), 0);
    await scroller().press('PageUp');
    await panel.settled();
    const after = await position();
    await more();
    assert.ok((await position()).top <= after.top + 1, 'pulled from a page up');
    await scroller().press('End');
    await panel.page.waitForFunction(() => {
      const { scrollTop, scrollHeight, clientHeight } = document.querySelector('.scroller')!;
      return scrollHeight - scrollTop - clientHeight < 2;
    });
    await panel.settled();
    await more();
    assert.ok((await position()).below < 2, 'followed from the true end');
  });

  it('scrolls to the end for a new user message', async () => {
    panel = await PanelPage.open(panelServer, {
      state: panelState({ session: { turns: turns(40) } }),
    });
    await toTop();
    await panel.send({ type: 'turn', turn: question('mine') });
    assert.ok((await position()).below < 2);
  });

  it('adds earlier turns without moving the visible content', async () => {
    panel = await PanelPage.open(panelServer, {
      state: panelState({ session: { turns: turns(20), earlier: 20 } }),
    });
    await toTop();
    const button = panel.page.getByRole('button', { name: 'Show 20 earlier messages' });
    await button.click();
    assert.equal((await panel.posted('loadEarlier')).length, 1);
    const first = panel.page.locator('[data-turn="t0"]');
    const before = (await first.boundingBox())!.y;
    await panel.send({
      type: 'earlier',
      turns: turns(20).map((turn) => ({ ...turn, id: `earlier-${turn.id}` })),
      earlier: 0,
    });
    const moved = (await first.boundingBox())!.y - before;
    assert.ok(Math.abs(moved) < 3, `moved by ${moved}`);
    assert.equal(await panel.page.getByRole('article').count(), 40);
  });

  it('restores the scroll position', async () => {
    panel = await PanelPage.open(panelServer, {
      state: panelState({ session: { turns: turns(40, () => LINES) } }),
    });
    await panel.page.mouse.move(200, 300);
    await panel.page.mouse.wheel(0, -900);
    await panel.page.waitForFunction(() =>
      /turnId/.test(sessionStorage.getItem('webview-state') ?? ''),
    );
    const kept = await panel.page.evaluate(
      () =>
        (
          JSON.parse(sessionStorage.getItem('webview-state')!) as {
            scrollAnchor: { turnId: string; offset: number };
          }
        ).scrollAnchor,
    );
    await panel.page.reload();
    await panel.page.locator('main').waitFor();
    await panel.settled();
    const turn = panel.page.locator(`[data-turn="${kept.turnId}"]`);
    const above = await turn.evaluate(
      (element: HTMLElement) => document.querySelector('.scroller')!.scrollTop - element.offsetTop,
    );
    assert.ok(Math.abs(above - kept.offset) < 3, `${above} in place of ${kept.offset}`);
  });

  it('announces the status of an answer, but not its text', async () => {
    panel = await PanelPage.open(panelServer, { state: panelState() });
    const status = panel.page.locator('.visually-hidden[role=status][aria-live]');
    await panel.send({ type: 'turn', turn: question('q1') });
    await panel.send({ type: 'turn', turn: answer('a1', { state: 'waiting', text: '' }) });
    assert.equal(await status.textContent(), 'Answering…');
    await panel.send({ type: 'turn', turn: answer('a1', { state: 'streaming' }) });
    await panel.send({ type: 'turn', turn: answer('a1') });
    assert.equal(await status.textContent(), 'Answer complete');
    const live = await panel.page.locator('[aria-live]').count();
    assert.equal(live, 1);
  });

  it('runs the action of a notice or dismisses it', async () => {
    panel = await PanelPage.open(panelServer, SCENES['chat']!);
    await panel.page.getByRole('button', { name: 'Undo' }).click();
    await panel.page.getByRole('button', { name: 'Dismiss' }).click();
    assert.deepEqual(await panel.posted('notice'), [{ type: 'notice', id: 'n1' }]);
    assert.deepEqual(await panel.posted('dismissNotice'), [{ type: 'dismissNotice', id: 'n1' }]);
    await panel.send({ type: 'update', parts: { notice: null, title: 'Renamed' } });
    assert.equal(await panel.page.locator('.notice').count(), 0);
    assert.equal(await panel.page.getByRole('heading', { level: 1 }).textContent(), 'Renamed');
  });

  it('shows a new user how to set a key, without an input field', async () => {
    panel = await PanelPage.open(panelServer, SCENES['first page']!);
    const { page } = panel;
    assert.ok(await page.getByRole('heading', { name: 'Add an API key' }).isVisible());
    assert.equal(await page.locator('input, [type=password]').count(), 0);
    for (const name of ['Set Mistral API Key', 'Set Codestral API Key', 'Get a key at console']) {
      await page.getByRole('button', { name }).click();
    }
    assert.deepEqual(
      await panel.posted('cardAction'),
      ['setMistralKey', 'setCodestralKey', 'getKey'].map((action) => ({
        type: 'cardAction',
        action,
      })),
    );
    await panel.send({ type: 'update', parts: { unavailable: null } });
    assert.ok(await page.getByText('Ask about your code', { exact: true }).isVisible());
  });

  it('shows why no service is available, with a recovery action', async () => {
    panel = await PanelPage.open(panelServer, SCENES['closed']!);
    await panel.page.getByRole('button', { name: 'Set API Key' }).click();
    assert.deepEqual(await panel.posted('cardAction'), [{ type: 'cardAction', action: 'setKey' }]);
    await panel.send({ type: 'update', parts: { unavailable: null } });
    assert.ok(await panel.page.getByText('Ask about your code', { exact: true }).isVisible());
  });
});
