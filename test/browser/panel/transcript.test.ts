import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { answer, failureCard, panelState, question, SCENES, turns } from './scenarios.ts';
import { House, PanelStage } from './support.ts';

const LINES = Array.from({ length: 60 }, (_, index) => `line ${index}\n`).join('');

describe('the conversation', () => {
  let house: House;
  let stage: PanelStage;

  before(async () => {
    house = await House.open();
  });
  after(() => house.close());
  afterEach(() => stage.strike());

  const article = (index: number): Locator => stage.page.getByRole('article').nth(index);
  const scroller = (): Locator => stage.page.locator('.scroller');
  const place = (): Promise<{ top: number; below: number }> =>
    scroller().evaluate(({ scrollTop, scrollHeight, clientHeight }) => ({
      top: scrollTop,
      below: scrollHeight - scrollTop - clientHeight,
    }));

  /** To the top by key, which takes a moment. */
  const toTop = async (): Promise<void> => {
    await scroller().press('Home');
    await stage.page.waitForFunction(() => document.querySelector('.scroller')!.scrollTop === 0);
    await stage.settled();
  };

  it('names each turn', async () => {
    stage = await PanelStage.open(house, SCENES['chat']!);
    assert.equal(await article(0).getAttribute('aria-label'), 'You, message 13 of 16');
    assert.equal(
      await article(3).getAttribute('aria-label'),
      'mistral-medium-latest, message 16 of 16',
    );
    assert.match((await article(1).textContent()) ?? '', /Thought for 3 s/);
  });

  it('lets an answer grow where it is, and keeps its thoughts folded', async () => {
    stage = await PanelStage.open(house, {
      state: panelState({
        session: { turns: [question('q1'), answer('a1', { state: 'waiting', text: '' })] },
      }),
    });
    await stage.say({ type: 'delta', turnId: 'a1', text: '', thinking: 'Let me ' });
    const summary = article(1).locator('summary');
    assert.equal(await summary.textContent(), 'Thinking…');
    await stage.say({ type: 'delta', turnId: 'a1', text: '', thinking: 'see.' });
    assert.ok(!(await article(1).locator('.thinking-text').isVisible()));
    await summary.click();
    assert.equal(await article(1).locator('.thinking-text').textContent(), 'Let me see.');
    await stage.say({ type: 'delta', turnId: 'a1', text: 'One', thinking: '' });
    await article(1)
      .locator('.answer-text')
      .evaluate((element) => {
        Object.assign(element.firstElementChild!, { isTheSame: true });
      });
    await stage.say({ type: 'delta', turnId: 'a1', text: ', two', thinking: '' });
    await stage.say({
      type: 'turn',
      turn: answer('a1', { text: 'One, two, three', thinking: 'Let me see.', thinkingMs: 1_900 }),
    });
    assert.equal(await summary.textContent(), 'Thought for 2 s');
    assert.equal(await article(1).locator('.answer-text').textContent(), 'One, two, three');
    const isTheSame = await article(1)
      .locator('.answer-text')
      .evaluate((element) => 'isTheSame' in element.firstElementChild!);
    assert.ok(isTheSame, 'the answer was drawn anew');
  });

  it('edits and resends a question, and says what that replaces', async () => {
    stage = await PanelStage.open(house, { state: panelState({ session: { turns: turns(4) } }) });
    await article(0).getByRole('button', { name: 'Edit and resend' }).click();
    const box = stage.page.getByRole('textbox', { name: 'Edit turn' });
    assert.ok(await stage.page.getByText('What comes after it is replaced.').isVisible());
    await box.fill('Better');
    await box.press('Enter');
    assert.deepEqual(await stage.posted('edit'), [{ type: 'edit', turnId: 't0', text: 'Better' }]);
    assert.equal(await box.count(), 0);
    await article(2).getByRole('button', { name: 'Edit and resend' }).click();
    assert.equal(await stage.page.getByText('What comes after it is replaced.').count(), 0);
    await stage.page.getByRole('button', { name: 'Cancel' }).click();
    assert.equal((await stage.posted('edit')).length, 1);
  });

  it('regenerates the last answer, copies any, continues a cut one', async () => {
    stage = await PanelStage.open(house, SCENES['cut']!);
    assert.equal(await stage.page.getByRole('button', { name: 'Regenerate' }).count(), 1);
    await stage.page.getByRole('button', { name: 'Regenerate' }).click();
    await article(1).getByRole('button', { name: 'Copy answer' }).click();
    await stage.page.getByRole('button', { name: 'Continue', exact: true }).click();
    assert.deepEqual(await stage.posted('regenerate'), [{ type: 'regenerate', turnId: 'a2' }]);
    assert.deepEqual(await stage.posted('copyAnswer'), [{ type: 'copyAnswer', turnId: 'a1' }]);
    assert.deepEqual(await stage.posted('continue'), [{ type: 'continue', turnId: 'a2' }]);
  });

  it('counts down to the next try, and lets it through then only', async () => {
    stage = await PanelStage.open(house, {
      state: panelState({
        session: {
          turns: [
            question('q1'),
            answer('a1', {
              state: 'failed',
              text: '',
              card: failureCard({ retryAt: Date.now() + 3_000 }),
            }),
          ],
        },
      }),
    });
    const retry = stage.page.getByRole('button', { name: /^Try Again/ });
    assert.match((await retry.textContent()) ?? '', /^Try Again in [123] s$/);
    await retry.dispatchEvent('click');
    assert.deepEqual(await stage.posted('card'), []);
    await stage.page.getByRole('button', { name: 'Try Again', exact: true }).click();
    assert.deepEqual(await stage.posted('card'), [{ type: 'card', turnId: 'a1', action: 'retry' }]);
  });

  it('follows the end until the reader goes up, and again on demand', async () => {
    stage = await PanelStage.open(house, {
      state: panelState({
        session: { turns: [question('q1'), answer('a1', { state: 'streaming', text: LINES })] },
      }),
    });
    const more = () => stage.say({ type: 'delta', turnId: 'a1', text: LINES, thinking: '' });
    await more();
    assert.ok((await place()).below < 2, 'followed');
    await stage.page.mouse.move(200, 300);
    await stage.page.mouse.wheel(0, -1);
    await stage.settled();
    const { top } = await place();
    await more();
    await more();
    assert.equal((await place()).top, top, 'pulled');
    const jump = stage.page.getByRole('button', { name: 'Jump to latest' });
    await jump.click();
    await more();
    assert.ok((await place()).below < 2, 'followed again');
    assert.equal(await jump.count(), 0);
    await scroller().press('PageUp');
    await stage.settled();
    const after = await place();
    await more();
    assert.ok((await place()).top <= after.top + 1, 'pulled from a page up');
    await scroller().press('End');
    await stage.page.waitForFunction(() => {
      const { scrollTop, scrollHeight, clientHeight } = document.querySelector('.scroller')!;
      return scrollHeight - scrollTop - clientHeight < 2;
    });
    await stage.settled();
    await more();
    assert.ok((await place()).below < 2, 'followed from the true end');
  });

  it('goes to the end for a question of one’s own', async () => {
    stage = await PanelStage.open(house, { state: panelState({ session: { turns: turns(40) } }) });
    await toTop();
    await stage.say({ type: 'turn', turn: question('mine') });
    assert.ok((await place()).below < 2);
  });

  it('shows earlier turns without moving what is read', async () => {
    stage = await PanelStage.open(house, {
      state: panelState({ session: { turns: turns(20), earlier: 20 } }),
    });
    await toTop();
    const button = stage.page.getByRole('button', { name: 'Show 20 earlier messages' });
    await button.click();
    assert.equal((await stage.posted('earlier')).length, 1);
    const first = stage.page.locator('[data-turn="t0"]');
    const before = (await first.boundingBox())!.y;
    await stage.say({
      type: 'earlier',
      turns: turns(20).map((turn) => ({ ...turn, id: `earlier-${turn.id}` })),
      earlier: 0,
    });
    const moved = (await first.boundingBox())!.y - before;
    assert.ok(Math.abs(moved) < 3, `moved by ${moved}`);
    assert.equal(await stage.page.getByRole('article').count(), 40);
  });

  it('comes back to where it was read', async () => {
    stage = await PanelStage.open(house, {
      state: panelState({ session: { turns: turns(40, () => LINES) } }),
    });
    await stage.page.mouse.move(200, 300);
    await stage.page.mouse.wheel(0, -900);
    await stage.page.waitForFunction(() =>
      /turnId/.test(sessionStorage.getItem('webview-state') ?? ''),
    );
    const kept = await stage.page.evaluate(
      () =>
        (
          JSON.parse(sessionStorage.getItem('webview-state')!) as {
            place: { turnId: string; offset: number };
          }
        ).place,
    );
    await stage.page.reload();
    await stage.page.locator('main').waitFor();
    await stage.settled();
    const turn = stage.page.locator(`[data-turn="${kept.turnId}"]`);
    const above = await turn.evaluate(
      (element: HTMLElement) => document.querySelector('.scroller')!.scrollTop - element.offsetTop,
    );
    assert.ok(Math.abs(above - kept.offset) < 3, `${above} in place of ${kept.offset}`);
  });

  it('says aloud how an answer goes, and not its text', async () => {
    stage = await PanelStage.open(house, { state: panelState() });
    const aloud = stage.page.locator('.unseen[role=status]');
    await stage.say({ type: 'turn', turn: question('q1') });
    await stage.say({ type: 'turn', turn: answer('a1', { state: 'waiting', text: '' }) });
    assert.equal(await aloud.textContent(), 'Answering…');
    await stage.say({ type: 'turn', turn: answer('a1', { state: 'streaming' }) });
    await stage.say({ type: 'turn', turn: answer('a1') });
    assert.equal(await aloud.textContent(), 'Answer complete');
    const live = await stage.page.locator('[aria-live]').count();
    assert.equal(live, 1);
  });

  it('does what a notice offers, or forgets it', async () => {
    stage = await PanelStage.open(house, SCENES['chat']!);
    await stage.page.getByRole('button', { name: 'Undo' }).click();
    await stage.page.getByRole('button', { name: 'Dismiss' }).click();
    assert.deepEqual(await stage.posted('notice'), [{ type: 'notice', id: 'n1' }]);
    assert.deepEqual(await stage.posted('dismissNotice'), [{ type: 'dismissNotice', id: 'n1' }]);
    await stage.say({ type: 'update', parts: { notice: null, title: 'Renamed' } });
    assert.equal(await stage.page.locator('.notice').count(), 0);
    assert.equal(await stage.page.getByRole('heading', { level: 1 }).textContent(), 'Renamed');
  });

  it('begins with what a new user needs, and asks for no key itself', async () => {
    stage = await PanelStage.open(house, SCENES['first page']!);
    const { page } = stage;
    assert.ok(await page.getByRole('heading', { name: 'One API key' }).isVisible());
    assert.equal(await page.locator('input, [type=password]').count(), 0);
    for (const name of ['Set Mistral API Key', 'Set Codestral API Key', 'Get a key at console']) {
      await page.getByRole('button', { name }).click();
    }
    assert.deepEqual(
      await stage.posted('card'),
      ['setMistralKey', 'setCodestralKey', 'getKey'].map((action) => ({ type: 'card', action })),
    );
    await stage.say({ type: 'update', parts: { closed: null } });
    assert.ok(await page.getByText('Ask about your code', { exact: true }).isVisible());
  });

  it('shows why no service is open, and what helps', async () => {
    stage = await PanelStage.open(house, SCENES['closed']!);
    await stage.page.getByRole('button', { name: 'Set API Key' }).click();
    assert.deepEqual(await stage.posted('card'), [{ type: 'card', action: 'setKey' }]);
    await stage.say({ type: 'update', parts: { closed: null } });
    assert.ok(await stage.page.getByText('Ask about your code', { exact: true }).isVisible());
  });
});
